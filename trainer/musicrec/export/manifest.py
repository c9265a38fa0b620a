"""manifest.json: built, checked against the bundle's schema, and read back.

`bundle.schema.json` beside this file is a copy of contract/bundle.schema.json, so that an installed
trainer has it; a test keeps the two equal.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jsonschema

from musicrec import __version__
from musicrec.errors import MusicRecError
from musicrec.export.tables import BundleFile, json_bytes

if TYPE_CHECKING:
    # It knows the networks, and whoever only reads a manifest needs none of them.
    from musicrec.export.source import Source

FORMAT = 2
MANIFEST = "manifest.json"
DELTA_ROLE = "delta"
"""Of delta.json, which is no part of an export."""
SCHEMA_PATH = Path(__file__).with_name("bundle.schema.json")
BYTES_OF = {"uint8": 1, "int8": 1, "uint16": 2, "uint32": 4, "float32": 4}


def build_manifest(source: Source, files: Mapping[str, BundleFile]) -> dict[str, Any]:
    """The manifest of these files, checked."""
    config = source.generator.config
    manifest: dict[str, Any] = {
        "format": FORMAT,
        "name": source.name,
        "producer": f"musicrec {__version__}",
        "currency": source.currency,
        "items": source.items,
        "semantic_ids": {"levels": config.levels, "codebook_size": config.codebook_size},
        "model": {
            "dimension": config.dimension,
            "layers": config.layers,
            "heads": config.heads,
            "hidden": config.hidden,
            "residual": config.residual,
            "max_history": config.max_history,
            "objectives": list(config.objectives),
        },
        "fusion": {
            "text": source.features.text.shape[1],
            "image": source.features.image.shape[1],
            "dimension": source.fusion.config.dimension,
        },
        "prior": {"neighbours": source.neighbours.shape[1], **source.prior},
        "frequency": dict(source.frequency),
        "decoding": dict(source.decoding),
        "blend": {key: dict(weights) for key, weights in source.blend.items()},
        "defaults": {kind: dict(values) for kind, values in source.defaults.items()},
        "files": {name: _file_entry(file) for name, file in files.items()},
        "protocol": dict(source.protocol),
        "licences": [
            {"what": entry.what, "licence": entry.licence, "notice": entry.notice}
            for entry in source.licences
        ],
    }
    if source.encodings:
        manifest["encoders"] = {
            modality: encoding.encoder for modality, encoding in source.encodings.items()
        }
    if source.new_items is not None:
        manifest["new_items"] = dict(source.new_items)
    # Through JSON once, so that what is checked is what will be read (tuples become lists).
    manifest = json.loads(json_bytes(manifest))
    check_manifest(manifest, code="EXPORT_INVALID", where="The manifest to be written")
    return manifest


def _file_entry(file: BundleFile) -> dict[str, Any]:
    entry: dict[str, Any] = {
        "bytes": len(file.data),
        "sha256": hashlib.sha256(file.data).hexdigest(),
        "role": file.role,
    }
    if file.arrays:
        entry["arrays"] = {name: dict(spec) for name, spec in file.arrays.items()}
    return entry


def check_manifest(manifest: Any, *, code: str, where: str) -> None:
    """Raise `code` for what the schema, or the arrays' places in their files, do not allow."""
    schema = json.loads(SCHEMA_PATH.read_text(encoding="utf-8"))
    validator = jsonschema.Draft202012Validator(schema)
    error = jsonschema.exceptions.best_match(validator.iter_errors(manifest))
    if error is not None:
        place = "/".join(str(part) for part in error.absolute_path) or "its top"
        raise MusicRecError(
            code,
            f"{where} does not fit the bundle format at {place}: {error.message}. "
            "See docs/bundle-format.md and export again.",
            {"place": place},
        )
    for name, file in manifest["files"].items():
        for array, spec in file.get("arrays", {}).items():
            size = BYTES_OF[spec["dtype"]]
            for length in spec["shape"]:
                size *= length
            if spec["offset"] + size > file["bytes"]:
                raise MusicRecError(
                    code,
                    f"{where} says that {array} ends at byte {spec['offset'] + size} of {name}, "
                    f"which has {file['bytes']}. Export again.",
                )


def manifest_bytes(manifest: Mapping[str, Any]) -> bytes:
    """The file's bytes: keys sorted, one a line, so that two bundles can be compared by diff."""
    return json_bytes(manifest, indent=0, sort=True) + b"\n"


def bundle_hash(folder: Path) -> str:
    """SHA-256 of manifest.json, which holds the hash of every other file: the bundle's name.

    A delta that came later leaves a bundle its name: it counts as it was exported.
    """
    return hashlib.sha256(exported_bytes((folder / MANIFEST).read_bytes())).hexdigest()


def exported_bytes(data: bytes) -> bytes:
    """The bytes of a manifest without the delta that it vouches for."""
    manifest = json.loads(data)
    files = {
        name: file for name, file in manifest["files"].items() if file.get("role") != DELTA_ROLE
    }
    if len(files) == len(manifest["files"]):
        return data
    return manifest_bytes({**manifest, "files": files})


def weights_in(manifest: Mapping[str, Any]) -> str:
    """The type of the networks' matrices in the bundle of a manifest."""
    weights: str = (manifest.get("protocol") or {}).get("weights", "int8")
    return weights


def read_manifest(folder: Path) -> dict[str, Any]:
    """A bundle's manifest, and every file of it checked. Raises FILE_MISSING, BUNDLE_INVALID."""
    path = folder / MANIFEST
    try:
        manifest = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise MusicRecError(
            "FILE_MISSING", f"There is no {path}. Give the folder of a bundle."
        ) from error
    except ValueError as error:
        raise MusicRecError(
            "BUNDLE_INVALID", f"{path} is not JSON: {error}. Export the bundle again."
        ) from error
    check_manifest(manifest, code="BUNDLE_INVALID", where=str(path))
    checked: dict[str, Any] = manifest
    for name, entry in checked["files"].items():
        _check_file(folder / name, entry)
    return checked


def _check_file(path: Path, entry: Mapping[str, Any]) -> None:
    try:
        data = path.read_bytes()
    except FileNotFoundError as error:
        raise MusicRecError(
            "FILE_MISSING", f"{path} is missing. Export the bundle again."
        ) from error
    found = hashlib.sha256(data).hexdigest()
    if len(data) != entry["bytes"] or found != entry["sha256"]:
        raise MusicRecError(
            "BUNDLE_INVALID",
            f"{path} has {len(data)} bytes and SHA-256 {found}, the manifest says "
            f"{entry['bytes']} and {entry['sha256']}. Export the bundle again.",
        )
