"""A linear model of sequences: which item follows which, the company of all others accounted for.

W minimises α ‖X − XW‖² + (1 − α) ‖F − PW‖² + λ ‖W‖² with a zero diagonal: X (U, N) whole sequences,
P and F (T, N) what lies before and after each step, decaying with the distance. In closed form
(Choi et al. 2021, arXiv:2103.16104; α = 1 is EASE, Steck 2019, arXiv:1905.03375). Counts of pairs
(`transitions.py`) say the same thing twice where items come in threes; W does not.

A bundle holds the heaviest weights of each item alone; α and λ are chosen with that cut.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from musicrec.ascent import ascend
from musicrec.data.visits import FIT, Visits
from musicrec.features.prior import Prior, as_matrix, heaviest
from musicrec.features.validation_steps import SOURCES, ValidationSteps
from musicrec.inverse import inverse_in_place
from musicrec.progress import QUIET, SECONDS_BETWEEN_LINES, Progress, duration

PAST, FUTURE = 0.8, 0.3
"""Decay of P and F by step."""
TARGETS = 10
"""Steps after one that F holds."""
COLUMNS_AT_ONCE = 512
EFFORT = 12e12
"""Most of points × N³ while choosing; a point of 10,000 items takes about 20 s on two cores."""
SECONDS = 1e-11
"""Of an inverse, by N³, on one core: 80 s for 20,000 items. It is one call that counts nothing."""
MOST_ITEMS = 25_000
"""Above, the inverse needs more than 2.5 GB."""


@dataclass(frozen=True, kw_only=True)
class LinearRule:
    """α and λ."""

    whole: float = 0.8
    ridge: float = 60.0


def axes_of(items: int) -> dict[str, tuple[float, ...]]:
    """What is tried, by what N items cost: both axes, λ alone, or nothing but the start."""
    points = EFFORT / max(1, items) ** 3
    if points >= 10:
        return {"ridge": (10.0, 25.0, 60.0, 150.0, 400.0), "whole": (0.5, 0.8, 1.0)}
    return {"ridge": (25.0, 60.0, 150.0)} if points >= 4 else {}


class LinearModel:
    """The Gram matrices of some visits, sparse (N, N), from which W follows for any rule."""

    def __init__(self, visits: Visits, items: int) -> None:
        whole = visits.user_items(items)
        past, future = _around(visits, items)
        self.items = items
        self._whole = sparse.csr_array(whole.T @ whole)
        self._past = sparse.csr_array(past.T @ past)
        self._follows = sparse.csr_array(past.T @ future)

    def heaviest(
        self,
        rule: LinearRule,
        *,
        neighbours: int,
        allowed: sparse.csr_array | None = None,
        progress: Progress = QUIET,
    ) -> Prior:
        """The largest positive weights of each row; `allowed` (N, N): pairs that may have one."""
        wait = SECONDS * self.items**3
        if wait > SECONDS_BETWEEN_LINES:
            progress.say(f"features: linear model, inverting, about {duration(wait)}")
        inverse = self._inverse(rule)  # (N, N)
        target = sparse.csc_array(rule.whole * self._whole + (1 - rule.whole) * self._follows)
        rows, columns, values = [], [], []
        blocks = range(0, self.items, COLUMNS_AT_ONCE)
        for first in progress.track(blocks, "features: linear model, blocks of columns"):
            last = min(first + COLUMNS_AT_ONCE, self.items)
            block = inverse @ target[:, first:last].toarray()  # (N, C)
            here = np.arange(first, last)
            own = block[here, here - first] / inverse[here, here]
            block -= inverse[:, first:last] * own
            if allowed is not None:
                block *= allowed[:, first:last].toarray()
            # A row's heaviest are among the heaviest of every block of columns.
            most = min(neighbours, last - first)
            place = np.argpartition(-block, most - 1, axis=1)[:, :most]  # (N, most)
            worth = np.take_along_axis(block, place, 1)
            row, rank = np.nonzero(worth > 0)
            rows.append(row.astype(np.int32))
            columns.append((place[row, rank] + first).astype(np.int32))
            values.append(worth[row, rank])
        return heaviest(
            np.concatenate(rows),
            np.concatenate(columns),
            np.concatenate(values).astype(np.float32),
            items=self.items,
            neighbours=neighbours,
        )

    def _inverse(self, rule: LinearRule) -> NDArray[np.float32]:
        gram = rule.whole * self._whole + (1 - rule.whole) * self._past
        matrix = gram.astype(np.float32).toarray(order="F")
        matrix.flat[:: self.items + 1] += np.float32(rule.ridge)
        return inverse_in_place(matrix)


def choose_linear(
    visits: Visits,
    items: int,
    steps: ValidationSteps,
    *,
    neighbours: int,
    allowed: Callable[[Visits], sparse.csr_array | None],
    progress: Progress,
) -> tuple[tuple[LinearRule, Prior] | None, float, dict[str, float]]:
    """The rule with the best NDCG@10 on validation steps, and the prior of fit that reached it.

    With that NDCG, and all that was tried. None where the log has no such step or too many items.
    """
    if not len(steps) or items > MOST_ITEMS:
        return None, 0.0, {}
    fit = visits.up_to(FIT)
    model, may = LinearModel(fit, items), allowed(fit)

    priors: dict[LinearRule, Prior] = {}

    def score(point: dict[str, Any]) -> float:
        prior = model.heaviest(
            LinearRule(**point), neighbours=neighbours, allowed=may, progress=progress
        )
        reached = steps.best_ndcg(as_matrix(prior))
        priors[LinearRule(**point)] = prior
        name = f"α {point['whole']:g}, λ {point['ridge']:g}"
        progress.say(f"features: linear model, {name}: {reached:.4f}")
        return reached

    found = ascend(
        lambda points: [score(point) for point in points],
        asdict(LinearRule()),
        axes_of(items),
        progress=progress,
        label="features: linear model",
    )
    tried = {
        f"{point['whole']:g}, {point['ridge']:g}": round(value, 5) for point, value in found.tried
    }
    rule = LinearRule(**found.best)
    return (rule, priors[rule]), found.reached, tried


def _around(visits: Visits, items: int) -> tuple[sparse.csr_array, sparse.csr_array]:
    """P (T, N) what came before each step but a user's first; F (T, N) it and what follows."""
    count = len(visits)
    first = visits.first_of_user()[visits.user]
    last = np.searchsorted(visits.user, visits.user, side="right") - 1
    step = np.arange(count)
    asks = step > first
    row = np.cumsum(asks) - 1
    shape = (int(asks.sum()), items)

    def window(offsets: range, decay: float) -> sparse.csr_array:
        rows, columns, worth = [], [], []
        for distance, offset in enumerate(offsets):
            other = step + offset
            some = asks & (other >= first) & (other <= last)
            rows.append(row[some])
            columns.append(visits.items[other[some]])
            worth.append(np.full(int(some.sum()), decay**distance, np.float32))
        entries = (np.concatenate(worth), (np.concatenate(rows), np.concatenate(columns)))
        return sparse.csr_array(entries, shape=shape)

    return window(range(-1, -1 - SOURCES, -1), PAST), window(range(TARGETS), FUTURE)
