"""The head of the page: what this is, on what data, and whether to ship it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from musicrec.evaluation.report import periods
from musicrec.report.facts import Facts
from musicrec.report.figures import count, ratio
from musicrec.report.markup import Markup, join, tag
from musicrec.report.verdict import NAMES, TaskVerdict, Verdict, verdict_of

CHIPS = {
    "generator": ("good", "generator earns its place"),
    "model": ("good", "better than the best baseline"),
    "without": ("so", "no generator needed"),
    "counts": ("so", "counts do as well"),
    "worse": ("poor", "counts do better"),
}


def data_facts(facts: Facts) -> list[tuple[str, str]]:
    """Names and numbers of the data; items alone where nothing was measured."""
    data: Mapping[str, Any] = (facts.evaluation or {}).get("data") or {}
    found = [("items", count(facts.manifest["items"]))]
    if data:
        found += [("users", count(data["users"])), ("visits", count(data["visits"]))]
    return found


def split_sentence(facts: Facts) -> str:
    """How the log was split; empty where nothing was measured."""
    data: Mapping[str, Any] = (facts.evaluation or {}).get("data") or {}
    if not data:
        return ""
    text = periods(data)
    fit, validation, test = data["visits_by_split"]
    return (
        f"{text[0].upper()}{text[1:]}: {count(fit)} visits to fit, {count(validation)} to choose, "
        f"{count(test)} to measure."
    )


def summary(facts: Facts) -> Markup:
    """Title, notices, data, verdict."""
    verdict = verdict_of(facts.evaluation)
    numbers = [tag("div", tag("dt", name), tag("dd", value)) for name, value in data_facts(facts)]
    digest = f"{facts.described['sha256'][:16]} · {facts.described['producer']}"
    parts = [
        tag("p", "MusicRec report", class_="eyebrow"),
        tag("h1", facts.name),
        tag("p", f"Bundle {digest}", class_="fine"),
        *(tag("p", notice, class_="notice", role="note") for notice in facts.notices),
        tag("dl", *numbers, class_="numbers"),
    ]
    split = split_sentence(facts)
    if split:
        parts.append(tag("p", split, class_="fine"))
    return tag("header", *parts, _verdict(verdict))


def _verdict(verdict: Verdict) -> Markup:
    tone = CHIPS[verdict.ship][0] if verdict.ship else None
    parts = [
        tag("p", "Verdict", class_="eyebrow"),
        tag("h2", verdict.title, id="verdict"),
        tag("p", verdict.sentence),
    ]
    if verdict.todo:
        parts.append(tag("p", tag("strong", "What to do: "), verdict.todo))
    if verdict.tasks:
        parts.append(tag("ul", *(_task(task) for task in verdict.tasks), class_="tasks"))
        parts.append(
            tag(
                "p",
                "Ratios of Recall@10 on the test cases, paired, with 95 % intervals. One that "
                "holds 1 is no difference.",
                class_="fine",
            )
        )
    return tag(
        "section",
        *parts,
        class_=f"verdict {tone}" if tone else "verdict",
        aria_labelledby="verdict",
    )


def _task(task: TaskVerdict) -> Markup:
    tone, said = CHIPS["worse" if task.is_worse else task.outcome]
    rows = [_against(task.baseline, ratio(task.against_baseline))]
    if task.against_without is not None:
        rows.append(_against("the same without generator", ratio(task.against_without)))
    name = NAMES.get(task.task, task.task)
    return tag(
        "li",
        tag("strong", f"{name[0].upper()}{name[1:]}"),
        tag("span", said, class_=f"chip {tone}"),
        tag("dl", join(rows)),
    )


def _against(name: str, value: str) -> Markup:
    return join([tag("dt", f"against {name}"), tag("dd", value)])
