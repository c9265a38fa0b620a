"""What a report speaks of: a bundle, and what its working folder tells of how it was made.

Everything is read, nothing computed anew but the fused vectors, by the bundle's own network. What
is missing is None; `notices` say what of it a reader should know.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from musicrec.data.items import ItemTable
from musicrec.delta.file import read_delta, summary_of, summary_text
from musicrec.errors import MusicRecError
from musicrec.export.description import describe_bundle
from musicrec.export.manifest import read_manifest
from musicrec.export.networks import Networks
from musicrec.export.reference import config_of
from musicrec.export.tables import BundleFile, array_in, unpack_ids
from musicrec.stage import STAGE_NAMES, hash_json, read_meta
from musicrec.tokenizer.health import too_fine

FLAT = 1e-6
"""Fused vectors that differ by less say nothing of the items."""


@dataclass(frozen=True, kw_only=True)
class Facts:
    """A bundle and its working folder.

    `described` is that of `describe_bundle`; `evaluation` the report to show, `source` where it is
    from: engine, trainer, or manifest for the digest that the bundle carries. `moved` (N): whether
    an item was given another ID than its nearest codes.
    """

    folder: Path
    manifest: Mapping[str, Any]
    described: Mapping[str, Any]
    items: ItemTable
    codes: NDArray[np.uint8]
    evaluation: Mapping[str, Any] | None
    source: str | None
    blend: Mapping[str, Any] | None
    health: Mapping[str, Any] | None
    features: Mapping[str, Any] | None
    stages: Mapping[str, Mapping[str, Any]]
    moved: NDArray[np.bool_] | None
    notices: tuple[str, ...]

    @property
    def name(self) -> str:
        """The bundle's."""
        return str(self.manifest["name"])

    def title(self, item: int) -> str:
        """An item's title, its ID where it has none."""
        return self.items.texts("title")[item].strip() or self.items.ids[item]

    @cached_property
    def vectors(self) -> tuple[str, NDArray[np.float32]]:
        """What they are, and (N, F): fused text and image, else what the generator reads."""
        networks = Networks.read(self.folder, config_of(self.manifest))
        features = self._file("features.bin")
        parts = [
            array_in(features, name).astype(np.float32)
            * np.float32(features.arrays[name].get("scale", 1))
            for name in ("text", "image", "present")
        ]
        _, _, fused = networks.fuse(*parts)
        if np.ptp(fused, axis=0).max(initial=0) > FLAT:
            return "fused vector of text and image", fused
        residuals = array_in(self._file("residuals.bin"), "residuals")
        return "item vector of the generator", networks.item_vectors(self.codes, residuals)

    def _file(self, name: str) -> BundleFile:
        return bundle_file(self.folder, self.manifest, name)


def bundle_file(folder: Path, manifest: Mapping[str, Any], name: str) -> BundleFile:
    """A binary file of a checked bundle."""
    entry = manifest["files"][name]
    data = (folder / name).read_bytes()
    return BundleFile(data=data, role=entry["role"], arrays=entry.get("arrays", {}))


def work_of(bundle: Path) -> Path:
    """The working folder beside a bundle, there or not."""
    bundle = bundle.resolve()
    return bundle.with_name(f"{bundle.name}.work")


def read_facts(bundle: Path) -> Facts:
    """Raises FILE_MISSING, BUNDLE_INVALID, and STAGE_INPUT_INVALID for a damaged working folder."""
    manifest = read_manifest(bundle)
    described = describe_bundle(bundle)
    levels = int(manifest["semantic_ids"]["levels"])
    ids = bundle_file(bundle, manifest, "semantic_ids.bin")
    codes = unpack_ids(array_in(ids, "semantic_ids"), levels)
    work, notices = work_of(bundle), []
    stages = {name: meta for name in STAGE_NAMES if (meta := read_meta(work / name)) is not None}
    if not stages:
        notices.append(
            f"No working folder lies beside this bundle ({work.name}): learning curves, "
            "breakdowns, wall times and settings are not known."
        )
    elif (_read(work / "export" / "export.json") or {}).get("bundle") != described["sha256"]:
        notices.append(
            "The working folder holds another export than this bundle: its figures may be of "
            "another model. Run: musicrec export …"
        )
    elif exported := stages.get("export"):
        ran = [
            name
            for name, value in exported["key"]["inputs"].items()
            if name != "evaluation" and hash_json(stages.get(name, {}).get("outputs")) != value
        ]
        if ran:
            notices.append(
                f"Since the export these stages ran again: {', '.join(ran)}; what is said of them "
                "here is of another model. Run: musicrec export …"
            )
    delta = read_delta(bundle, manifest)
    if delta:
        notices.append(f"Since the export: {summary_text(summary_of(delta, manifest['items']))}.")
    trained = _read(work / "evaluation" / "report.json")
    evaluation, source = trained, "trainer" if trained else None
    engine = _read(work / "engine" / "report.json")
    if engine is not None:
        same = trained is None or engine["data"]["sha256"] == trained["data"]["sha256"]
        if same:
            evaluation, source = engine, "engine"
        else:
            notices.append("The engine's lists are of other cases than the evaluation: left out.")
    if evaluation is None:
        evaluation = (manifest.get("protocol") or {}).get("evaluation")
        source = "manifest" if evaluation else None
        if stages:
            notices.append("No evaluation has run in the working folder. Run: musicrec evaluate …")
    if few := too_fine(len(codes), levels, int(manifest["semantic_ids"]["codebook_size"])):
        notices.append(few)
    return Facts(
        folder=bundle,
        manifest=manifest,
        described=described,
        items=ItemTable(json.loads((bundle / "items.json").read_bytes())["columns"]),
        codes=codes,
        evaluation=evaluation,
        source=source,
        blend=_read(work / "generator" / "blend.json"),
        health=_read(work / "tokenizer" / "health.json"),
        features=_read(work / "features" / "features.json"),
        stages=stages,
        moved=_moved(work / "tokenizer", codes),
        notices=tuple(notices),
    )


def _read(path: Path) -> Any:
    """A JSON file of the working folder, None where it is not there."""
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        raise MusicRecError(
            "STAGE_INPUT_INVALID",
            f"{path} cannot be read: {error}. Run: musicrec train --from {path.parent.name} …",
        ) from error


def _moved(folder: Path, codes: NDArray[np.uint8]) -> NDArray[np.bool_] | None:
    """(N) which items' raw codes (N, L) are not those of the bundle; None where not known."""
    try:
        raw = np.load(folder / "raw_codes.npy", allow_pickle=False)
    except (OSError, ValueError):
        return None
    if raw.shape != codes.shape:
        return None
    moved: NDArray[np.bool_] = (raw != codes).any(axis=1)
    return moved
