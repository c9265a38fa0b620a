"""Items' pictures → (N, D) embeddings, and which pictures are missing or broken.

Pictures are files below the shop's folder; addresses on the web are not fetched.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from musicrec.features.image_encoder import EMBEDDING, PREPARATION, ImageEncoder
from musicrec.features.picture_model import PictureModel, picture_model_of
from musicrec.features.preparation import Preparation
from musicrec.features.vector_cache import VectorCache, content_hash, gather, missing_keys, report
from musicrec.model_name import ModelName
from musicrec.progress import Progress
from musicrec.stage import Context

BATCH = 16
MAX_EXAMPLES = 5
TROUBLES = {
    "none": "name no picture",
    "missing": "name a file that is not there",
    "outside": "name a file outside the shop's folder",
    "remote": "name a web address, which is not fetched: put the files beside the tables",
    "broken": "name a file that is no readable picture",
}
"""What may be with an item's picture, in words."""

Float32 = NDArray[np.float32]


@dataclass(kw_only=True)
class PictureReport:
    """What became of the pictures: counts, and the first few item IDs of each trouble."""

    items: int
    read: int = 0
    trouble: dict[str, int] = field(default_factory=dict)
    examples: dict[str, list[str]] = field(default_factory=dict)

    def add(self, what: str, item: str) -> None:
        """Count an item whose picture is `none`, `missing`, `outside`, `remote` or `broken`."""
        self.trouble[what] = self.trouble.get(what, 0) + 1
        shown = self.examples.setdefault(what, [])
        if len(shown) < MAX_EXAMPLES:
            shown.append(item)

    def lines(self) -> list[str]:
        """For people."""
        lines = [f"pictures: {self.read:,} of {self.items:,} items have one"]
        for what, count in sorted(self.trouble.items()):
            shown = ", ".join(self.examples[what])
            lines.append(f"pictures: {count:,} items {TROUBLES[what]} (for example {shown})")
        return lines

    def line(self) -> str:
        """The same in one line, shorter."""
        if self.trouble.get("none") == self.items:
            return "pictures: no item names one"
        parts = [f"pictures: {self.read:,} of {self.items:,} items have one"]
        for what, count in sorted(self.trouble.items()):
            example = "" if what == "none" else f" (such as {self.examples[what][0]})"
            parts.append(f"{count:,} {TROUBLES[what]}{example}")
        return "; ".join(parts)


def find_pictures(
    data: Path, ids: Sequence[str], names: Sequence[str], report: PictureReport
) -> list[Path | None]:
    """(N) the picture file of each item below the folder `data`, None where there is none."""
    root = data.resolve()
    found: list[Path | None] = []
    for item, name in zip(ids, names, strict=True):
        path: Path | None = None
        if not name:
            report.add("none", item)
        elif "://" in name or name.startswith(("//", "data:")):
            report.add("remote", item)
        else:
            path = (root / name).resolve()
            if not path.is_relative_to(root):
                report.add("outside", item)
                path = None
            elif not path.is_file():
                report.add("missing", item)
                path = None
        found.append(path)
    return found


def look_at_pictures(data: Path, ids: Sequence[str], names: Sequence[str]) -> PictureReport:
    """What the first bytes of the items' pictures say: a file may still be cut off behind them."""
    report_to = PictureReport(items=len(ids))
    for item, path in zip(ids, find_pictures(data, ids, names, report_to), strict=True):
        if path is None:
            continue
        if _is_readable(path, whole=False):
            report_to.read += 1
        else:
            report_to.add("broken", item)
    return report_to


def prepare_picture(path: Path, prepare: Preparation = PREPARATION) -> Float32:
    """(3, S, S) the network's input, of what a camera held sideways turned upright.

    Raises OSError or ValueError for what is no picture.
    """
    from PIL import Image

    with Image.open(path) as opened:
        return prepare(_upright(opened))


def _upright(opened: Any) -> Any:
    """Turned as its EXIF orientation says, or as it lies where that is garbage."""
    from PIL import ImageOps

    try:
        return ImageOps.exif_transpose(opened)
    except SyntaxError:
        return opened


def shipped_pictures(context: Context) -> PictureModel | None:
    """The model that the run's pictures are read with, where it is one that ships."""
    model = ModelName.parse(context.config.features.image_encoder)
    return picture_model_of(model, context.cache) if model else None


def embed_pictures(
    paths: Sequence[Path | None],
    ids: Sequence[str],
    report_to: PictureReport,
    *,
    model: PictureModel | None = None,
    cache: Path,
    threads: int,
    progress: Progress,
) -> tuple[Float32, NDArray[np.bool_]]:
    """(N, D) embeddings and (N) which items have one; a broken picture counts as none.

    `model`: what reads them in the place of every shop's encoder. Raises FILE_MISSING where that is
    not there.
    """
    keys = [content_hash(path.read_bytes()) if path else None for path in paths]
    readable: dict[bytes, Path] = {}
    broken: set[bytes] = set()
    for path, key in progress.track(zip(paths, keys, strict=True), "pictures read", len(paths)):
        if path is not None and key is not None and key not in readable and key not in broken:
            if _is_readable(path):
                readable[key] = path
            else:
                broken.add(key)
    for item, key in zip(ids, keys, strict=True):
        if key in broken:
            report_to.add("broken", item)
    keys = [None if key in broken else key for key in keys]
    present = np.array([key is not None for key in keys], bool)
    report_to.read = int(present.sum())
    encode = model.encoder(threads) if model else ImageEncoder(threads=threads)
    of, size = (model.hash, model.size) if model else (encode.hash, EMBEDDING)
    store = VectorCache(cache / "vectors" / of[:16], size=size)
    wanted = [key for _, key in missing_keys(store, keys)]
    report(progress, "pictures", len(readable), len(wanted))
    batches = [wanted[at : at + BATCH] for at in range(0, len(wanted), BATCH)]
    for batch in progress.track(batches, f"pictures, {BATCH} at a time"):
        vectors = encode(
            np.stack([prepare_picture(readable[key], encode.prepare) for key in batch])
        )
        for key, vector in zip(batch, vectors, strict=True):
            store.add(key, vector)
    store.flush()
    return gather(store, keys), present


def _is_readable(path: Path, *, whole: bool = True) -> bool:
    from PIL import Image

    try:
        with Image.open(path) as picture:
            if whole:
                picture.load()
        return True
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return False
