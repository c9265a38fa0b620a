"""Phrases made up from a vocabulary, to learn a static encoder without a corpus.

Between one and six words, in part of one topic (neighbours of each other in the teacher's space),
with short common words, numbers, punctuation and word endings strewn in at a rate of each phrase's
own, so that titles, sentences and lists of keywords are all among what is learned.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

WORDS = (1, 6)
NEIGHBOURS = 40
COMMON = 150
"""The vocabulary is sorted by frequency: its first whole words are mostly little ones."""
MARKS = ",,,,..-'&()/:%+"
LONGEST = 24

Int = NDArray[np.int64]


def whole_words(vocabulary: Sequence[str]) -> Int:
    """Rows of tokens that are words by themselves."""
    rows = [row for row, token in enumerate(vocabulary) if len(token) > 1 and token.isalpha()]
    return np.array(rows, np.int64)


class Phrases:
    """Draws phrases of `words` (W) rows; vectors (V, F) say which words are of one topic."""

    def __init__(self, vocabulary: Sequence[str], vectors: NDArray[np.float32], words: Int) -> None:
        self._words = words
        self._near = _neighbours(vectors[words])
        allowed = set(words.tolist())
        common = [row for row in whole_words(vocabulary)[:COMMON].tolist() if row in allowed]
        self._common = np.array(common, np.int64)
        self._numbers = _rows(vocabulary, str.isdigit)
        self._marks = _rows(vocabulary, lambda token: len(token) == 1 and token in MARKS)
        self._endings = _rows(
            vocabulary, lambda token: len(token) > 3 and token[:2] == "##" and token[2:].isalpha()
        )

    def draw(self, count: int, draws: np.random.Generator) -> list[list[int]]:
        """`count` phrases as lists of rows of the vocabulary."""
        return [self._phrase(draws) for _ in range(count)]

    def _phrase(self, draws: np.random.Generator) -> list[int]:
        common, number = draws.choice([0, 0.3, 0.8]), draws.choice([0, 0.15])
        ending, mark = draws.choice([0, 0.2]), draws.choice([0, 0.2])
        phrase: list[int] = []
        for word in self._topic(draws):
            while draws.random() < common and len(phrase) < LONGEST:
                phrase += _early(self._common, 35, draws)
            if draws.random() < number:
                phrase += _early(self._numbers, 60, draws)
            phrase.append(word)
            if draws.random() < ending:
                phrase += _early(self._endings, 1500, draws)
            if draws.random() < mark and len(self._marks):
                phrase.append(int(draws.choice(self._marks)))
        return phrase

    def _topic(self, draws: np.random.Generator) -> list[int]:
        """Words, each at a rate of the phrase's own a neighbour of one before."""
        focus = draws.random()
        chosen = [int(draws.integers(len(self._words)))]
        for _ in range(int(draws.integers(WORDS[0], WORDS[1] + 1)) - 1):
            if draws.random() < focus:
                near = self._near[chosen[int(draws.integers(len(chosen)))]]
                chosen.append(int(draws.choice(near)))
            else:
                chosen.append(int(draws.integers(len(self._words))))
        draws.shuffle(chosen)
        return [int(row) for row in self._words[chosen]]


def _rows(vocabulary: Sequence[str], wanted: Callable[[str], bool]) -> Int:
    return np.array([row for row, token in enumerate(vocabulary) if wanted(token)], np.int64)


def _early(rows: Int, mean: float, draws: np.random.Generator) -> list[int]:
    """One of rows, the frequent ones at the front more often; none where there are none."""
    return [int(rows[int(draws.exponential(mean)) % len(rows)])] if len(rows) else []


def _neighbours(vectors: NDArray[np.float32]) -> Int:
    """(W, K) positions of each word's nearest, by cosine to the mean; K ≤ W - 1."""
    centred = vectors - vectors.mean(0)
    unit = centred / np.maximum(np.linalg.norm(centred, axis=1, keepdims=True), 1e-9)
    count = min(NEIGHBOURS, len(unit) - 1)
    found = []
    for at in range(0, len(unit), 1024):
        cosines = unit[at : at + 1024] @ unit.T  # (1024, W)
        own = np.arange(len(cosines))
        cosines[own, at + own] = -2
        found.append(np.argpartition(-cosines, count - 1, axis=1)[:, :count])
    return np.concatenate(found)
