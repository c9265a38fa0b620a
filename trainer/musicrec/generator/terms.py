"""The terms of a score besides the networks: prior, own frequency, what a call may not list.

Twins of src/core/prior.ts and src/core/history.ts; the formulas are in docs/bundle-format.md,
"Prior" and "Scores".
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from musicrec.generator.call import Call

SECONDS_PER_DAY = 86_400


@dataclass(frozen=True, kw_only=True)
class Protocol:
    """The numbers of the manifest that a score or the search needs; names as there."""

    beam_width: int = 32
    extra_candidates: int = 128
    epsilon: float = 1e-3
    visit_decay: float = 0.9
    max_sources: int = 50
    half_life_days: float = 56.0
    days_per_visit: float = 7.0


@dataclass(frozen=True, kw_only=True)
class Tables:
    """The catalogue as the decoder sees it.

    semantic_ids uint8 [N, L], types int [N] (−1: none), neighbours int [N, K] (−1: none), weights
    float [N, K], popularity float [N].
    """

    semantic_ids: NDArray[np.uint8]
    types: NDArray[Any]
    neighbours: NDArray[Any]
    weights: NDArray[Any]
    popularity: NDArray[Any]


def newest_first(
    visits: Sequence[tuple[int | None, Sequence[int]]],
) -> Iterator[tuple[int | None, list[int]]]:
    """Visits with items, newest first, each item once per visit."""
    for at, items in reversed(visits):
        if len(items) > 0:
            yield at, list(dict.fromkeys(items))


def prior_sources(call: Call, protocol: Protocol) -> tuple[list[int], list[float]]:
    """Source items of the prior and their weights: the basket, or else the newest history."""
    weights: dict[int, float] = {}
    if len(call.basket) > 0:
        candidates: Iterable[tuple[int, float]] = ((item, 1.0) for item in call.basket)
    else:
        candidates = (
            (item, protocol.visit_decay**rank)
            for rank, (_, items) in enumerate(newest_first(call.visits))
            for item in items
        )
    for item, weight in candidates:
        if len(weights) >= protocol.max_sources:
            break
        weights.setdefault(item, weight)
    return list(weights), list(weights.values())


def prior_values(call: Call, tables: Tables, protocol: Protocol) -> NDArray[np.float64]:
    """p(c) of every item, [N]."""
    items, weights = prior_sources(call, protocol)
    total = np.zeros(len(tables.types) + 1)  # the last place takes the unused neighbours
    if items:
        neighbours = tables.neighbours[items]  # (S, K)
        worth = tables.weights[items] * np.asarray(weights)[:, None]
        np.add.at(total, neighbours.ravel(), worth.ravel())
    return total[:-1]


def prior_term(values: NDArray[np.float64], epsilon: float) -> NDArray[np.float64]:
    """log(ε + p) − log ε."""
    return np.asarray(np.log(epsilon + values) - math.log(epsilon))


def own_frequency(call: Call, items: int, protocol: Protocol) -> NDArray[np.float64]:
    """Decayed frequency of every item in the household's own visits, [N]."""
    frequency = np.zeros(items)
    for rank, (at, bought) in enumerate(newest_first(call.visits)):
        if at is not None and call.at is not None:
            days = max(0, call.at - at) / SECONDS_PER_DAY
        else:
            days = rank * protocol.days_per_visit
        frequency[bought] += 2.0 ** (-days / protocol.half_life_days)
    return frequency


def allowed_items(call: Call, types: NDArray[Any]) -> NDArray[np.bool_]:
    """[N] which items the call itself leaves.

    Never a basket item; by novelty nothing bought before, or nothing of a type that was bought
    before or is in the basket.
    """
    allowed = np.ones(len(types), bool)
    out = list(call.basket)
    if call.novelty != "any":
        out += [item for _, items in call.visits for item in items]
    allowed[out] = False
    if call.novelty == "types" and out:
        had = types[out]
        allowed &= ~np.isin(types, had[had >= 0])
    return allowed
