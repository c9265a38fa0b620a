"""Choosing the parameters of baselines on validation, task by task, by one metric.

A baseline is counted on fit and tuned on validation; for test it is counted again on fit and
validation with the chosen parameters. The model has the same protocol.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from musicrec.data.cases import TASKS, Cases
from musicrec.data.visits import VALIDATION
from musicrec.evaluation.baselines import BASELINES, Baseline, Params
from musicrec.evaluation.baselines.base import Log
from musicrec.evaluation.metrics import recall
from musicrec.evaluation.scorer import batches, excluded_items, hits_of, rank_scores
from musicrec.progress import Progress
from musicrec.seeds import generator

CHOSEN_BY = "recall@10"
CUTOFF = 10
MAX_CASES = 2048


@dataclass(frozen=True)
class Choice:
    """What was chosen for a task: the parameters, and the mean of every grid point."""

    params: Params
    tried: list[tuple[Params, float]] = field(default_factory=list)

    @property
    def at_edge(self) -> list[str]:
        """Parameters chosen at the end of their grid: the grid may be too narrow."""
        edges = []
        best = max((mean for _, mean in self.tried), default=0.0)
        for name, value in self.params.items():
            values = sorted({params[name] for params, _ in self.tried})
            inner = [
                mean for params, mean in self.tried if params[name] not in (values[0], values[-1])
            ]
            if len(values) > 2 and value in (values[0], values[-1]) and max(inner) < best:
                edges.append(name)
        return edges


def tune(
    log: Log,
    cases: Cases,
    types: NDArray[np.int32],
    *,
    seed: int,
    progress: Progress,
    classes: tuple[type[Baseline], ...] = BASELINES,
) -> dict[str, dict[str, Choice]]:
    """Baseline name → task → choice. `log` is that of fit; only validation cases are used.

    At most MAX_CASES cases a task, drawn with the seed, the same ones for all baselines.
    """
    earlier: dict[str, dict[str, Params]] = {}
    choices: dict[str, dict[str, Choice]] = {}
    for cls in progress.track(classes, "tuning baselines"):
        baseline = cls(log)
        choices[cls.name] = {}
        for task in TASKS:
            some = sample_cases(cases.of(task, VALIDATION), MAX_CASES, seed)
            grid = baseline.grid_of(task, earlier)
            if len(grid) == 1 or not len(some):
                choices[cls.name][task] = Choice(grid[0])
                continue
            means = _mean_recalls(baseline, some, types, grid)
            best = int(np.argmax(means))
            tried = list(zip(grid, [round(float(mean), 5) for mean in means], strict=True))
            choices[cls.name][task] = Choice(grid[best], tried)
        earlier[cls.name] = {task: choice.params for task, choice in choices[cls.name].items()}
    return choices


def sample_cases(cases: Cases, most: int, seed: int) -> Cases:
    """At most `most` of the cases (0: all), drawn with the seed, in their order."""
    return cases.select(sample_rows(len(cases), most, seed))


def sample_rows(count: int, most: int, seed: int) -> NDArray[np.int64]:
    """Which of `count` cases `sample_cases` takes, ascending."""
    if most <= 0 or count <= most:
        return np.arange(count)
    drawn = generator(seed, "cases", most).permutation(count)[:most]
    return np.sort(drawn)


def _mean_recalls(
    baseline: Baseline, cases: Cases, types: NDArray[np.int32], grid: tuple[Params, ...]
) -> NDArray[np.float64]:
    sums = np.zeros(len(grid))
    for batch in batches(cases):
        excluded = excluded_items(batch, types)
        targets = np.diff(batch.targets_start)
        for number, params in enumerate(grid):
            ranked = rank_scores(baseline.scores(batch, params), excluded, CUTOFF)
            sums[number] += recall(hits_of(ranked, batch, len(types)), targets, CUTOFF).sum()
    return sums / len(cases)


class TunedBaseline:
    """A `Scorer` of a baseline with the parameters chosen for each task."""

    def __init__(self, baseline: Baseline, choices: dict[str, Choice]) -> None:
        self.name = baseline.name
        self.how = f"per task, {CHOSEN_BY} on validation"
        self.scores: Callable[[Cases, Params], NDArray[np.float32]] = baseline.scores
        self.choices = choices

    def rank(self, cases: Cases, excluded: NDArray[np.bool_], count: int) -> NDArray[np.int32]:
        """See `Scorer`."""
        task = TASKS[int(cases.task[0])]
        return rank_scores(self.scores(cases, self.choices[task].params), excluded, count)
