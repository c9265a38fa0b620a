"""An encoder's folder: its record, and an ONNX file that a session opens.

`encoder.json` holds the versions it was made with, and sizes and SHA-256 of its files. What an
encoder computes is not known here.
"""

from __future__ import annotations

import importlib.metadata
import json
import shutil
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType
from typing import Any

from musicrec.errors import MusicRecError
from musicrec.stage import hash_file

RECORD = "encoder.json"
VERSIONED = ("onnx", "onnxruntime", "torch")


def require_package(name: str, distribution: str, *, instead: str = "") -> ModuleType:
    """The module `name`; raises PACKAGE_MISSING, which says what to install or do `instead`."""
    try:
        return import_module(name)
    except ImportError as error:
        raise _not_installed(distribution, instead) from error


def find_package(name: str, distribution: str, *, instead: str = "") -> None:
    """Raise as `require_package` does, without the seconds that loading a package takes."""
    if find_spec(name) is None:
        raise _not_installed(distribution, instead)


def _not_installed(distribution: str, instead: str) -> MusicRecError:
    return MusicRecError(
        "PACKAGE_MISSING",
        f"The package {distribution} is not installed. Run: pip install {distribution}"
        f"{instead and f', or {instead}'}.",
        {"package": distribution},
    )


def versions_of(*packages: str) -> dict[str, str]:
    """Of the libraries that any encoder's bytes depend on, and of `packages`."""
    return {name: importlib.metadata.version(name) for name in (*VERSIONED, *packages)}


def write_record(folder: Path, record: dict[str, Any]) -> None:
    """encoder.json: the record, and sizes and hashes of the files that are there."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file() and path.name != RECORD)
    files = {
        path.relative_to(folder).as_posix(): {
            "bytes": path.stat().st_size,
            "sha256": hash_file(path),
        }
        for path in paths
    }
    text = json.dumps({**record, "files": files}, indent=1, sort_keys=True)
    (folder / RECORD).write_text(text + "\n", encoding="utf-8")


def finish_folder(built: Path, folder: Path, record: dict[str, Any]) -> None:
    """Record what is in `built` and move it to its place, whatever was there."""
    write_record(built, record)
    shutil.rmtree(folder, ignore_errors=True)
    folder.parent.mkdir(parents=True, exist_ok=True)
    shutil.move(built, folder)


def is_complete(folder: Path, versions: dict[str, str]) -> bool:
    """Whether the folder's files are those of its record, made with these versions."""
    try:
        record = json.loads((folder / RECORD).read_text(encoding="utf-8"))
        files = record["files"]
        return record["versions"] == versions and all(
            hash_file(folder / name) == file["sha256"] for name, file in files.items()
        )
    except (OSError, ValueError, KeyError):
        return False


def recorded_hash(folder: Path, model: str) -> str:
    """The SHA-256 of a folder's ONNX file, as recorded."""
    record = json.loads((folder / RECORD).read_text(encoding="utf-8"))
    digest: str = record["files"][model]["sha256"]
    return digest


def open_session(model: Path | bytes, threads: int) -> Any:
    """An ONNX Runtime CPU session of a file, or of its bytes."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    source = model if isinstance(model, bytes) else str(model)
    return onnxruntime.InferenceSession(source, options, providers=["CPUExecutionProvider"])
