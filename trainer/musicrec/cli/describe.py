"""`musicrec describe`: what a bundle holds, or how far a working folder is."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from musicrec.errors import ExitCode, MusicRecError
from musicrec.stage import STAGE_NAMES, read_meta


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The verb's options."""
    parser.add_argument("path", type=Path, metavar="BUNDLE_OR_WORK", help="a bundle or BUNDLE.work")
    parser.add_argument("--json", action="store_true", help="print the result as JSON on stdout")


def _read(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise MusicRecError("BUNDLE_INVALID", f"{path} cannot be read: {error}.") from error


def describe_bundle(folder: Path) -> dict[str, Any]:
    """The manifest's numbers and the files' sizes; raises BUNDLE_INVALID."""
    manifest = _read(folder / "manifest.json")
    if not isinstance(manifest, dict) or "files" not in manifest:
        raise MusicRecError(
            "BUNDLE_INVALID", f"{folder / 'manifest.json'} is no manifest: it lists no files."
        )
    missing = [name for name in manifest["files"] if not (folder / name).is_file()]
    return {
        **{key: manifest.get(key) for key in ("name", "producer", "format", "items", "currency")},
        "semantic_ids": manifest.get("semantic_ids"),
        "model": manifest.get("model"),
        "blend": manifest.get("blend"),
        "bytes": {name: spec["bytes"] for name, spec in manifest["files"].items()},
        "missing": missing,
        "licences": manifest.get("licences"),
    }


def describe_work(folder: Path) -> dict[str, Any]:
    """Each stage: finished or not, seconds, files."""
    stages: dict[str, dict[str, Any]] = {}
    for name in STAGE_NAMES:
        meta = read_meta(folder / name)
        if meta is None:
            state = "interrupted" if (folder / name / "started.json").exists() else "not run"
            stages[name] = {"state": state}
        else:
            stages[name] = {
                "state": "finished",
                "seconds": meta.get("seconds"),
                "seed": meta["key"].get("seed"),
                "files": sorted(meta["outputs"]),
            }
    statistics = folder / "prepare" / "statistics.json"
    return {"stages": stages, "data": _read(statistics) if statistics.exists() else None}


def _bundle_text(described: dict[str, Any]) -> str:
    total = sum(described["bytes"].values())
    lines = [
        f"{described['name']}: {described['items']:,} items, format {described['format']}, "
        f"by {described['producer']}",
        f"semantic IDs: {described['semantic_ids']}",
        f"model: {described['model']}",
        f"files: {len(described['bytes'])}, {total / 1e6:.2f} MB",
    ]
    sizes = sorted(described["bytes"].items(), key=lambda pair: -pair[1])
    lines += [f"  {name}  {size / 1e3:,.1f} kB" for name, size in sizes]
    if described["missing"]:
        lines.append(f"MISSING: {', '.join(described['missing'])}. Run musicrec export again.")
    return "\n".join(lines)


def _work_text(described: dict[str, Any]) -> str:
    lines = []
    for name, stage in described["stages"].items():
        taken = f", {stage['seconds']} s, seed {stage['seed']}" if "seconds" in stage else ""
        lines.append(f"{name}: {stage['state']}{taken}")
    data = described["data"]
    if data:
        lines.append(
            f"data: {data['items']['usable']:,} items, {data['events']['users']:,} users, "
            f"{sum(data['visits'].values()):,} visits"
        )
    return "\n".join(lines)


def run(options: argparse.Namespace) -> ExitCode:
    """Print it; exit 3 where files of a bundle are missing."""
    path: Path = options.path
    if (path / "manifest.json").exists():
        described = describe_bundle(path)
        text = _bundle_text(described)
        code = ExitCode.DATA if described["missing"] else ExitCode.OK
    elif any((path / name).is_dir() for name in STAGE_NAMES):
        described = describe_work(path)
        text, code = _work_text(described), ExitCode.OK
    else:
        raise MusicRecError(
            "FILE_MISSING",
            f"{path} is neither a bundle (no manifest.json) nor a working folder (no prepare/).",
        )
    print(json.dumps(described, ensure_ascii=False) if options.json else text)
    return code
