"""A benchmark folder → one without some items to train on, and what is asked about all of them.

Rows of the whole catalogue here and later: the known items in their order, then the new ones. It
draws and writes folders; nothing of a model is known here.

| folder | what it holds |
|---|---|
| known | the benchmark without the new items and every interaction with them |
| new | the same of the new items, no interaction |
| asked | items.jsonl of all, a sequence a user: known items, at its end the test item, new or not |
| asked_validation | the same up to the validation item |
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from musicrec.data.benchmark import LEAST_HELD_OUT, SEQUENCES, read_items, read_sequences
from musicrec.data.visits import TEST, VALIDATION
from musicrec.errors import MusicRecError
from musicrec.seeds import generator

FEATURES = ("text_features.npy", "image_features.npy")
ITEMS = "items.jsonl"
FROM_END = {VALIDATION: 2, TEST: 1}


@dataclass(frozen=True, kw_only=True)
class Split:
    """`sequences` of all users in rows of the whole catalogue; rows from `known` on are new.

    `order` (N): the benchmark's row of each row here.
    """

    known: int
    order: NDArray[np.int64]
    sequences: tuple[tuple[int, ...], ...]

    @property
    def items(self) -> int:
        """N, known and new."""
        return len(self.order)

    def question(self, user: int, split: int) -> tuple[list[int], int] | None:
        """The known items before the user's held-out step, oldest first, and the step's item.

        None where there is no such step, too little before it, or the item is part of that.
        """
        sequence = self.sequences[user]
        if len(sequence) < LEAST_HELD_OUT:
            return None
        place = len(sequence) - FROM_END[split]
        history = [item for item in sequence[:place] if item < self.known]
        target = sequence[place]
        asked = len(history) + 1 >= LEAST_HELD_OUT and target not in history
        return (history, target) if asked else None


def draw_split(data: Path, *, share: float, seed: int) -> Split:
    """Draw the share of items that count as new; raises USAGE, and as reading a benchmark does."""
    items = len(read_items(data).ids)
    events = read_sequences(data, items)
    new = round(share * items)
    if not 0 < new < items:
        raise MusicRecError(
            "USAGE",
            f"--share {share:g} of {items} items are {new} new ones. Choose one between 0 and 1.",
        )
    drawn = generator(seed, "cold-start").permutation(items)
    order = np.concatenate([np.sort(drawn[new:]), np.sort(drawn[:new])])
    row_of = np.empty(items, np.int64)
    row_of[order] = np.arange(items)
    ends = np.cumsum(np.bincount(events.user, minlength=len(events.users)))
    parts = np.split(row_of[events.item], ends[:-1])
    return Split(
        known=items - new,
        order=order,
        sequences=tuple(tuple(part.tolist()) for part in parts),
    )


def write_folders(data: Path, split: Split, out: Path) -> None:
    """Write `known`, `new`, `asked` (test) and `asked_validation` below `out`."""
    lines = (data / ITEMS).read_text(encoding="utf-8").split("\n")
    known, new = split.order[: split.known], split.order[split.known :]
    asked = {"asked": TEST, "asked_validation": VALIDATION}
    folders = {"known": known, "new": new, **dict.fromkeys(asked, split.order)}
    for name, rows in folders.items():
        folder = out / name
        folder.mkdir(parents=True, exist_ok=True)
        text = "".join(lines[row] + "\n" for row in rows.tolist())
        (folder / ITEMS).write_text(text, encoding="utf-8")
        for file in FEATURES:
            if name not in asked and (data / file).is_file():
                np.save(folder / file, np.load(data / file)[rows])
    shop = data / "shop.yaml"
    if shop.is_file():
        (out / "known" / shop.name).write_bytes(shop.read_bytes())
    left = [[item for item in steps if item < split.known] for steps in split.sequences]
    _write_sequences(out / "known", left)
    _write_sequences(out / "new", [])
    for name, step in asked.items():
        _write_sequences(out / name, [_asked(split, user, step) for user in range(len(left))])


def _asked(split: Split, user: int, step: int) -> list[int]:
    """The user's known items before a step and its item; nothing where it is not asked for."""
    question = split.question(user, step)
    return [] if question is None else [*question[0], question[1]]


def _write_sequences(folder: Path, sequences: list[list[int]]) -> None:
    (folder / SEQUENCES).write_text(json.dumps(sequences), encoding="utf-8")
