"""delta.json: read, checked, put beside the bundle's manifest, which vouches for it.

Its items are kept as the plain JSON they are: `contract/delta.schema.json` says what they may be,
`docs/bundle-format.md` what they mean. `delta.schema.json` beside this file is a copy, so that an
installed trainer has it; a test keeps the two equal.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import jsonschema

from musicrec.errors import MusicRecError
from musicrec.export.manifest import DELTA_ROLE, MANIFEST, check_manifest, manifest_bytes
from musicrec.export.tables import json_bytes

FORMAT = 1
DELTA = "delta.json"
SCHEMA_PATH = Path(__file__).with_name("delta.schema.json")
BASIS = ("items.json", "semantic_ids.bin", "fusion.onnx")
BASIS_DIGITS = 8
ENOUGH = 0.05
"""Of the bundle's items: with more of them new or gone it is time to train again."""

Item = dict[str, Any]


def basis_of(manifest: Mapping[str, Any]) -> str:
    """What the places of added items hang on: the beginnings of three files' SHA-256."""
    return " ".join(manifest["files"][name]["sha256"][:BASIS_DIGITS] for name in BASIS)


def read_delta(folder: Path, manifest: Mapping[str, Any]) -> list[Item]:
    """The items of a bundle's delta, none where its manifest has none; raises BUNDLE_INVALID."""
    if DELTA not in manifest["files"]:
        return []
    path = folder / DELTA
    try:
        value = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise MusicRecError(
            "BUNDLE_INVALID", f"{path} cannot be read: {error}. Export the bundle again."
        ) from error
    check_delta(value, where=str(path))
    items: list[Item] = value["items"]
    for item in items:
        if "added" in item and item["added"]["basis"] != basis_of(manifest):
            raise MusicRecError(
                "BUNDLE_INVALID",
                f'{path}: "{item["id"]}" was placed in another bundle. Export the bundle again and '
                "add the items anew.",
            )
    return items


def check_delta(value: Any, *, where: str) -> None:
    """Raise BUNDLE_INVALID for what the schema does not allow, or two entries of an item."""
    schema = json.loads(SCHEMA_PATH.read_text(encoding="utf-8"))
    validator = jsonschema.Draft202012Validator(schema)
    error = jsonschema.exceptions.best_match(validator.iter_errors(value))
    if error is not None:
        place = "/".join(str(part) for part in error.absolute_path) or "its top"
        raise MusicRecError(
            "BUNDLE_INVALID", f"{where} is no delta at {place}: {error.message}.", {"place": place}
        )
    seen: set[str] = set()
    for item in value["items"]:
        if item["id"] in seen:
            raise MusicRecError(
                "BUNDLE_INVALID", f'{where} has two entries for "{item["id"]}". Keep one of them.'
            )
        seen.add(item["id"])


def write_delta(out: Path, manifest: Mapping[str, Any], items: Sequence[Item]) -> dict[str, Any]:
    """Put delta.json and a manifest that vouches for it into `out`; returns its entry there.

    The delta first: a page that comes in between finds the old manifest, and the old delta gone.
    """
    value = {"format": FORMAT, "items": list(items)}
    check_delta(value, where="The delta to be written")
    data = json_bytes(value) + b"\n"
    entry = {"bytes": len(data), "sha256": hashlib.sha256(data).hexdigest(), "role": DELTA_ROLE}
    vouching = {**manifest, "files": {**manifest["files"], DELTA: entry}}
    check_manifest(vouching, code="EXPORT_INVALID", where="The manifest to be written")
    out.mkdir(parents=True, exist_ok=True)
    _replace(out / DELTA, data)
    _replace(out / MANIFEST, manifest_bytes(vouching))
    return entry


def _replace(path: Path, data: bytes) -> None:
    partial = path.with_name(f".{path.name}.partial")
    partial.write_bytes(data)
    os.replace(partial, path)


def summary_of(items: Sequence[Item], known: int) -> dict[str, Any]:
    """How many items of a delta are new, gone and changed, and whether that is enough to retrain.

    `known`: items of the bundle.
    """
    new = sum("added" in item for item in items)
    gone = sum("removed" in item for item in items)
    changed = sum("changed" in item or "available" in item for item in items)
    share = (new + gone) / known
    return {
        "new": new,
        "gone": gone,
        "changed": changed,
        "share": round(share, 4),
        "retrain": share > ENOUGH,
    }


def summary_text(summary: Mapping[str, Any]) -> str:
    """The same for people."""
    counts = f"{summary['new']:,} new, {summary['gone']:,} gone, {summary['changed']:,} changed"
    share = f"{100 * summary['share']:.1f} % of the items are new or gone"
    advice = "time to train again" if summary["retrain"] else "no need to train again"
    return f"{counts}; {share}: {advice} (above {100 * ENOUGH:.0f} %)"
