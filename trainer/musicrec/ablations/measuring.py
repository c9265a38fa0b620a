"""Scorers of a run on the test cases: the evaluation's metrics, without its baselines.

Baselines know no arm and no seed, and tuning them takes longer than measuring a model; `musicrec
evaluate` has them. Which cases, where `evaluation.max_cases` draws some, is the shared seed's
choice and not the run's: all runs answer the same questions.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from musicrec.data.cases import TASKS, load_cases
from musicrec.data.items import load_items
from musicrec.data.visits import load_visits
from musicrec.evaluation.lists import measured_rows
from musicrec.evaluation.measure import measure
from musicrec.evaluation.scorer import Scorer
from musicrec.stage import Context

CUTOFFS = (5, 10)
COLUMNS = ("recall@5", "ndcg@5", "recall@10", "ndcg@10")


def metrics_of(base: Context, scorers: Sequence[Scorer]) -> dict[str, dict[str, Any]]:
    """Task → scorer → column → mean over the cases, and under `cases` their number."""
    cases = load_cases(base.prepare, load_visits(base.prepare))
    types = load_items(base.prepare).codes("type")
    metrics: dict[str, dict[str, Any]] = {}
    for task in TASKS:
        some = cases.select(measured_rows(base, cases, task))
        if not len(some):
            continue
        measured = measure(scorers, some, types, cutoffs=CUTOFFS, progress=base.progress)
        metrics[task] = {
            "cases": len(some),
            "scorers": {
                scorer.name: {
                    column: round(float(measured.of(scorer.name, column).mean()), 5)
                    for column in COLUMNS
                }
                for scorer in scorers
            },
        }
    return metrics
