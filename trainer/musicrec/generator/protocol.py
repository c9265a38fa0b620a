"""Choosing the numbers of the counts on validation: half-life, decay over visits, ε."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
import torch
from numpy.typing import NDArray

from musicrec.generator.blend import CUTOFF, TERMS, Gathered, Question, search
from musicrec.generator.terms import (
    Protocol,
    Tables,
    allowed_items,
    own_frequency,
    prior_term,
    prior_values,
)
from musicrec.progress import QUIET, Progress

HALF_LIVES = (14.0, 28.0, 56.0, 84.0, 112.0, 168.0, 250.0)
VISIT_DECAYS = (0.3, 0.5, 0.7, 0.8, 0.9, 0.95, 1.0)
EPSILONS = (1e-5, 3e-5, 1e-4, 3e-4, 1e-3, 3e-3, 1e-2, 3e-2, 0.1, 0.3)
PRIOR_WEIGHTS = (0.02, 0.05, 0.1, 0.2, 0.4, 0.8, 2.0, 5.0, 15.0, 50.0)

Scores = NDArray[np.float64]


def choose_protocol(
    start: Protocol,
    tables: Tables,
    *,
    repeats: Sequence[Question],
    discoveries: Sequence[Question],
    baskets: Sequence[Question],
    progress: Progress = QUIET,
) -> tuple[Protocol, dict[str, dict[str, float]]]:
    """The start with half-life, decay and ε replaced, and NDCG@10 of all that was tried.

    Half-life: own frequency alone on `repeats` (next, any). Decay: the prior alone on `discoveries`
    (next, items). ε: frequency plus the best weight of the prior on `baskets` (complements, any).
    Where there is no such case, the start's value stays.
    """
    count = len(tables.types)
    tried: dict[str, dict[str, float]] = {}

    def best(name: str, values: Sequence[float], score: Callable[[float], float]) -> float:
        tracked = progress.track(values, f"protocol, {name}")
        tried[name] = {f"{value:g}": round(score(value), 5) for value in tracked}
        return max(values, key=lambda value: tried[name][f"{value:g}"])

    protocol = start
    if repeats:

        def by_half_life(value: float) -> float:
            some = replace(protocol, half_life_days=value)
            return _mean_ndcg(tables, repeats, lambda q: own_frequency(q.call, count, some))

        protocol = replace(
            protocol, half_life_days=best("half_life_days", HALF_LIVES, by_half_life)
        )
    if discoveries:

        def by_decay(value: float) -> float:
            some = replace(protocol, visit_decay=value)
            return _mean_ndcg(tables, discoveries, lambda q: prior_values(q.call, tables, some))

        protocol = replace(protocol, visit_decay=best("visit_decay", VISIT_DECAYS, by_decay))
    if baskets:
        frequency = [np.log1p(own_frequency(q.call, count, protocol)) for q in baskets]
        prior = [prior_values(q.call, tables, protocol) for q in baskets]
        place = {id(question): row for row, question in enumerate(baskets)}

        def by_epsilon(value: float) -> float:
            def mean(weight: float) -> float:
                def mix(question: Question) -> Scores:
                    row = place[id(question)]
                    return frequency[row] + weight * prior_term(prior[row], value)

                return _mean_ndcg(tables, baskets, mix)

            return max(mean(weight) for weight in PRIOR_WEIGHTS)

        protocol = replace(protocol, epsilon=best("epsilon", EPSILONS, by_epsilon))
    return protocol, tried


def choose_epsilon(
    gathered: Gathered, *, used: float, progress: Progress = QUIET
) -> tuple[float, dict[str, float]]:
    """ε by the best blend of prior and dense head, for logs without baskets; and what was tried.

    `gathered` candidates have the prior's term with the ε `used`.
    """
    place = TERMS.index("prior")
    prior = used * torch.expm1(gathered.terms[place].double())  # (C, K) p(c)
    tried: dict[str, float] = {}
    for value in progress.track(EPSILONS, "protocol, epsilon"):
        terms = gathered.terms.clone()
        terms[place] = torch.log1p(prior / value).float()
        _, ndcg = search(replace(gathered, terms=terms), ("prior", "dense"))
        tried[f"{value:g}"] = round(ndcg, 5)
    return max(EPSILONS, key=lambda value: tried[f"{value:g}"]), tried


def _mean_ndcg(
    tables: Tables, questions: Sequence[Question], score: Callable[[Question], Scores]
) -> float:
    """NDCG@10 over the whole catalogue, ties by lower item index."""
    gains = 1 / np.log2(np.arange(2, CUTOFF + 2))
    total = 0.0
    for question in questions:
        values = np.where(allowed_items(question.call, tables.types), score(question), -np.inf)
        size = min(CUTOFF, len(values))
        least = np.partition(values, len(values) - size)[len(values) - size]
        kept = np.flatnonzero(values >= least)
        top = kept[np.lexsort((kept, -values[kept]))][:size]
        hits = np.isin(top, list(question.targets))
        best = gains[: len(question.targets)].sum()
        total += float((hits * gains[:size]).sum() / best)
    return total / max(1, len(questions))


def days_per_visit(user: NDArray[np.int64], at: NDArray[np.int64]) -> float:
    """Median days between two visits of a user; 7 where nobody came twice."""
    same = user[1:] == user[:-1]
    gaps = np.diff(at)[same] / 86_400
    return round(float(np.median(gaps)), 3) if len(gaps) > 0 else 7.0
