"""Kinds of events: which of them are learned from, and which are no wish for the item.

A kind is compared by its letters and digits alone, without case and accents: "Remove from cart",
"remove_from_cart" and "removeFromCart" are one. What the words are is in `schema.py`.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from musicrec.data.schema import NEGATIVE_KINDS


@dataclass(frozen=True)
class Kind:
    """A kind as the table spells it, its rows, and whether they are learned from."""

    name: str
    rows: int
    learned: bool


def plain(kind: str) -> str:
    """What two spellings of one kind have in common."""
    letters = unicodedata.normalize("NFKD", kind).casefold()
    return "".join(letter for letter in letters if letter.isalnum())


NEGATIVE = frozenset(plain(word) for words in NEGATIVE_KINDS.values() for word in words)


def count_kinds(values: Sequence[str], left_out: Collection[str] = ()) -> list[Kind]:
    """The kinds of a column, those with most rows first; `left_out`: the shop's own besides."""
    negative = NEGATIVE | {plain(kind) for kind in left_out}
    counted = Counter(value.strip() for value in values).most_common()
    return [Kind(name, rows, plain(name) not in negative) for name, rows in counted]
