"""Choosing how the terms of a score are mixed: weights per blend key, on validation cases only.

A key's candidates and their terms do not depend on the weights (without a discount), so they are
gathered once and every mix is scored exactly as the decoder would. The search is coordinate ascent
in factors, from several starts, without bounds: a best value cannot sit at an edge.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace

import numpy as np
import torch
from torch import Tensor

from musicrec.generator.call import Call
from musicrec.generator.decode import Blend, Decoder
from musicrec.progress import QUIET, Progress

TASK_OF_KEY = {
    "complements.any": "complete",
    "complements.items": "complete_new",
    "complements.types": "complete_new_type",
    "next.any": "next",
    "next.items": "next_new",
}
BORROWED_KEYS = {"next.types": "next.items"}
"""Keys no task measures take the weights of their nearest."""

TERMS = ("generator", "prior", "dense", "frequency")
CUTOFF = 10
FACTORS = (0.0, 0.25, 0.5, 0.7, 0.85, 1.18, 1.4, 2.0, 4.0)
BIASES = [-1.0, -5.0, -25.0]
"""Starts of an own frequency that counts against an item: where nobody takes one twice."""
LEAST_GAIN = 1e-4
"""A change of weights that gains less is noise; it is what keeps a term of equal worth in."""
LOWEST = -1e30
COARSE_CASES = 800


@dataclass(frozen=True, kw_only=True)
class Question:
    """A call of the validation period and what was then bought."""

    call: Call
    targets: Sequence[int]


@dataclass(frozen=True, kw_only=True)
class Gathered:
    """Candidates of C questions: terms (4, C, K) in the order of TERMS, log popularity, hits.

    Places without a candidate have `present` False. `wanted` (C) is the number of targets, of which
    some may be no candidates.
    """

    terms: Tensor
    log_popularity: Tensor  # (C, K)
    hit: Tensor  # (C, K) bool
    present: Tensor  # (C, K) bool
    wanted: Tensor  # (C)

    def first(self, count: int) -> Gathered:
        """The first `count` questions."""
        return Gathered(
            terms=self.terms[:, :count],
            log_popularity=self.log_popularity[:count],
            hit=self.hit[:count],
            present=self.present[:count],
            wanted=self.wanted[:count],
        )

    def scores(self, blend: Blend) -> Tensor:
        """(C, K) blended scores; `LOWEST` where there is no candidate."""
        weights = torch.tensor([getattr(blend, name) for name in TERMS], dtype=self.terms.dtype)
        mixed = torch.tensordot(weights, self.terms, dims=1)
        if blend.discount != 0:
            mixed = mixed - blend.discount * self.log_popularity
        return torch.where(self.present, mixed, LOWEST)

    def metrics(self, blend: Blend) -> tuple[Tensor, Tensor]:
        """(C) NDCG@10 and (C) recall@10 of a blend."""
        top = self.scores(blend).topk(min(CUTOFF, self.hit.shape[1]), dim=1).indices
        hits = self.hit.gather(1, top).double()  # (C, 10)
        gains = 1 / torch.log2(torch.arange(2, CUTOFF + 2, dtype=torch.float64))
        ideal = torch.cat([torch.zeros(1, dtype=torch.float64), gains.cumsum(0)])
        best = ideal[self.wanted.clamp(max=CUTOFF)]
        return (hits * gains[: hits.shape[1]]).sum(1) / best, hits.sum(1) / self.wanted


def gather(
    decoder: Decoder,
    questions: Sequence[Question],
    *,
    progress: Progress = QUIET,
    label: str = "candidates",
) -> Gathered:
    """Candidates and terms of all questions, as the decoder finds them."""
    encoded = decoder.encode([question.call for question in questions])
    found = [
        decoder.candidates(question.call, encoded=pair)
        for question, pair in zip(progress.track(questions, label), encoded, strict=True)
    ]
    width = max((len(terms.items) for terms in found), default=1)
    shape = (len(questions), max(width, 1))
    terms = np.zeros((len(TERMS), *shape), np.float32)
    log_popularity = np.zeros(shape, np.float32)
    hit, present = np.zeros(shape, bool), np.zeros(shape, bool)
    for row, (question, candidates) in enumerate(zip(questions, found, strict=True)):
        count = len(candidates.items)
        for place, name in enumerate(TERMS):
            terms[place, row, :count] = getattr(candidates, name)
        log_popularity[row, :count] = candidates.log_popularity
        hit[row, :count] = np.isin(candidates.items, list(question.targets))
        present[row, :count] = True
    return Gathered(
        terms=torch.from_numpy(terms),
        log_popularity=torch.from_numpy(log_popularity),
        hit=torch.from_numpy(hit),
        present=torch.from_numpy(present),
        wanted=torch.tensor([len(question.targets) for question in questions]),
    )


def search(
    gathered: Gathered, names: Sequence[str], *, known: Sequence[Blend] = ()
) -> tuple[Blend, float]:
    """The weights of the named terms (others 0) with the highest mean NDCG@10, and that mean.

    The starts are compared on the first `COARSE_CASES` cases; the best goes on with all of them.
    Of starts that end alike the first one counts, in which every term has a say. `known` blends of
    the same terms or fewer are starts on all cases.
    """
    if len(names) == 1:
        weights = {names[0]: 1.0}
        return _normalised(weights), _mean_ndcg(gathered, weights)
    starts = [dict.fromkeys(names, 1.0)]
    starts += [{name: 1.0 if name == main else 0.1 for name in names} for main in names]
    coarse = gathered.first(COARSE_CASES)
    best, reached = _climb(coarse, starts[0])
    for start in starts[1:]:
        weights, score = _climb(coarse, start)
        if score > reached + 5 * LEAST_GAIN:
            best, reached = weights, score
    best, reached = _climb(gathered, best)
    for blend in known:
        if any(getattr(blend, name) for name in TERMS if name not in names):
            continue
        weights, score = _climb(gathered, {name: getattr(blend, name) for name in names})
        if score > reached + 5 * LEAST_GAIN:
            best, reached = weights, score
    return _normalised(best), reached


def _climb(gathered: Gathered, start: dict[str, float]) -> tuple[dict[str, float], float]:
    weights = dict(start)
    score = _mean_ndcg(gathered, weights)
    moved = True
    while moved:
        moved = False
        for name in weights:
            base = weights[name]
            values = [base * factor for factor in FACTORS] if base != 0 else [0.05, 0.2, 1.0]
            if name == "frequency" and base == 0:
                values += BIASES
            for value in values:
                trial = {**weights, name: value}
                if not any(trial.values()):
                    continue
                reached = _mean_ndcg(gathered, trial)
                if reached > score + LEAST_GAIN:
                    weights, score, moved = trial, reached, True
    return weights, score


def _mean_ndcg(gathered: Gathered, weights: dict[str, float]) -> float:
    blend = Blend(**{"generator": 0.0, **weights})
    return float(gathered.metrics(blend)[0].mean())


def _normalised(weights: dict[str, float]) -> Blend:
    """The same order with the generator's weight 1, or the largest weight 1 where it has none."""
    unit = weights.get("generator", 0.0) or max(abs(value) for value in weights.values())
    return Blend(
        **{"generator": 0.0, **{name: round(value / unit, 5) for name, value in weights.items()}}
    )


ARMS: dict[str, tuple[str, ...]] = {
    "full": TERMS,
    "without_generator": ("prior", "dense", "frequency"),
    "without_dense": ("generator", "prior", "frequency"),
    "generator": ("generator",),
    "dense": ("dense",),
    "counts": ("prior", "frequency"),
}


@dataclass(frozen=True, kw_only=True)
class Arm:
    """One choice of terms, its weights and how it does on the validation cases."""

    blend: Blend
    ndcg: float
    recall: float
    cases: int

    def as_json(self) -> dict[str, object]:
        """Plain values."""
        return asdict(self)


def measure_arms(gathered: Gathered, *, novelty: str, progress: Progress = QUIET) -> dict[str, Arm]:
    """The best blend of every arm. Novel items have no own frequency, so it is left out there."""
    arms: dict[str, Arm] = {}
    # The fuller arms come later and start from the leaner ones too.
    leaner_first = sorted(ARMS.items(), key=lambda entry: len(entry[1]))
    for arm, names in progress.track(leaner_first, "blends, arms"):
        used = [name for name in names if name != "frequency" or novelty == "any"]
        blend, ndcg = search(gathered, used, known=[leaner.blend for leaner in arms.values()])
        recall = float(gathered.metrics(blend)[1].mean())
        arms[arm] = Arm(blend=blend, ndcg=ndcg, recall=recall, cases=len(gathered.wanted))
    return {arm: arms[arm] for arm in ARMS}


SHELF_DISCOUNTS = (0.0, 0.025, 0.05, 0.075, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5, 0.7, 1.0, 1.4)
SHELF_DEPTH = 50
SHELF_LENGTH = 8
SHELF_POPULAR = 10
SHELF_PRICE = 0.005
"""Share of the NDCG@10 that a discount may cost."""


@dataclass(frozen=True, kw_only=True)
class Shelf:
    """The discount a key ships with, and the table it was chosen from."""

    discount: float
    per_type: int
    tried: list[dict[str, float]]

    def as_json(self) -> dict[str, object]:
        """Plain values."""
        return asdict(self)


def _spread(best: Tensor) -> float:
    """Mean spread of scores (C, K) over cases with K candidates; 0 where no case has them.

    There are so few items then that none need be held back.
    """
    full = best[best[:, -1] > LOWEST]
    return float(full.std(dim=1).mean()) if len(full) and full.shape[1] > 1 else 0.0


def choose_shelf(
    decoder: Decoder,
    gathered: Gathered,
    questions: Sequence[Question],
    blend: Blend,
    *,
    per_type: int,
    sample: int,
    progress: Progress = QUIET,
) -> Shelf:
    """The largest discount before NDCG@10 falls by more than `SHELF_PRICE` of itself.

    A list of staples scores well and tells a shopper nothing: as little of it as is free. γ is
    tried in shares of the spread of the scores among a case's best candidates, which means the same
    whatever the weights' scale. What it does to lists is written down beside the first and the
    chosen: `sample` questions are decoded as a shopper would see them, type cap and all, and the
    ten most popular items counted.
    """
    shown = list(range(0, len(questions), max(1, len(questions) // sample)))[:sample]
    encoded = decoder.encode([questions[row].call for row in shown])
    popularity = decoder.tables.popularity
    popular = set(np.lexsort((np.arange(len(popularity)), -popularity))[:SHELF_POPULAR].tolist())
    best = gathered.scores(blend).topk(min(SHELF_DEPTH, gathered.hit.shape[1]), dim=1).values
    unit = _spread(best)
    plain = float(gathered.metrics(blend)[0].mean())
    tried: list[dict[str, float]] = []
    for relative in SHELF_DISCOUNTS:
        mix = replace(blend, discount=round(relative * unit, 5))
        ndcg = float(gathered.metrics(mix)[0].mean())
        tried.append(
            {"discount": mix.discount, "ndcg": round(ndcg, 5), "loss": round(plain - ndcg, 5)}
        )
        if plain - ndcg > SHELF_PRICE * plain:
            break
        chosen = tried[-1]
    for row in (tried[0], chosen):
        lists = [
            decoder.recommend(
                questions[place].call,
                blend=replace(blend, discount=row["discount"]),
                count=SHELF_LENGTH,
                per_type=per_type,
                encoded=pair,
            ).items.tolist()
            for place, pair in zip(progress.track(shown, "shelf"), encoded, strict=True)
        ]
        row["popular_in_8"] = round(float(np.mean([len(popular & set(one)) for one in lists])), 3)
        row["distinct_items"] = float(len({item for one in lists for item in one}))
    return Shelf(discount=chosen["discount"], per_type=per_type, tried=tried)
