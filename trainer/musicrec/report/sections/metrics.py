"""All scorers on all tasks: how right their lists are, and what they are besides."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from musicrec.report.charts.span import span
from musicrec.report.facts import Facts
from musicrec.report.figures import NONE, count, half_width, plain
from musicrec.report.markup import Markup, tag
from musicrec.report.tables import folded, missing, section, table
from musicrec.report.verdict import NAMES

ACCURACY = {
    "recall@5": "Recall@5",
    "recall@10": "Recall@10",
    "ndcg@5": "NDCG@5",
    "ndcg@10": "NDCG@10",
    "mrr@10": "MRR@10",
}
BESIDES = {
    "coverage@10": "Coverage",
    "gini@10": "Gini",
    "novelty@10": "Novelty",
    "diversity@10": "Diversity",
}
SOURCES = {
    "engine": "As the engine serves it: the first row is the lists of the exported bundle, the "
    "others are the trained model, its arms and the baselines on the same cases.",
    "trainer": "The trained model with its arms and the baselines, on the same cases. What the "
    "engine serves has not been measured: musicrec evaluate … --engine LISTS",
    "manifest": "The digest that the bundle carries: the model and the best baseline alone.",
}


def family(part: Mapping[str, Any], name: str) -> str:
    """model, arm or baseline; settings chosen on validation are what a baseline has."""
    if "settings" in part["scorers"][name] or name == part["verdict"]["best_baseline"]:
        return "baseline"
    return "model" if name == next(iter(part["scorers"])) else "arm"


def in_order(part: Mapping[str, Any]) -> list[str]:
    """The model, its arms, then the baselines, the best one first."""
    names = list(part["scorers"])
    baselines = [name for name in names if family(part, name) == "baseline"]
    baselines.sort(key=lambda name: -(part["scorers"][name]["recall@10"][0] or 0))
    return [*(name for name in names if name not in baselines), *baselines]


def value_of(column: Any) -> float | None:
    """A figure of report.json, with or without an interval."""
    value: float | None = column[0] if isinstance(column, list) else column
    return value


def metrics(facts: Facts) -> Markup:
    """A table a task."""
    if facts.evaluation is None:
        return section("metrics", "How good the lists are", missing("No evaluation has run."))
    tasks: list[Markup] = []
    skipped: list[str] = []
    for task, part in facts.evaluation["tasks"].items():
        title = NAMES.get(task, task)
        title = f"{title[0].upper()}{title[1:]}"
        if "skipped" in part:
            skipped.append(title)
            continue
        head = f"{title} ({task}): {count(part['cases'])} cases of {count(part['users'])} users"
        tasks.append(folded(head, _table(part, head), opened=not tasks))
    if skipped:
        said = f"No test case for: {', '.join(skipped)}."
        tasks.append(tag("p", said, class_="fine"))
    return section(
        "metrics",
        "How good the lists are",
        *tasks,
        folded("What the columns are", _definitions(facts.evaluation["protocol"])),
        lead=SOURCES[facts.source or "manifest"],
    )


def _table(part: Mapping[str, Any], caption: str) -> Markup:
    names = in_order(part)
    known = part["scorers"][names[0]]
    accuracy = {key: shown for key, shown in ACCURACY.items() if key in known}
    besides = {key: shown for key, shown in BESIDES.items() if key in known}
    highs = [part["scorers"][name]["recall@10"] for name in names]
    most = max((end for interval in highs for end in interval if end is not None), default=0.0)
    rows = [_row(part, name, accuracy, besides, most) for name in names]
    head = ["", "Recall@10 with its 95 % interval", *accuracy.values(), *besides.values()]
    return table(caption, head, rows, texts=2, titled=False)


def _row(
    part: Mapping[str, Any],
    name: str,
    accuracy: Mapping[str, str],
    besides: Mapping[str, str],
    most: float,
) -> Sequence[str]:
    values, kind = part["scorers"][name], family(part, name)
    best = name == part["verdict"]["best_baseline"]
    label = tag("span", name, class_=f"scorer {kind}")
    if best:
        label = tag("span", label, tag("span", "best baseline", class_="chip poor"))
    series = {"model": 1, "arm": 2, "baseline": 3}[kind]
    cells: list[str] = [label, span(name, values["recall@10"], most=most, series=series)]
    for column in accuracy:
        half = half_width(values[column])
        cells.append(tag("span", plain(values[column][0]), tag("small", half), class_="value"))
    for column in besides:
        value = value_of(values.get(column))
        cells.append(NONE if value is None else plain(value, 3))
    return cells


def _definitions(protocol: Mapping[str, Any]) -> Markup:
    items = [tag("li", tag("strong", name), f": {text}") for name, text in protocol.items()]
    return tag("ul", *items, class_="prose")
