"""SASRec, a causal Transformer over the items of a sequence, with full-softmax cross-entropy.

The network is that of Kang & McAuley 2018 (arXiv:1808.09781); cross-entropy over all items instead
of drawn ones is what makes it strong (Klenitskiy & Vasilev 2023, arXiv:2309.07602). Positions
count from the window's oldest item; the output is tied to the item embeddings.
"""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from musicrec.data.cases import Cases
from musicrec.data.items import load_items
from musicrec.evaluation.networks.attention import Layer, hidden_where
from musicrec.evaluation.networks.network import Network, NetworkScorer
from musicrec.evaluation.networks.training import choose_and_train, load_network
from musicrec.evaluation.networks.windows import MOST, histories, lengths
from musicrec.evaluation.scorer import rank_scores
from musicrec.stage import Context

NAME = "sasrec"
WIDTH, HEADS, LAYERS = 128, 2, 2
DROPOUTS = (0.2, 0.5)
WHAT = (
    f"SASRec with full-softmax cross-entropy: {LAYERS} layers, {HEADS} heads, width {WIDTH}, "
    f"newest {MOST} items"
)


class Sasrec(Network):
    """Next-item network over `items` items."""

    def __init__(self, items: int, dropout: float) -> None:
        super().__init__()
        self.dropout = dropout
        self.item = nn.Embedding(items, WIDTH)
        self.position = nn.Embedding(MOST, WIDTH)
        self.layers = nn.ModuleList(Layer(WIDTH, HEADS, WIDTH, dropout) for _ in range(LAYERS))
        self.norm = nn.LayerNorm(WIDTH)
        for table in (self.item, self.position):
            nn.init.normal_(table.weight, std=0.02)

    def states(self, rows: Tensor) -> Tensor:
        """Items (B, T ≤ MOST), −1 at the end → what is known after each, (B, T, D)."""
        length = rows.shape[1]
        x = self.item(rows.clamp(min=0)) * WIDTH**0.5 + self.position.weight[:length]
        x = functional.dropout(x, self.dropout, self.training)
        later = hidden_where(torch.ones(length, length, dtype=torch.bool).triu(1))
        for layer in self.layers:
            x = layer(x, later)
        states: Tensor = self.norm(x)
        return states

    def loss(self, windows: Tensor) -> Tensor:
        """See `Network`: the next item after every step, against all items."""
        targets = windows[:, 1:]
        asked = targets >= 0
        states = self.states(windows[:, :-1])[asked]  # (A, D)
        return functional.cross_entropy(states @ self.item.weight.T, targets[asked])

    def rank(self, cases: Cases, excluded: NDArray[np.bool_], count: int) -> NDArray[np.int32]:
        """See `Scorer`."""
        rows = histories(cases)
        states = self.states(torch.from_numpy(rows))
        newest = states[torch.arange(len(rows)), torch.from_numpy(lengths(rows) - 1)]  # (B, D)
        return rank_scores((newest @ self.item.weight.T).numpy(), excluded, count)


def build(context: Context, dropout: float) -> Network:
    """The untrained network for the items of a run."""
    return Sasrec(len(load_items(context.prepare)), dropout)


def run(context: Context) -> None:
    """Write `<work>/networks/sasrec`; raises TRAINING_DIVERGED."""
    choose_and_train(context, NAME, build, dropouts=DROPOUTS, what=WHAT)


def load(context: Context) -> NetworkScorer:
    """The trained network."""
    return load_network(context, NAME, build)
