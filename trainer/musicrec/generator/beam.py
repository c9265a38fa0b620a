"""Beam search over the trie, constrained to valid IDs, with the popularity discount's potentials.

Twin of src/core/beam-search.ts and src/core/discount.ts. Log-softmax over all codes of a level
comes first, the mask after, nothing is renormalised.
"""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from musicrec.generator.model import Generator
from musicrec.generator.trie import Trie

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


class Discount:
    """What a prefix owes: log(Σ w^(1−γ) / Σ w) over its items, w = popularity + 1.

    At a leaf that is −γ · log w. Sums run over all items of the prefix, allowed or not.
    """

    def __init__(self, trie: Trie, popularity: NDArray[np.floating], gamma: float) -> None:
        weights = popularity[trie.item_at].astype(np.float64) + 1.0
        self._leaf = -gamma * np.log(weights)
        self._plain = np.concatenate([[0.0], np.cumsum(weights)])
        self._damped = np.concatenate([[0.0], np.cumsum(weights ** (1.0 - gamma))])

    def potential(self, low: Ints, high: Ints) -> Floats:
        """Potentials of the prefixes [low, high)."""
        alone = high - low == 1  # the closed form, free of the cancellation of two large sums
        damped = np.where(alone, 1.0, self._damped[high] - self._damped[low])
        plain = np.where(alone, 1.0, self._plain[high] - self._plain[low])
        with np.errstate(divide="ignore"):  # a γ far above 1 leaves nothing of a popular prefix
            return np.where(alone, self._leaf[low], np.log(damped / plain))


class LevelScores:
    """Log-probabilities of one state, each prefix computed once."""

    def __init__(self, model: Generator, state: Tensor, trie: Trie) -> None:
        self._model = model
        self._state = state  # (D)
        self._trie = trie
        self._row_of = [np.full(trie.node_of[level][-1] + 1, -1) for level in range(trie.levels)]
        self._rows: list[Floats] = [np.empty((0, 0)) for _ in range(trie.levels)]  # (P, V) each

    def prepare(self, level: int, positions: Ints) -> Ints:
        """Compute what is missing at `level` (from 0); (P) rows of the positions' prefixes."""
        nodes = self._trie.node_of[level][positions]
        row_of = self._row_of[level]
        missing, first = np.unique(nodes[row_of[nodes] < 0], return_index=True)
        if len(missing) > 0:
            prefix = self._trie.codes[positions[row_of[nodes] < 0][first], :level]
            with torch.no_grad():
                values = self._model.level_log_probs(
                    level, self._state.expand(len(missing), -1), torch.from_numpy(prefix)
                )
            old = self._rows[level]
            row_of[missing] = len(old) + np.arange(len(missing))
            new = values.double().numpy()
            self._rows[level] = new if len(old) == 0 else np.concatenate([old, new])
        rows: Ints = row_of[nodes]
        return rows

    def code_log_probs(self, level: int, positions: Ints, codes: Ints) -> Floats:
        """(P) log-probability of a code of `level` after each position's prefix."""
        rows = self.prepare(level, positions)
        return np.asarray(self._rows[level][rows, codes])

    def log_probs(self, positions: Ints) -> Floats:
        """(P) log P of whole IDs."""
        total = np.zeros(len(positions))
        if len(positions) > 0:
            for level in range(self._trie.levels):
                total += self.code_log_probs(level, positions, self._trie.codes[positions, level])
        return total


def beam_search(
    trie: Trie,
    scores: LevelScores,
    allowed: NDArray[np.bool_],
    *,
    width: int,
    discount: Discount | None = None,
) -> tuple[Ints, Floats]:
    """The best `width` allowed items: positions, best first, and their log P without the discount.

    allowed [N] by item index. Order: score, then the lower position (of leaves: item index).
    """
    below = np.concatenate([[0], np.cumsum(allowed[trie.item_at])])  # (N + 1) prefix sums
    low, high = np.zeros(1, np.int64), np.full(1, trie.size, np.int64)
    log_prob = np.zeros(1)
    for level in range(trie.levels):
        if below[-1] == 0:
            return np.zeros(0, np.int64), np.zeros(0)
        lows, highs, parents = [], [], []
        for beam in range(len(low)):
            starts, ends = trie.children(int(low[beam]), int(high[beam]), level)
            lows.append(starts)
            highs.append(ends)
            parents.append(np.full(len(starts), beam))
        low, high, parent = np.concatenate(lows), np.concatenate(highs), np.concatenate(parents)
        reachable = below[high] > below[low]
        low, high, parent = low[reachable], high[reachable], parent[reachable]
        steps = scores.code_log_probs(level, low, trie.codes[low, level])
        log_prob = log_prob[parent] + steps
        score = log_prob if discount is None else log_prob + discount.potential(low, high)
        tie = trie.item_at[low] if level == trie.levels - 1 else low
        best = np.lexsort((tie, -score))[:width]
        low, high, log_prob = low[best], high[best], log_prob[best]
    return low, log_prob
