"""Kinds of events: which of them are learned from, and which are no wish for the item.

The words are in `schema.py`; how a kind is spelled makes no difference (`spelling.py`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from musicrec.data.schema import NEGATIVE_KINDS
from musicrec.data.spelling import plain


@dataclass(frozen=True)
class Kind:
    """A kind as the table spells it, its rows, and whether they are learned from."""

    name: str
    rows: int
    learned: bool


NEGATIVE = frozenset(plain(word) for words in NEGATIVE_KINDS.values() for word in words)


def count_kinds(values: Sequence[str], left_out: Collection[str] = ()) -> list[Kind]:
    """The kinds of a column, those with most rows first; `left_out`: the shop's own besides."""
    negative = NEGATIVE | {plain(kind) for kind in left_out}
    counted = Counter(value.strip() for value in values).most_common()
    return [Kind(name, rows, plain(name) not in negative) for name, rows in counted]
