"""Benchmark folders for tests."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any


def write_benchmark(folder: Path, items: Iterable[Mapping[str, Any]], sequences: object) -> Path:
    """Write items.jsonl and sequences.json (anything that JSON can say); returns the folder."""
    folder.mkdir(exist_ok=True)
    lines = "".join(json.dumps(item, ensure_ascii=False) + "\n" for item in items)
    (folder / "items.jsonl").write_text(lines, encoding="utf-8")
    (folder / "sequences.json").write_text(json.dumps(sequences, default=int), encoding="utf-8")
    return folder


def unnamed(count: int) -> list[dict[str, int]]:
    """Rows of items of which nothing is known."""
    return [{"item_index": row} for row in range(count)]
