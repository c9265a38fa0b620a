"""The trade-off: how often new items are found, and what that costs where they are not wanted.

Points are ways of bringing new items into a list. Which preference ships is chosen here, on
validation questions; the same code measures the test questions, where it chooses nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np
from numpy.typing import NDArray

from musicrec.admission.admit import Catalogue, Preference
from musicrec.cold_start.asked import LENGTH, Answers
from musicrec.cold_start.places import (
    Places,
    merged_places,
    ndcg,
    own_places,
    recall,
    reserved_places,
)
from musicrec.cold_start.point import figures

FACTORS = (0.5, 1.0, 2.0, 4.0, 8.0)
SHARPNESSES = (1.0, 2.0, 4.0, 8.0)
SHARES = (0.01, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)
"""Of the shoppers whose list holds a new item: levels are tried that reach these."""
MOST_LOSS = 0.03
"""Of Recall@10 and of NDCG@10 elsewhere, on validation; test may differ by the rest to 4 %."""
KNOBS = ("level", "factor", "sharpness")
SLOTS = (1, 2, 3)


@dataclass(frozen=True, kw_only=True)
class Questions:
    """Answers to questions, their targets (Q) and users (Q); targets from `known` on are new."""

    answers: Answers
    targets: NDArray[np.int64]
    users: NDArray[np.int32]

    @property
    def new(self) -> NDArray[np.bool_]:
        """(Q) whether a new item is asked for."""
        return self.targets >= self.answers.sources.shape[1]


@dataclass(frozen=True, kw_only=True)
class Chosen:
    """The preference that ships, and all that was tried on validation."""

    preference: Preference
    tried: list[dict[str, float]]


def levels(questions: Questions, scores: NDArray[np.float64]) -> list[float]:
    """Levels at which SHARES of the shoppers who want a known item see a new one.

    `scores` (Q, C) at level 0. 0 alone where the blend has no dense head for a level to act on.
    """
    weight = questions.answers.blend.dense
    if weight <= 0:
        return [0.0]
    elsewhere = ~questions.new
    short = questions.answers.best_scores[elsewhere, -1] - scores[elsewhere].max(axis=1)
    short = np.where(np.isfinite(short), short, short[np.isfinite(short)].min(initial=0.0))
    return [round(float(level), 3) for level in np.quantile(short / weight, SHARES)]


def choose(asked: Sequence[Questions], admitted: Callable[[Preference], Catalogue]) -> Chosen:
    """The preference that finds most new items at a loss of at most MOST_LOSS elsewhere.

    `asked`: the same questions with the history left out of the ranking, where new items must be
    found, and with whatever else the price is paid in too. Where nothing is that cheap, the
    cheapest.
    """
    first = asked[0]
    tried: list[dict[str, float]] = []
    for factor, sharpness in product(FACTORS, SHARPNESSES):
        catalogue = admitted(Preference(factor=factor, sharpness=sharpness))
        plain = [some.answers.new_scores(catalogue) for some in asked]
        for level in sorted(
            {one for pair in zip(asked, plain, strict=True) for one in levels(*pair)}
        ):
            places = [
                merged_places(some.answers, scores + some.answers.blend.dense * level, some.targets)
                for some, scores in zip(asked, plain, strict=True)
            ]
            found = float(recall(places[0])[first.new].mean())
            price = max(map(loss, asked, places))
            tried.append(
                {
                    "level": level,
                    "factor": factor,
                    "sharpness": sharpness,
                    "recall@10": round(found, 5),
                    "loss": round(price, 5),
                }
            )
    cheap = [one for one in tried if one["loss"] <= MOST_LOSS]
    best = (
        max(cheap, key=lambda one: one["recall@10"])
        if cheap
        else min(tried, key=lambda one: one["loss"])
    )
    return Chosen(preference=Preference(**{name: best[name] for name in KNOBS}), tried=tried)


def loss(questions: Questions, places: Places) -> float:
    """What places (Q) lose elsewhere against no new items: share of Recall@10 or NDCG@10."""
    elsewhere = ~questions.new
    before = own_places(questions.answers, questions.targets)[elsewhere]
    return max(
        1 - float(metric(places[elsewhere]).mean()) / max(float(metric(before).mean()), 1e-9)
        for metric in (recall, ndcg)
    )


@dataclass(frozen=True, kw_only=True)
class Point:
    """One way of listing: what it is called, places (Q) of the targets, new items a list."""

    name: Mapping[str, Any]
    places: Places
    new_in_list: float


def merged(questions: Questions, name: Mapping[str, Any], scores: NDArray[np.float64]) -> Point:
    """New items by score (Q, C)."""
    return Point(
        name=name,
        places=merged_places(questions.answers, scores, questions.targets),
        new_in_list=new_in_list(questions.answers, scores),
    )


def new_in_list(answers: Answers, scores: NDArray[np.float64]) -> float:
    """New items among the first ten, on average; scores (Q, C)."""
    count = min(LENGTH, scores.shape[1])
    top = -np.sort(-scores, axis=1)[:, :count]
    displaced = answers.best_scores[:, ::-1][:, :count]  # the j-th new item needs the j-th worst
    return float((top > displaced).sum(1).mean())


def curve(
    questions: Questions,
    plain: NDArray[np.float64],
    shown: Sequence[float],
    others: Mapping[str, NDArray[np.float64]],
) -> list[Point]:
    """Each level on `plain` (Q, C), the chosen factor's scores; reserved slots by any scores."""
    answers, targets = questions.answers, questions.targets
    points = [
        merged(
            questions,
            {"way": "by score", "level": level},
            plain + answers.blend.dense * level,
        )
        for level in shown
    ]
    for name, scores in {"score": plain, **others}.items():
        points += [
            Point(
                name={"way": f"reserved, by {name}", "slots": slots},
                places=reserved_places(answers, scores, targets, slots=slots),
                new_in_list=float(slots),
            )
            for slots in SLOTS
        ]
    return points


def measure(
    questions: Questions, points: Sequence[Point], *, samples: int, seed: int
) -> list[dict[str, Any]]:
    """Figures of all points, on the same draws of users."""
    found = figures(
        [point.places for point in points],
        own_places(questions.answers, questions.targets),
        questions.new,
        questions.users,
        samples=samples,
        seed=seed,
    )
    return [
        {**point.name, "new_in_list": round(point.new_in_list, 4), **one}
        for point, one in zip(points, found, strict=True)
    ]
