"""A bundle in figures, for people and scripts: what it is, how well its IDs are, what it weighs.

Reads the manifest and semantic_ids.bin alone and loads no network. A manifest that lacks a section
is described without it; whether a bundle is sound is `manifest.read_manifest`'s to say.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from musicrec.errors import MusicRecError
from musicrec.export.manifest import exported_bytes, weights_in
from musicrec.export.tables import BundleFile, array_in, unpack_ids
from musicrec.tokenizer.health import collisions, perplexity

IDS = "semantic_ids.bin"
SECTIONS = (
    *("name", "producer", "format", "items", "currency"),
    *("semantic_ids", "model", "encoders", "decoding", "prior", "frequency", "blend"),
    *("defaults", "licences"),
)
TERMS = ("generator", "prior", "dense", "frequency", "discount")
SHOWN_DIGITS = 16
LABEL = 14


def describe_bundle(folder: Path) -> dict[str, Any]:
    """The manifest's numbers, `sha256` of the manifest, `health` of the IDs, `bytes` by file.

    Raises BUNDLE_INVALID.
    """
    path = folder / "manifest.json"
    try:
        data = path.read_bytes()
        manifest = json.loads(data)
    except (OSError, ValueError) as error:
        raise MusicRecError("BUNDLE_INVALID", f"{path} cannot be read: {error}.") from error
    if not isinstance(manifest, dict) or "files" not in manifest:
        raise MusicRecError("BUNDLE_INVALID", f"{path} is no manifest: it lists no files.")
    return {
        "sha256": hashlib.sha256(exported_bytes(data)).hexdigest(),
        **{key: manifest.get(key) for key in SECTIONS},
        "weights": weights_in(manifest),
        "parity": (manifest.get("protocol") or {}).get("export"),
        "health": _health(folder, manifest),
        "bytes": {name: spec["bytes"] for name, spec in manifest["files"].items()},
        "missing": [name for name in manifest["files"] if not (folder / name).is_file()],
    }


def _health(folder: Path, manifest: Mapping[str, Any]) -> dict[str, Any] | None:
    """Share of codes used and perplexity by level, items that share an ID; None without IDs."""
    arrays = manifest["files"].get(IDS, {}).get("arrays")
    if arrays is None or "semantic_ids" not in manifest or not (folder / IDS).is_file():
        return None
    file = BundleFile(data=(folder / IDS).read_bytes(), role="core", arrays=arrays)
    try:
        packed = array_in(file, "semantic_ids")
        levels = int(manifest["semantic_ids"]["levels"])
        codebook_size = int(manifest["semantic_ids"]["codebook_size"])
    except (KeyError, ValueError) as error:
        raise MusicRecError(
            "BUNDLE_INVALID",
            f"{folder / IDS} does not fit its manifest ({error}). Export the bundle again.",
        ) from error
    codes = unpack_ids(packed, levels)  # (N, L)
    columns = [codes[:, level] for level in range(levels)]
    return {
        "usage": [round(len(np.unique(column)) / codebook_size, 4) for column in columns],
        "perplexity": [round(perplexity(column), 2) for column in columns],
        "collisions": collisions(codes),
    }


def description_text(described: Mapping[str, Any]) -> str:
    """The same for people, a line a fact."""
    items = described["items"]
    lines = [
        f"{described['name']}: {items:,} items, format {described['format']}, "
        f"by {described['producer']}",
        _line("bundle", f"{described['sha256'][:SHOWN_DIGITS]} (SHA-256 of manifest.json)"),
        *_id_lines(described),
        *_model_lines(described),
        *_parity_lines(described["parity"]),
        *_blend_lines(described["blend"] or {}),
    ]
    sizes = sorted(described["bytes"].items(), key=lambda pair: -pair[1])
    total = sum(described["bytes"].values())
    lines.append(_line("files", f"{len(sizes)}, {total / 1e6:.2f} MB"))
    width = max((len(name) for name, _ in sizes), default=0)
    lines += [f"  {name:{width}} {size / 1e3:9,.1f} kB" for name, size in sizes]
    if described["missing"]:
        lines.append(f"MISSING: {', '.join(described['missing'])}. Run musicrec export again.")
    return "\n".join(lines)


def _line(label: str, text: str) -> str:
    return f"{label:{LABEL}}{text}"


def _id_lines(described: Mapping[str, Any]) -> Iterable[str]:
    ids, health = described["semantic_ids"], described["health"]
    if ids is None:
        return
    size = ids["codebook_size"]
    shared = "" if health is None else f", {health['collisions']:,} items share one"
    yield _line("semantic IDs", f"{ids['levels']} levels of {size} codes{shared}")
    if health is not None:
        for level, (usage, even) in enumerate(
            zip(health["usage"], health["perplexity"], strict=True), 1
        ):
            used = round(usage * size)
            yield _line(f"  level {level}", f"{used:3} codes used, perplexity {even:6.1f}")


def _model_lines(described: Mapping[str, Any]) -> Iterable[str]:
    model, encoders = described["model"], described["encoders"]
    decoding = described["decoding"]
    if model is not None:
        yield _line(
            "model",
            f"{model['layers']} layers of {model['dimension']}, {model['heads']} heads, hidden "
            f"{model['hidden']}, residual {model['residual']}, history {model['max_history']}, "
            f"{described['weights']} weights",
        )
    if encoders is not None:
        used = ", ".join(
            f"{modality} {one if isinstance(one, str) else one['model']}"
            for modality, one in encoders.items()
        )
        yield _line("encoders", f"{used}: a page can make features of its own")
    if decoding is not None:
        yield _line(
            "decoding",
            f"beam {decoding['beam_width']}, {decoding['extra_candidates']} extra candidates",
        )
    lists = [
        f"{kind} {entry['novelty']}, at most {entry['per_type']} of a type"
        for kind, entry in (described["defaults"] or {}).items()
        if entry["per_type"] > 0
    ]
    if lists:
        yield _line("lists", "; ".join(lists))


def _parity_lines(parity: Mapping[str, Any] | None) -> Iterable[str]:
    if parity is None:
        return
    yield _line(
        "parity",
        f"top-{parity['count']} overlap {parity['overlap']:.3f} (worst "
        f"{parity['worst_overlap']:.2f}) with the trained networks",
    )
    yield _line(
        "",
        f"{parity['cases']} made-up histories, level-1 log P within "
        f"{parity['level_1_error']:.4f}, codes equal for {100 * parity['codes']:.1f} % of items",
    )


def _blend_lines(blend: Mapping[str, Mapping[str, float]]) -> Iterable[str]:
    if not blend:
        return
    width = max(len(key) for key in blend) + 2
    yield f"{'blend':{width}}" + "".join(f" {name:>10}" for name in TERMS)
    for key, weights in sorted(blend.items()):
        row = "".join(f" {weights.get(name, 0.0):10.4g}" for name in TERMS)
        yield f"  {key:{width - 2}}{row}"
