"""Beam search over many cases at once, constrained to the IDs that exist and are not excluded.

For plain log-probabilities of whole batches; what ships decodes case by case (`generator/beam.py`).
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from musicrec.generator.trie import Trie

LogProbs = Callable[[Tensor], Tensor]
"""Prefixes (B, Q, l) int64 → log-probabilities of the next code, (B, Q, V)."""


class Prefixes:
    """The prefixes of N semantic IDs (N, L) uint8, numbered by length in the order of the trie."""

    def __init__(self, semantic_ids: NDArray[np.uint8], codes: int) -> None:
        trie = Trie(semantic_ids)
        self.item_at = trie.item_at
        numbers = [*trie.node_of, np.arange(trie.size)]  # by length 0 … L: (N) of each position
        self._starts = [np.unique(number, return_index=True)[1] for number in numbers]
        self.children: list[Tensor] = []  # by length: (P, V) the longer prefix, −1 for none
        for level in range(trie.levels):
            table = np.full((len(self._starts[level]), codes), -1, np.int64)
            table[numbers[level], trie.codes[:, level]] = numbers[level + 1]
            self.children.append(torch.from_numpy(table))

    def open(self, excluded: NDArray[np.bool_]) -> list[Tensor]:
        """By length 1 … L: (B, P) whether a prefix holds an item that is not excluded (B, N)."""
        allowed = ~excluded[:, self.item_at]
        return [
            torch.from_numpy(np.logical_or.reduceat(allowed, start, axis=1))
            for start in self._starts[1:]
        ]


def beam_search(
    prefixes: Prefixes, log_probs: LogProbs, excluded: NDArray[np.bool_], *, width: int
) -> NDArray[np.int32]:
    """Items (B, ≤ width), best first, −1 where there are no more."""
    count = len(excluded)
    row = torch.arange(count)[:, None]
    codes = torch.zeros(count, 1, 0, dtype=torch.int64)
    score = torch.zeros(count, 1)
    node = torch.zeros(count, 1, dtype=torch.int64)
    for children, reachable in zip(prefixes.children, prefixes.open(excluded), strict=True):
        child = children[node].flatten(1)  # (B, Q·V)
        valid = (child >= 0) & reachable[row, child.clamp(min=0)]
        total = (score[:, :, None] + log_probs(codes)).flatten(1)
        total = total.masked_fill(~valid, -torch.inf)
        score, best = total.topk(min(width, total.shape[1]), dim=1)
        parent, code = best // children.shape[1], best % children.shape[1]
        codes = torch.cat([codes[row, parent], code[:, :, None]], dim=2)
        node = child[row, best].clamp(min=0)  # of a dead beam any: its score stays −∞
    items = np.where(score.isfinite().numpy(), prefixes.item_at[node.numpy()], -1)
    return items.astype(np.int32)
