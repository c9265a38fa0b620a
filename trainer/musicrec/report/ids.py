"""Every item's semantic ID as a line of JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from musicrec.report.facts import Facts


def id_lines(facts: Facts) -> Iterator[dict[str, Any]]:
    """`id`, `title`, `semantic_id`, and `moved` where the working folder tells it."""
    titles = facts.items.texts("title")
    for row, (name, codes) in enumerate(zip(facts.items.ids, facts.codes.tolist(), strict=True)):
        line = {"id": name, "title": titles[row], "semantic_id": codes}
        if facts.moved is not None:
            line["moved"] = bool(facts.moved[row])
        yield line


def write_ids(facts: Facts, file: Path) -> int:
    """Write `file`; returns the number of lines."""
    lines = [json.dumps(line, ensure_ascii=False) for line in id_lines(facts)]
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return len(lines)
