"""Whether the generator is worth shipping: its paired ratios on the test cases, task by task.

A ratio whose 95 % interval holds 1 is no difference. The generator earns its place in a task where
the model is better than the best baseline and better than itself without the generator.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from musicrec.evaluation.report import outcome_of
from musicrec.report.figures import Interval, count, ratio

OUTCOMES = {
    "generator": (
        "Ship the generator",
        "it beats the best baseline, and itself without the generator, in",
    ),
    "model": ("Ship the model", "it beats the best baseline in"),
    "without": (
        "Ship it without the generator",
        "the model beats the best baseline but needs no generator in",
    ),
    "counts": ("Ship it, counts do as well", "counting does as well or better in"),
}
"""Outcome → a title, and why in the tasks that have it."""
ALL_WORSE = "Ship the counts"
"""The title where counting is better in every task, beyond the interval."""
WHAT_TO_DO = {
    "generator": "Ship the bundle as it is.",
    "model": "Ship the bundle as it is.",
    "without": "Ship the bundle as it is: its lists are better than any baseline’s. What the "
    "generator adds to the download could not be shown to add to the lists.",
    "counts": "Counts are what needs no network: what is bought together, what a shopper had "
    "before, what sells. Ship the bundle as it is: its blend, weighed on validation, has them in "
    "it. A page that wants them alone, without fetching the networks, says executor: 'graph'.",
}
"""Outcome → what to do. `graph` is of the engine: src/core/prior-ranker.ts."""

NAMES = {
    "complete": "completing the basket",
    "complete_new": "the basket’s new items",
    "complete_new_type": "the basket’s new types",
    "next": "the next visit",
    "next_new": "the next visit’s new items",
}
"""The evaluation's tasks in words."""


@dataclass(frozen=True, kw_only=True)
class TaskVerdict:
    """One task.

    `outcome`: one of OUTCOMES; evaluation/report.py says when it is which.
    """

    task: str
    outcome: str
    baseline: str
    against_baseline: Interval
    against_without: Interval | None
    cases: int | None

    @property
    def is_open(self) -> bool:
        """Whether model and best baseline cannot be told apart."""
        _, low, high = self.against_baseline
        return low is not None and high is not None and low <= 1 <= high

    @property
    def is_worse(self) -> bool:
        """Whether the model loses to the best baseline beyond the interval."""
        high = self.against_baseline[2]
        return high is not None and high < 1

    @property
    def text(self) -> str:
        """Both comparisons in words."""
        parts = [f"{compared(self.against_baseline)} {self.baseline}"]
        if self.against_without is not None:
            parts.append(f"{compared(self.against_without)} the same without its generator")
        return "; ".join(parts)


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """`ship`: the first of OUTCOMES that a task has; None where nothing was compared.

    `todo`: what to do about it; empty where there is no verdict.
    """

    ship: str | None
    title: str
    sentence: str
    todo: str
    tasks: Sequence[TaskVerdict]

    @property
    def text(self) -> str:
        """All of it in one paragraph, tasks left out."""
        return f"{self.title}. {self.sentence} {self.todo}".rstrip()


def compared(interval: Interval) -> str:
    """Better than, worse than, or no different from."""
    _, low, high = interval
    if low is not None and low > 1:
        return f"{ratio(interval)}, better than"
    if high is not None and high < 1:
        return f"{ratio(interval)}, worse than"
    return f"{ratio(interval)}, no different from"


def verdict_of(evaluation: Mapping[str, Any] | None) -> Verdict:
    """Of report.json, or of the digest in a manifest."""
    if evaluation is None:
        return Verdict(
            ship=None,
            title="Not measured",
            sentence="No evaluation has run: nothing says yet whether the generator is worth its "
            "weight. Run: musicrec evaluate …",
            todo="",
            tasks=(),
        )
    tasks = [
        found
        for task, part in evaluation["tasks"].items()
        if (found := _task(task, part)) is not None
    ]
    if not tasks:
        return Verdict(
            ship=None,
            title="Not compared",
            sentence="No model was measured beside the baselines. Run: musicrec evaluate …",
            todo="",
            tasks=(),
        )
    by = {
        outcome: [found.task for found in tasks if found.outcome == outcome] for outcome in OUTCOMES
    }
    ship = next(outcome for outcome, names in by.items() if names)
    sentence = "; ".join(
        f"{OUTCOMES[outcome][1]} {_listed(names, len(tasks))}"
        for outcome, names in by.items()
        if names
    )
    if all(found.against_without is None for found in tasks):
        sentence += "; what the generator adds was not measured here"
    return Verdict(
        ship=ship,
        title=ALL_WORSE if all(found.is_worse for found in tasks) else OUTCOMES[ship][0],
        sentence=f"{sentence[0].upper()}{sentence[1:]}.",
        todo=" ".join((WHAT_TO_DO[ship], *_worse(tasks), *_unseen(tasks))),
        tasks=tasks,
    )


def _worse(tasks: Sequence[TaskVerdict]) -> list[str]:
    """Where counting is not only as good."""
    names = [task.task for task in tasks if task.is_worse]
    if not names:
        return []
    return [
        f"Counting is better, beyond the interval, in {_listed(names, len(tasks))}: hold "
        "npm run evaluate -- … --executor graph against the bundle before you serve networks there."
    ]


def _unseen(tasks: Sequence[TaskVerdict]) -> list[str]:
    """How large a difference the test cases can show, where they showed none."""
    found = [
        (task.cases, (high - low) / 2)
        for task in tasks
        if task.is_open and task.cases is not None
        for _, low, high in [task.against_baseline]
        if low is not None and high is not None
    ]
    if not found:
        return []
    cases, half = max(found, key=lambda pair: pair[1])
    return [
        f"On {count(cases)} test cases a difference of less than about {100 * half:.0f} % cannot "
        "be told from chance; a longer log shows smaller ones."
    ]


def _listed(tasks: Sequence[str], of: int) -> str:
    if len(tasks) == of > 1:
        return "both tasks" if of == 2 else f"all {of} tasks"
    names = [NAMES.get(task, task) for task in tasks]
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _task(task: str, part: Mapping[str, Any]) -> TaskVerdict | None:
    verdict = part.get("verdict", {})
    if "ratio" not in verdict:
        return None
    return TaskVerdict(
        task=task,
        outcome=outcome_of(verdict["ratio"], verdict.get("without_generator")),
        baseline=verdict["best_baseline"],
        against_baseline=verdict["ratio"],
        against_without=verdict.get("without_generator"),
        cases=part.get("cases"),
    )
