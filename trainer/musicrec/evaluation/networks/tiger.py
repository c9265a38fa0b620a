"""A generator in the style of TIGER (Rajput et al. 2023, arXiv:2305.05065).

Semantic IDs are residual-quantised from text alone; an encoder reads the codes of the newest items,
a decoder writes the next item's. Unlike the paper's: our tokenizer's unique IDs instead of an extra
code, no user token, nearness counted in items, and an item sees itself and what came before it, not
what came after: so a sequence trains all its steps at once, which a processor can afford.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from musicrec import seeds
from musicrec.data.cases import Cases
from musicrec.evaluation.networks.attention import Layer, hidden_where
from musicrec.evaluation.networks.beam import Prefixes, beam_search
from musicrec.evaluation.networks.network import Network, NetworkScorer
from musicrec.evaluation.networks.training import choose_and_train, load_network
from musicrec.evaluation.networks.windows import MOST, histories, lengths
from musicrec.features.store import Features, load_features
from musicrec.precision import quick_products
from musicrec.stage import Context
from musicrec.tokenizer.kinds import make_tokenizer
from musicrec.tokenizer.train import Partners, TrainingSettings

NAME = "tiger"
WIDTH, HEADS, HIDDEN, LAYERS = 128, 4, 512, 2
DROPOUTS = (0.1,)
BEAM = 50
AT_ONCE = 64
"""Cases decoded together: all their beams are in memory."""


class Tiger(Network):
    """Next-ID network over semantic IDs (N, L) uint8 of `size` codes a level."""

    cases = 1000  # a beam search for each costs as much as training on some ten steps
    codes: Tensor  # (N, L) int64, rows of `code`

    def __init__(self, semantic_ids: NDArray[np.uint8], size: int, dropout: float) -> None:
        super().__init__()
        self.levels, self.size, self.dropout = semantic_ids.shape[1], size, dropout
        self.prefixes = Prefixes(semantic_ids, size)
        rows = torch.from_numpy(semantic_ids.astype(np.int64))
        self.register_buffer("codes", rows + self._offsets(self.levels))
        self.code = nn.Embedding(self.levels * size, WIDTH)
        self.begin = nn.Parameter(0.02 * torch.randn(WIDTH))
        self.encoder = nn.ModuleList(Layer(WIDTH, HEADS, HIDDEN, dropout) for _ in range(LAYERS))
        self.decoder = nn.ModuleList(
            Layer(WIDTH, HEADS, HIDDEN, dropout, reads=True) for _ in range(LAYERS)
        )
        self.memory_norm = nn.LayerNorm(WIDTH)
        self.norm = nn.LayerNorm(WIDTH)
        self.nearness = nn.Parameter(torch.zeros(MOST, HEADS))  # of items to items
        self.memory_nearness = nn.Parameter(torch.zeros(MOST, HEADS))  # of steps to items
        nn.init.normal_(self.code.weight, std=0.02)

    def _offsets(self, levels: int) -> Tensor:
        return torch.arange(levels) * self.size

    def _embedded(self, rows: Tensor) -> Tensor:
        x: Tensor = self.code(rows) * WIDTH**0.5
        return functional.dropout(x, self.dropout, self.training)

    def encode(self, rows: Tensor) -> Tensor:
        """Items (B, T ≤ MOST), −1 at the end → the memory of their codes, (B, T·L, D)."""
        x = self._embedded(self.codes[rows.clamp(min=0)]).flatten(1, 2)
        step = torch.arange(rows.shape[1]).repeat_interleave(self.levels)
        bias = nearness_bias(self.nearness, step)
        for layer in self.encoder:
            x = layer(x, bias)
        memory: Tensor = self.memory_norm(x)
        return memory

    def decode(self, memory: Tensor, steps: Tensor, prefixes: Tensor) -> Tensor:
        """States after each code of prefixes (B, Q, l) of rows of `code`: (B, Q, l + 1, D).

        steps (Q) or (B, Q): the newest item that a prefix may know.
        """
        batch, queries, length = prefixes.shape
        begin = (self.begin * WIDTH**0.5).expand(batch, queries, 1, -1)
        x = torch.cat([begin, self._embedded(prefixes)], dim=2).flatten(1, 2)
        query = torch.arange(queries).repeat_interleave(length + 1)
        place = torch.arange(length + 1).repeat(queries)
        other = query[:, None] != query
        own = hidden_where(other | (place[:, None] < place))
        step = steps.repeat_interleave(length + 1, dim=-1)
        nearness = nearness_bias(self.memory_nearness, step, memory.shape[1] // self.levels)
        nearness = nearness.repeat_interleave(self.levels, dim=-1)
        for layer in self.decoder:
            x = layer(x, own, memory, nearness)
        states: Tensor = self.norm(x)
        return states.view(batch, queries, length + 1, WIDTH)

    def logits(self, states: Tensor, level: int) -> Tensor:
        """(…, D) → (…, V) of the codes of a level (from 0)."""
        return states @ self.code.weight[level * self.size : (level + 1) * self.size].T

    def loss(self, windows: Tensor) -> Tensor:
        """See `Network`: the next item's codes after every step, summed over levels."""
        targets = windows[:, 1:]
        asked = targets >= 0
        codes = self.codes[targets.clamp(min=0)]  # (B, T, L)
        with quick_products():
            memory = self.encode(windows[:, :-1])
            states = self.decode(memory, torch.arange(targets.shape[1]), codes[..., :-1])
            logits = [self.logits(states[asked][:, level], level) for level in range(self.levels)]
        wanted = codes[asked] - self._offsets(self.levels)  # (A, L)
        parts = [
            functional.cross_entropy(some.float(), wanted[:, level])
            for level, some in enumerate(logits)
        ]
        return torch.stack(parts).sum()

    def log_probs(self, memory: Tensor, newest: Tensor, prefixes: Tensor) -> Tensor:
        """Prefixes (B, Q, l) of codes of a level each → log P of the next code, (B, Q, V).

        newest (B): place of the newest item.
        """
        _, queries, level = prefixes.shape
        steps = newest[:, None].expand(-1, queries)
        states = self.decode(memory, steps, prefixes + self._offsets(level))[:, :, -1]
        return functional.log_softmax(self.logits(states, level), dim=-1)

    def rank(self, cases: Cases, excluded: NDArray[np.bool_], count: int) -> NDArray[np.int32]:
        """See `Scorer`; no list is longer than the beam."""
        ranked = np.full((len(cases), count), -1, np.int32)
        rows = histories(cases)
        for start in range(0, len(rows), AT_ONCE):
            some = slice(start, start + AT_ONCE)
            memory = self.encode(torch.from_numpy(rows[some]))
            newest = torch.from_numpy(lengths(rows[some]) - 1)
            found = beam_search(
                self.prefixes,
                partial(self.log_probs, memory, newest),
                excluded[some],
                width=BEAM,
            )[:, :count]
            ranked[some, : found.shape[1]] = found
        return ranked


def nearness_bias(table: Tensor, steps: Tensor, items: int | None = None) -> Tensor:
    """table (MOST, heads) by distance; steps (…, T) → (…, heads, T, S), what is later hidden.

    S are the items 0 … `items` − 1; without a number, the steps themselves.
    """
    others = steps if items is None else torch.arange(items)
    distance = steps[..., :, None] - others
    bias = table[distance.clamp(0, MOST - 1)].masked_fill((distance < 0)[..., None], -torch.inf)
    return bias.movedim(-1, -3)


def text_ids(context: Context, features: Features) -> NDArray[np.uint8]:
    """(N, L) unique IDs from text alone: nothing of who takes what guides the tokenizer."""
    seed = seeds.derive_seed(context.seed, "networks", NAME, "tokenizer")
    seeds.set_up_torch(seed, threads=1)
    nobody = np.full((len(features), 1), -1, np.int32)
    settings = TrainingSettings.of(context.config.tokenizer, seed=seed)
    settings = replace(settings, guidance=0.0, pull=0.0)
    partners = Partners(neighbours=nobody, chances=np.zeros(nobody.shape, np.float32))
    made = make_tokenizer("text", features, partners, settings, context.progress)
    return made.assignment().codes


def build(context: Context, dropout: float) -> Network:
    """The untrained network for the IDs of a run."""
    semantic_ids = np.load(context.folder("networks") / NAME / "semantic_ids.npy")
    return Tiger(semantic_ids, context.config.tokenizer.codebook_size, dropout)


def run(context: Context) -> None:
    """Write `<work>/networks/tiger`; raises TRAINING_DIVERGED, STAGE_INPUT_MISSING."""
    config = context.config.tokenizer
    semantic_ids = text_ids(context, load_features(context.features))
    np.save(context.folder("networks") / NAME / "semantic_ids.npy", semantic_ids)
    what = (
        f"TIGER-style generator: IDs of {config.levels} × {config.codebook_size} codes from text "
        f"alone, {LAYERS} + {LAYERS} layers, {HEADS} heads, width {WIDTH}, newest {MOST} items, "
        f"beam {BEAM}"
    )
    choose_and_train(context, NAME, build, dropouts=DROPOUTS, what=what)


def load(context: Context) -> NetworkScorer:
    """The trained network."""
    return load_network(context, NAME, build)
