"""`musicrec describe`: what a bundle holds, or how far a working folder is."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from musicrec.delta.file import DELTA, read_delta, summary_of, summary_text
from musicrec.errors import ExitCode, MusicRecError
from musicrec.export.description import describe_bundle, description_text
from musicrec.export.manifest import MANIFEST
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


def describe_work(folder: Path) -> dict[str, Any]:
    """Each stage: finished or not, seconds, peak memory in MB (10^6 bytes), files."""
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
                "peak_mb": meta.get("peak_mb"),
                "seed": meta["key"].get("seed"),
                "files": sorted(meta["outputs"]),
            }
    statistics = folder / "prepare" / "statistics.json"
    return {"stages": stages, "data": _read(statistics) if statistics.exists() else None}


def _work_text(described: dict[str, Any]) -> str:
    lines = []
    for name, stage in described["stages"].items():
        taken = ""
        if "seconds" in stage:
            taken = f" {stage['seconds']:8,.1f} s"
            taken += "" if stage["peak_mb"] is None else f" {stage['peak_mb']:7,.0f} MB"
            taken += f"  seed {stage['seed']}"
        lines.append(f"{name:11} {stage['state']}{taken}")
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
        text = description_text(described)
        if DELTA in described["bytes"] and DELTA not in described["missing"]:
            items = read_delta(path, _read(path / MANIFEST))
            described["delta"] = summary_of(items, described["items"])
            text += f"\n{DELTA:14}{summary_text(described['delta'])}"
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
