"""Run scorers over cases: the same cases, the same exclusions, metrics per case."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from musicrec.data.cases import TASKS, Cases
from musicrec.evaluation.metrics import METRICS
from musicrec.evaluation.scorer import BATCH, Scorer, batches, excluded_items, hits_of
from musicrec.progress import Progress

HEAD = 10
"""Places of a list that count as shown."""

OfLists = Mapping[str, Callable[[NDArray[np.int32]], NDArray[np.float64]]]
"""Column → what makes (B) values of lists (B, K), best first, −1 where one has ended."""
NOTHING: OfLists = {}


@dataclass(frozen=True, kw_only=True)
class Measured:
    """Results of one task: `columns` names ("recall@10", …), `values` scorer → (C, columns).

    users (C) rows of the users; of the first ten, scorer → `exposure` (N), lists that show an item,
    and `found` (T), whether each target of the cases, in their order, is there.
    """

    task: str
    users: NDArray[np.int32]
    columns: tuple[str, ...]
    values: dict[str, NDArray[np.float64]]
    exposure: dict[str, NDArray[np.int64]]
    found: dict[str, NDArray[np.bool_]]

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
    of_lists: OfLists = NOTHING,
) -> Measured:
    """All metrics of all scorers on cases of one task. Raises ValueError for a broken list.

    `of_lists`: further columns, made of the lists alone.
    """
    columns = (*(f"{name}@{k}" for name in METRICS for k in cutoffs), *of_lists)
    items, longest = len(types), max(max(cutoffs), HEAD)
    parts: dict[str, list[NDArray[np.float64]]] = {scorer.name: [] for scorer in scorers}
    found: dict[str, list[NDArray[np.bool_]]] = {scorer.name: [] for scorer in scorers}
    exposure = {scorer.name: np.zeros(items, np.int64) for scorer in scorers}
    task = TASKS[int(cases.task[0])]
    total = -(-len(cases) // BATCH)
    for batch in progress.track(batches(cases), f"measuring {task}", total):
        excluded = excluded_items(batch, types)
        targets = np.diff(batch.targets_start)
        for scorer in scorers:
            ranked = scorer.rank(batch, excluded, longest)
            check_list(scorer.name, ranked, excluded)
            hits = hits_of(ranked, batch, items)
            parts[scorer.name].append(
                np.stack(
                    [
                        *(metric(hits, targets, k) for metric in METRICS.values() for k in cutoffs),
                        *(metric(ranked) for metric in of_lists.values()),
                    ],
                    axis=1,
                )
            )
            head = ranked[:, :HEAD]
            exposure[scorer.name] += np.bincount(head[head >= 0], minlength=items)
            shown = head[np.repeat(np.arange(len(batch)), targets)]  # (T, HEAD)
            found[scorer.name].append((shown == batch.targets[:, None]).any(axis=1))
    return Measured(
        task=task,
        users=cases.user,
        columns=columns,
        values={name: np.concatenate(values) for name, values in parts.items()},
        exposure=exposure,
        found={name: np.concatenate(values) for name, values in found.items()},
    )
