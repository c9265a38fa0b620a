"""Run scorers over cases: the same cases, the same exclusions, metrics per case."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from musicrec.data.cases import TASKS, Cases
from musicrec.evaluation.metrics import METRICS
from musicrec.evaluation.scorer import Scorer, batches, excluded_items, hits_of
from musicrec.progress import Progress


@dataclass(frozen=True, kw_only=True)
class Measured:
    """Results of one task: `columns` names ("recall@10", …), `values` scorer → (C, columns).

    users (C) rows of the users; `coverage` scorer → share of the catalogue in any first ten.
    """

    task: str
    users: NDArray[np.int32]
    columns: tuple[str, ...]
    values: dict[str, NDArray[np.float64]]
    coverage: dict[str, float]

    def of(self, scorer: str, column: str) -> NDArray[np.float64]:
        """(C) one metric of one scorer."""
        return self.values[scorer][:, self.columns.index(column)]


def check_list(name: str, ranked: NDArray[np.int32], excluded: NDArray[np.bool_]) -> None:
    """Raise ValueError where a list holds an excluded item, an item twice, or a gap."""
    rows = np.arange(len(ranked))[:, None]
    filled = ranked >= 0
    if (excluded[rows, np.maximum(ranked, 0)] & filled).any():
        raise ValueError(f"{name} ranked an item that the task excludes")
    if (filled[:, 1:] & ~filled[:, :-1]).any():
        raise ValueError(f"{name} left a gap inside a list")
    ordered = np.sort(ranked, axis=1)
    if ((ordered[:, 1:] == ordered[:, :-1]) & (ordered[:, 1:] >= 0)).any():
        raise ValueError(f"{name} ranked an item twice")


def measure(
    scorers: Sequence[Scorer],
    cases: Cases,
    types: NDArray[np.int32],
    *,
    cutoffs: Sequence[int],
    progress: Progress,
) -> Measured:
    """All metrics of all scorers on cases of one task. Raises ValueError for a broken list."""
    columns = tuple(f"{name}@{k}" for name in METRICS for k in cutoffs)
    items, longest = len(types), max(max(cutoffs), 10)
    parts: dict[str, list[NDArray[np.float64]]] = {scorer.name: [] for scorer in scorers}
    shown = {scorer.name: np.zeros(items, dtype=bool) for scorer in scorers}
    task = TASKS[int(cases.task[0])]
    total = -(-len(cases) // 512)
    for batch in progress.track(batches(cases), f"measuring {task}", total):
        excluded = excluded_items(batch, types)
        targets = np.diff(batch.targets_start)
        for scorer in scorers:
            ranked = scorer.rank(batch, excluded, longest)
            check_list(scorer.name, ranked, excluded)
            hits = hits_of(ranked, batch, items)
            parts[scorer.name].append(
                np.stack(
                    [metric(hits, targets, k) for metric in METRICS.values() for k in cutoffs],
                    axis=1,
                )
            )
            head = ranked[:, :10]
            shown[scorer.name][head[head >= 0]] = True
    return Measured(
        task=task,
        users=cases.user,
        columns=columns,
        values={name: np.concatenate(values) for name, values in parts.items()},
        coverage={name: float(seen.mean()) for name, seen in shown.items()},
    )
