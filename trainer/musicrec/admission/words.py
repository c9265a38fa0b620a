"""Texts as the words they hold: rare words count more (tf-idf, Spärck Jones 1972).

Single words, pairs of neighbours, and the first word once more: a title tends to begin with the
brand. A word that no known item has says nothing.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

WORD = re.compile(r"\w+")


@dataclass(frozen=True, kw_only=True)
class Words:
    """column: the place of each word of the known texts; rarity (W) log(N / texts with it)."""

    column: dict[str, int]
    rarity: NDArray[np.float64]

    @classmethod
    def of(cls, texts: Sequence[str]) -> Words:
        """The words of N known texts."""
        held = Counter(word for text in texts for word in set(_words(text)))
        column = {word: place for place, word in enumerate(held)}
        counts = np.array(list(held.values()), np.float64)
        return cls(column=column, rarity=np.log(len(texts) / counts))

    def weigh(self, texts: Sequence[str]) -> sparse.csr_array:
        """(N, W) float32, rows of length 1, or 0 for a text without a known word."""
        found = [Counter(word for word in _words(text) if word in self.column) for text in texts]
        rows = np.repeat(np.arange(len(texts)), [len(one) for one in found])
        columns = np.array([self.column[word] for one in found for word in one], np.int64)
        counts = np.array([count for one in found for count in one.values()], np.float64)
        values = counts * self.rarity[columns]
        length = np.sqrt(np.bincount(rows, values**2, len(texts)))
        values /= np.where(length > 0, length, 1)[rows]
        shape = (len(texts), max(1, len(self.column)))
        return sparse.csr_array((values.astype(np.float32), (rows, columns)), shape=shape)


def _words(text: str) -> Iterator[str]:
    words = WORD.findall(text.lower())
    yield from words
    yield from (f"{one} {other}" for one, other in pairwise(words))
    if words:
        yield f"^{words[0]}"
