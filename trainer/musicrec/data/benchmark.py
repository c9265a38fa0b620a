"""A benchmark folder → the checked tables of a shop, and its split: leave one out.

`items.jsonl` has one object a row, `sequences.json` one chronological list of item rows (from 0) a
user. There are no times: a step of a sequence is a visit of one item, a day after the one before.
Item IDs are row numbers, so that lists can be compared with the sequences.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from musicrec.data.check import Events, Items, may_ride_along
from musicrec.data.tables import Table, read_table, read_text
from musicrec.data.visits import FIT, TEST, VALIDATION, Visits
from musicrec.errors import MusicRecError

SEQUENCES = "sequences.json"
TEXTS = ("title", "description", "keywords")
SECONDS_PER_STEP = 86_400
LEAST_HELD_OUT = 3
"""Shorter sequences are learned from and not asked about."""


def is_benchmark(data: Path) -> bool:
    """Whether a folder has this layout."""
    return (data / SEQUENCES).is_file()


def read_items(data: Path) -> Items:
    """The rows of items.jsonl, in order; an item without a title has its row number for one.

    `keywords` stand in for a missing title or description. Raises FILE_MISSING, DATA_INVALID.
    """
    path = data / "items.jsonl"
    if not path.is_file():
        raise MusicRecError(
            "FILE_MISSING",
            f"There is {SEQUENCES} but no items.jsonl in {data}. Write one JSON object an item, in "
            f"the order the numbers of {SEQUENCES} count.",
        )
    table: Table = read_table(path, known=TEXTS, required=())
    if table.broken:
        row = table.broken[0]
        raise MusicRecError(
            "DATA_INVALID",
            f"{path.name}:{row.line} is no JSON object: {row.text[:80]!r}. Rows are counted, so "
            "none can be left out: mend it.",
        )
    count = len(table)
    ids = [str(row) for row in range(count)]
    warnings: list[str] = []
    columns = {
        name: [_joined(value.strip()) if name in TEXTS else value.strip() for value in values]
        for name, values in table.columns.items()
        if name not in ("id", "item_index", "price")
        and not _nested(name, values)
        and may_ride_along(name, warnings)
    }
    keywords = columns.pop("keywords", [""] * count)
    titles = columns.get("title", [""] * count)
    described = columns.get("description", [""] * count)
    columns["title"] = [
        title or words or own for title, words, own in zip(titles, keywords, ids, strict=True)
    ]
    columns["description"] = [
        text or (words if title else "")
        for text, words, title in zip(described, keywords, titles, strict=True)
    ]
    return Items(
        ids=ids,
        columns=columns,
        price=np.full(count, np.nan),
        rows=count,
        dropped=[],
        warnings=warnings,
    )


def _joined(value: str) -> str:
    """A JSON list of words as one text; "[2 pack] Soap" is none."""
    if not value.startswith("["):
        return value
    try:
        words = json.loads(value)
    except ValueError:
        return value
    return ", ".join(str(word) for word in words)


def _nested(name: str, values: list[str]) -> bool:
    """Whether a column holds lists or objects; "[2 pack] Soap" is a title, and no list."""
    filled = [value for value in values if value]
    return name not in TEXTS and bool(filled) and all(v[0] in "[{" for v in filled)


def read_sequences(data: Path, items: int) -> Events:
    """Every step of every sequence as an event.

    Raises FILE_UNREADABLE, ENCODING, DATA_INVALID.
    """
    path = data / SEQUENCES
    try:
        sequences = json.loads(read_text(path))
    except (ValueError, RecursionError) as error:
        raise MusicRecError(
            "FILE_UNREADABLE", f"{path.name} is not JSON: {error}. Write a list of lists."
        ) from error
    if not isinstance(sequences, list):
        raise _no_sequences("it", sequences)
    for user, sequence in enumerate(sequences):
        if not isinstance(sequence, list):
            raise _no_sequences(f"user {user}", sequence)
        for step, item in enumerate(sequence):
            if type(item) is not int or not 0 <= item < items:
                raise MusicRecError(
                    "DATA_INVALID",
                    f"{path.name}: step {step} of user {user} is {_short(item)}; items are the "
                    f"rows 0 … {items - 1} of items.jsonl. Map the IDs to rows.",
                    {"user": user, "step": step},
                )
    lengths = [len(sequence) for sequence in sequences]
    if not any(lengths):
        raise MusicRecError(
            "DATA_INVALID",
            f"{path.name} has {len(lengths):,} users and not one step. Export it again.",
        )
    step_of = np.concatenate([np.arange(0), *(np.arange(length) for length in lengths)])
    rows = int(sum(lengths))
    return Events(
        user=np.repeat(np.arange(len(sequences)), lengths).astype(np.int32),
        item=np.array([item for sequence in sequences for item in sequence], np.int32),
        at=step_of.astype(np.int64) * SECONDS_PER_STEP,
        visit=step_of.astype(np.int32),
        users=[str(user) for user in range(len(sequences))],
        rows=rows,
        joined=rows,
        matchable=rows,
        dropped=[],
        warnings=[],
        time_form="a step a day",
    )


def _no_sequences(what: str, found: object) -> MusicRecError:
    return MusicRecError(
        "DATA_INVALID",
        f"{SEQUENCES} must be a list with one list of item rows a user, oldest first; {what} is "
        f"{_short(found)}.",
    )


def _short(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 80 else f"{text[:80]}…"


def leave_one_out(visits: Visits) -> NDArray[np.int8]:
    """(V) the last visit of each user is test, the one before validation, the others fit."""
    split = np.full(len(visits), FIT, np.int8)
    first = visits.first_of_user()
    ends, counts = first[1:], np.diff(first)
    asked = ends[counts >= LEAST_HELD_OUT]
    split[asked - 1] = TEST
    split[asked - 2] = VALIDATION
    return split
