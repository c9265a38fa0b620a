"""Choosing the parameters of baselines on validation, task by task, by one metric.

A baseline is counted on fit and tuned on validation; for test it is counted again on fit and
validation with the chosen parameters. The model has the same protocol.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial

import numpy as np
from numpy.typing import NDArray

from musicrec.data.cases import TASKS, Cases
from musicrec.data.visits import VALIDATION
from musicrec.evaluation.baselines.base import Axes, Baseline, Log, Params, Tried
from musicrec.evaluation.metrics import recall
from musicrec.evaluation.scorer import (
    BATCH,
    batches,
    excluded_items,
    hits_of,
    places_of,
    rank_scores,
)
from musicrec.progress import Progress
from musicrec.seeds import generator

CHOSEN_BY = "recall@10"
CUTOFF = 10
MAX_CASES = 2048


@dataclass(frozen=True)
class Choice:
    """What was chosen for a task: the parameters, and the mean of all that were tried.

    `ends` as in `Baseline`.
    """

    params: Params
    tried: Tried = field(default_factory=list)
    ends: Axes = field(default_factory=dict)

    @property
    def at_edge(self) -> list[str]:
        """Parameters chosen at an end of what was tried: it may be too narrow."""
        edges = []
        best = max((mean for _, mean in self.tried), default=0.0)
        for name, value in self.params.items():
            if value in self.ends.get(name, ()):
                continue
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
    classes: Sequence[type[Baseline]],
    seed: int,
    progress: Progress,
) -> dict[str, dict[str, Choice]]:
    """Baseline name → task → choice. `log` is that of fit; only validation cases are used.

    At most MAX_CASES cases a task, drawn with the seed, the same ones for all baselines.
    """
    asked = {task: sample_cases(cases.of(task, VALIDATION), MAX_CASES, seed) for task in TASKS}
    earlier: dict[str, dict[str, Params]] = {}
    choices: dict[str, dict[str, Choice]] = {}
    for cls in progress.track(classes, "tuning baselines"):
        baseline = cls(log)
        means = {
            task: partial(mean_recalls, baseline, some, types, progress=progress)
            for task, some in asked.items()
            if len(some)
        }
        found = baseline.search(means, earlier)
        choices[cls.name] = {
            task: choice_of(baseline, found[task])
            if task in found
            else Choice(baseline.grid_of(task, earlier)[0])
            for task in TASKS
        }
        earlier[cls.name] = {task: choice.params for task, choice in choices[cls.name].items()}
    return choices


def choice_of(baseline: Baseline, tried: Tried) -> Choice:
    """The first of the best."""
    best = int(np.argmax([mean for _, mean in tried]))
    rounded = [(params, round(float(mean), 5)) for params, mean in tried]
    return Choice(tried[best][0], rounded, baseline.ends)


def sample_cases(cases: Cases, most: int, seed: int) -> Cases:
    """At most `most` of the cases (0: all), drawn with the seed, in their order."""
    return cases.select(sample_rows(len(cases), most, seed))


def sample_rows(count: int, most: int, seed: int) -> NDArray[np.int64]:
    """Which of `count` cases `sample_cases` takes, ascending."""
    if most <= 0 or count <= most:
        return np.arange(count)
    drawn = generator(seed, "cases", most).permutation(count)[:most]
    return np.sort(drawn)


def mean_recalls(
    baseline: Baseline,
    cases: Cases,
    types: NDArray[np.int32],
    points: Sequence[Params],
    *,
    progress: Progress,
) -> list[float]:
    """The mean recall at CUTOFF over cases of one task, of each of several parameters."""
    sums = np.zeros(len(points))
    label = f"tuning {baseline.name}, {len(points)} settings, {TASKS[int(cases.task[0])]}"
    for batch in progress.track(batches(cases), label, -(-len(cases) // BATCH)):
        excluded = excluded_items(batch, types)
        for number, params in enumerate(points):
            sums[number] += recalls(baseline.scores(batch, params), excluded, batch).sum()
    means: list[float] = (sums / len(cases)).tolist()
    return means


def recalls(
    scores: NDArray[np.float32], excluded: NDArray[np.bool_], cases: Cases
) -> NDArray[np.float64]:
    """(B) recall at CUTOFF of the lists that `rank_scores` makes of (B, N) scores."""
    targets = np.diff(cases.targets_start)
    if (targets == 1).all():  # the place of one target costs a tenth of a list
        hits: NDArray[np.bool_] = places_of(scores, excluded, cases.targets) < CUTOFF
        return hits.astype(np.float64)
    ranked = rank_scores(scores, excluded, CUTOFF)
    return recall(hits_of(ranked, cases, scores.shape[1]), targets, CUTOFF)


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
