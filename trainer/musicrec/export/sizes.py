"""What a bundle weighs: bytes of each file, and after brotli where that is installed."""

from __future__ import annotations

import importlib.util
import shutil
import subprocess
from collections.abc import Mapping

from musicrec.export.tables import BundleFile


def compressed_size(data: bytes) -> int | None:
    """Bytes after brotli at quality 11; None where neither package nor program is there."""
    if importlib.util.find_spec("brotli") is not None:
        import brotli  # type: ignore[import-untyped,import-not-found,unused-ignore]

        return len(brotli.compress(data, quality=11))
    program = shutil.which("brotli")
    if program is None:
        return None
    run = subprocess.run(
        [program, "--quality=11", "--stdout", "-"], input=data, capture_output=True, check=False
    )
    return len(run.stdout) if run.returncode == 0 else None


def measure_sizes(files: Mapping[str, BundleFile]) -> dict[str, tuple[int, int | None]]:
    """Bytes and compressed bytes of each file."""
    return {name: (len(file.data), compressed_size(file.data)) for name, file in files.items()}


def sizes_table(
    files: Mapping[str, BundleFile], sizes: Mapping[str, tuple[int, int | None]]
) -> list[str]:
    """Lines of a table: files by role, then what each role adds up to."""
    with_brotli = all(compressed is not None for _, compressed in sizes.values())
    header = f"{'bytes':>10} {'brotli':>10}" if with_brotli else f"{'bytes':>10}"
    lines = [f"{header}  file"]
    totals: dict[str, tuple[int, int]] = {}
    for name in sorted(files, key=lambda name: (files[name].role, name)):
        raw, compressed = sizes[name]
        role = files[name].role
        before = totals.get(role, (0, 0))
        totals[role] = (before[0] + raw, before[1] + (compressed or 0))
        lines.append(_line(raw, compressed if with_brotli else None, f"{role}/{name}"))
    for role, (raw, total) in totals.items():
        lines.append(_line(raw, total if with_brotli else None, f"{role}, all"))
    return lines


def _line(raw: int, compressed: int | None, name: str) -> str:
    middle = "" if compressed is None else f" {compressed:10,}"
    return f"{raw:10,}{middle}  {name}"
