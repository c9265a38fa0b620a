"""The reference of the engine: from a call to a ranked list, in numpy and torch.

Twin of src/core/ranker.ts: encode, beam, candidates, exact scores, blend, type cap. Clear rather
than fast (a few milliseconds a call); golden values and the evaluation come from here. Which
weights a blend has is not decided here: see `blend.py`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from musicrec.errors import MusicRecError
from musicrec.generator.beam import Discount, LevelScores, beam_search
from musicrec.generator.call import Call, encode_calls
from musicrec.generator.model import Generator
from musicrec.generator.terms import (
    Protocol,
    Tables,
    allowed_items,
    own_frequency,
    prior_term,
    prior_values,
)
from musicrec.generator.trie import Trie
from musicrec.generator.type_cap import TypeCap

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

ENCODED_AT_ONCE = 256


@dataclass(frozen=True, kw_only=True)
class Blend:
    """Weights of the terms of a score; names as in the manifest."""

    generator: float = 1.0
    prior: float = 0.0
    dense: float = 0.0
    frequency: float = 0.0
    discount: float = 0.0

    @property
    def beam_discount(self) -> float:
        """γ′ of a beam that goes by log P alone and stands for prior and dense head too."""
        total = self.generator + self.prior + self.dense
        return self.discount / total if total > 0 else 0.0

    def as_json(self) -> dict[str, float]:
        """Plain numbers by name."""
        return asdict(self)


UNDISCOUNTED = Blend(dense=1.0)
"""For candidates alone: both heads have a say, nothing is held back."""


@dataclass(frozen=True, kw_only=True)
class Terms:
    """What a blend adds up, per candidate [C]; `items` are item indices."""

    items: Ints
    generator: Floats
    prior: Floats
    dense: Floats
    frequency: Floats
    log_popularity: Floats

    def score(self, blend: Blend) -> Floats:
        """[C] the blended scores."""
        return np.asarray(
            blend.generator * self.generator
            + blend.prior * self.prior
            + blend.dense * self.dense
            + blend.frequency * self.frequency
            - blend.discount * self.log_popularity
        )


@dataclass(frozen=True, kw_only=True)
class Ranking:
    """A list, best first, and the beam's survivors with their log P."""

    items: Ints
    scores: Floats
    beam_items: Ints
    beam_log_probs: Floats


@dataclass(kw_only=True)
class _Search:
    """One call under way: its terms over the catalogue and the log P found so far."""

    state_scores: LevelScores
    prior: Floats  # [N] p(c)
    dense: Floats  # [N] query · vector
    frequency: Floats  # [N]
    allowed: Flags  # [N]
    known: dict[int, float]  # item → log P


class Decoder:
    """Model and tables of one bundle.

    Raises MusicRecError STAGE_INPUT_INVALID where the model was trained on other semantic IDs.
    """

    def __init__(self, *, model: Generator, tables: Tables, protocol: Protocol) -> None:
        if not np.array_equal(model.items.codes.numpy(), tables.semantic_ids):
            raise MusicRecError(
                "STAGE_INPUT_INVALID",
                f"The generator was trained on other semantic IDs than the {len(tables.types)} of "
                "the tokenizer's folder. Run: musicrec train --from generator …",
            )
        self.model = model.eval()
        self.tables = tables
        self.protocol = protocol
        self.trie = Trie(tables.semantic_ids)
        with torch.no_grad():
            self.vectors: Tensor = model.items()  # (N, D)
        self._log_popularity = np.log(tables.popularity.astype(np.float64) + 1.0)
        order = np.lexsort((np.arange(self.trie.size), -tables.popularity))
        self._by_popularity = order
        self._discounts: dict[float, Discount] = {}

    def encode(self, calls: Sequence[Call]) -> list[tuple[Tensor, Tensor]]:
        """State and dense query (D each) of each call, many at once."""
        encoded: list[tuple[Tensor, Tensor]] = []
        with torch.no_grad():
            for begin in range(0, len(calls), ENCODED_AT_ONCE):
                part = calls[begin : begin + ENCODED_AT_ONCE]
                states, queries = encode_calls(self.model, self.vectors, part)
                encoded += list(zip(states, queries, strict=True))
        return encoded

    def recommend(
        self,
        call: Call,
        *,
        blend: Blend,
        count: int,
        per_type: int = 0,
        allowed: Flags | None = None,
        exclude: Iterable[int] = (),
        encoded: tuple[Tensor, Tensor] | None = None,
    ) -> Ranking:
        """The best `count` items.

        `per_type` caps the items of one type, basket counted (0: no cap). `allowed` [N] filters,
        `exclude` are items the caller never wants. `encoded` may bring what `encode` gave.
        """
        types = self.tables.types
        cap = TypeCap(types=types, per_type=per_type, basket=call.basket)
        search = self._start(call, encoded, allowed, [*exclude, *cap.filled().tolist()])
        beam, log_probs = self._pass(search, search.allowed, call, blend)
        if per_type > 0 and cap.room(list(search.known)) < count:
            # Full types leave the list short: once more, without them and what is known.
            again = search.allowed & ~np.isin(types, cap.full_after(list(search.known)))
            again[list(search.known)] = False
            self._pass(search, again, call, blend)
        self._backfill(search, count, cap)
        terms = self._terms(search)
        scores = terms.score(blend)
        order = np.lexsort((terms.items, -scores))
        chosen = order[cap.choose(terms.items[order], count)]
        return Ranking(
            items=terms.items[chosen],
            scores=scores[chosen],
            beam_items=self.trie.item_at[beam],
            beam_log_probs=log_probs,
        )

    def candidates(
        self,
        call: Call,
        *,
        encoded: tuple[Tensor, Tensor] | None = None,
        blend: Blend = UNDISCOUNTED,
    ) -> Terms:
        """What `blend` chooses from: the candidates of one pass."""
        search = self._start(call, encoded, None, ())
        self._pass(search, search.allowed, call, blend)
        return self._terms(search)

    def catalogue(self, call: Call, *, encoded: tuple[Tensor, Tensor] | None = None) -> Terms:
        """What the beam approximates: every allowed item, scored by the level heads."""
        search = self._start(call, encoded, None, ())
        items = np.flatnonzero(search.allowed)
        log_probs = search.state_scores.log_probs(self.trie.position_of[items])
        search.known.update(zip(items.tolist(), log_probs.tolist(), strict=True))
        return self._terms(search)

    def _start(
        self,
        call: Call,
        encoded: tuple[Tensor, Tensor] | None,
        allowed: Flags | None,
        exclude: Iterable[int],
    ) -> _Search:
        state, query = encoded if encoded is not None else self.encode([call])[0]
        may = allowed_items(call, self.tables.types)
        if allowed is not None:
            may &= allowed
        may[list(exclude)] = False
        return _Search(
            state_scores=LevelScores(self.model, state, self.trie),
            prior=prior_values(call, self.tables, self.protocol),
            dense=(self.vectors @ query).double().numpy(),
            frequency=own_frequency(call, self.trie.size, self.protocol),
            allowed=may,
            known={},
        )

    def _pass(
        self, search: _Search, allowed: Flags, call: Call, blend: Blend
    ) -> tuple[Ints, Floats]:
        """One beam with its extra candidates; adds log P by item to `search.known`."""
        most = self.protocol.extra_candidates
        beam, log_probs = beam_search(
            self.trie,
            search.state_scores,
            allowed,
            width=self.protocol.beam_width,
            discount=self._discount(blend),
        )
        found = self.trie.item_at[beam]
        search.known.update(zip(found.tolist(), log_probs.tolist(), strict=True))
        extra = set(_best(search.prior, allowed & (search.prior > 0), most))
        if blend.dense != 0:
            extra.update(_best(search.dense, allowed, most))
        if call.novelty == "any":
            extra.update(_best(search.frequency, allowed & (search.frequency > 0), most))
        self._score(search, [item for item in extra if item not in search.known])
        return beam, log_probs

    def _backfill(self, search: _Search, count: int, cap: TypeCap) -> None:
        """Popular allowed items, scored like all others, until the capped list can be full."""
        had = list(search.known)
        room = cap.room(had)
        added: list[int] = []
        for item in self._by_popularity.tolist():
            if room >= count:
                break
            if item in search.known or not search.allowed[item]:
                continue
            longer = cap.room([*had, *added, item])
            if longer > room:
                room = longer
                added.append(item)
        self._score(search, added)

    def _score(self, search: _Search, items: list[int]) -> None:
        positions = self.trie.position_of[np.asarray(items, np.int64)]
        log_probs = search.state_scores.log_probs(positions)
        search.known.update(zip(items, log_probs.tolist(), strict=True))

    def _terms(self, search: _Search) -> Terms:
        items = np.asarray(sorted(search.known), np.int64)
        return Terms(
            items=items,
            generator=np.asarray([search.known[item] for item in items.tolist()]),
            prior=prior_term(search.prior[items], self.protocol.epsilon),
            dense=search.dense[items],
            frequency=np.log1p(search.frequency[items]),
            log_popularity=self._log_popularity[items],
        )

    def _discount(self, blend: Blend) -> Discount | None:
        gamma = blend.beam_discount
        if gamma == 0:
            return None
        if gamma not in self._discounts:
            self._discounts[gamma] = Discount(self.trie, self.tables.popularity, gamma)
        return self._discounts[gamma]


def _best(values: Floats, allowed: Flags, count: int) -> list[int]:
    """Allowed items of the highest values, ties by lower item index."""
    items = np.flatnonzero(allowed)
    if count <= 0:
        return []
    if len(items) > count:
        least = np.partition(values[items], len(items) - count)[len(items) - count]
        items = items[values[items] >= least]
    order = np.lexsort((items, -values[items]))[:count]
    return [int(item) for item in items[order]]
