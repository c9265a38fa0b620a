"""A scorer's lists for the test cases as lines of JSON, to hold another realisation against.

The shape is that of `npm run evaluate -- --lists FILE` (src/evaluate/against.ts) without scores,
which a `Scorer` does not tell: `{ "case", "task", "user", "items" }`, the case being its line of
cases.jsonl, from 1.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from musicrec.data.cases import TASKS, Cases, load_cases
from musicrec.data.items import load_items
from musicrec.data.visits import TEST, load_visits
from musicrec.evaluation.measure import check_list
from musicrec.evaluation.scorer import BATCH, Scorer, excluded_items
from musicrec.evaluation.tuning import sample_rows
from musicrec.seeds import derive_seed
from musicrec.stage import Context

LENGTH = 10


def measured_rows(context: Context, cases: Cases, task: str) -> NDArray[np.int64]:
    """Rows of `cases` that the report measures a task on, in their order."""
    rows = np.flatnonzero((cases.task == TASKS.index(task)) & (cases.split == TEST))
    most = context.config.evaluation.max_cases
    return rows[sample_rows(len(rows), most, derive_seed(context.seed, "measuring"))]


def lists_of(context: Context, scorer: Scorer) -> Iterator[dict[str, Any]]:
    """The lists for the test cases that the report measures; raises STAGE_INPUT_MISSING."""
    cases = load_cases(context.prepare, load_visits(context.prepare))
    table = load_items(context.prepare)
    types, ids = table.codes("type"), table.ids
    for task in TASKS:
        rows = measured_rows(context, cases, task)
        batches = range(0, len(rows), BATCH)
        for start in context.progress.track(batches, f"lists of {task}", len(batches)):
            batch = cases.select(rows[start : start + BATCH])
            excluded = excluded_items(batch, types)
            ranked = scorer.rank(batch, excluded, LENGTH)
            check_list(scorer.name, ranked, excluded)
            for row, user, items in zip(batch.row, batch.user, ranked, strict=True):
                yield {
                    "case": int(row) + 1,
                    "task": task,
                    "user": cases.visits.users[int(user)],
                    "items": [ids[item] for item in items if item >= 0],
                }


def write_lists(context: Context, scorer: Scorer, file: Path) -> int:
    """Write `file`, all of it or nothing; returns the number of lists."""
    file.parent.mkdir(parents=True, exist_ok=True)
    partial = file.with_name(f".{file.name}.partial")
    count = 0
    try:
        with partial.open("w", encoding="utf-8") as out:
            for line in lists_of(context, scorer):
                out.write(json.dumps(line, ensure_ascii=False) + "\n")
                count += 1
        partial.replace(file)
    finally:
        partial.unlink(missing_ok=True)
    return count
