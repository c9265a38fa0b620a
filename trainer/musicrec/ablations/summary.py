"""Means and intervals over seeds, from the ledger's lines.

An interval is Student's t over the seeds' means: how much training and tokenizing anew moves a
number. That the users are a sample is not in it; that is in each run's report. A difference to the
reference is paired by seed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import stats

from musicrec.ablations.ledger import Entry

LEVEL = 0.95


@dataclass(frozen=True, kw_only=True)
class Mean:
    """A mean over `seeds` values and the half-width of its interval, None for one value."""

    value: float
    half: float | None
    seeds: int


def mean_of(values: Sequence[float]) -> Mean | None:
    """None where there is no value."""
    count = len(values)
    if count == 0:
        return None
    half = None
    if count > 1:
        error = float(np.std(values, ddof=1)) / np.sqrt(count)
        half = float(stats.t.ppf((1 + LEVEL) / 2, count - 1) * error)
    return Mean(value=float(np.mean(values)), half=half, seeds=count)


def by_seed(
    entries: Sequence[Entry], arm: str, task: str, scorer: str, column: str
) -> dict[int, float]:
    """Seed → number of an arm, where it was measured."""
    found = {}
    for entry in entries:
        figures = entry.values["metrics"].get(task, {"scorers": {}})["scorers"].get(scorer, {})
        if entry.key.arm == arm and column in figures:
            found[entry.key.seed] = float(figures[column])
    return found


def difference(arm: dict[int, float], reference: dict[int, float]) -> Mean | None:
    """Of the seeds that both have."""
    return mean_of([arm[seed] - reference[seed] for seed in sorted(arm) if seed in reference])
