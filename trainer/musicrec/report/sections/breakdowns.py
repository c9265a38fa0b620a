"""For whom the lists are right, and for which items: recall by history and by popularity."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from musicrec.evaluation.report import WITHOUT
from musicrec.report.charts.groups import Group, groups_chart
from musicrec.report.facts import Facts
from musicrec.report.figures import count, half_width, plain
from musicrec.report.markup import Markup, tag
from musicrec.report.tables import folded, legend, missing, section, table
from musicrec.report.verdict import NAMES

FIFTHS = ("rarest", "2nd", "3rd", "4th", "commonest")
BY = {
    "history": ("Recall@10 by earlier visits of the user", "earlier visits"),
    "popularity": ("Recall@10 by popularity of the target", "fifth of the catalogue"),
}


def compared_names(part: Mapping[str, Any]) -> list[str]:
    """The model, itself without the generator, the best baseline."""
    names = [next(iter(part["scorers"])), WITHOUT, part["verdict"]["best_baseline"]]
    return [name for name in dict.fromkeys(names) if name in part["scorers"]]


def breakdowns(facts: Facts) -> Markup:
    """Two pictures a task, and the numbers."""
    title = "For whom, and for what"
    tasks = (facts.evaluation or {}).get("tasks") or {}
    known = {task: part for task, part in tasks.items() if part.get("breakdown")}
    if not known:
        text = "The evaluation holds no breakdown. Run: musicrec evaluate … with this version."
        return section("breakdown", title, missing(text))
    blocks = []
    for number, (task, part) in enumerate(known.items()):
        name = NAMES.get(task, task)
        parts = _task(part)
        if len(known) == 1:
            blocks += parts
        else:
            blocks.append(folded(f"{name[0].upper()}{name[1:]}", *parts, opened=number == 0))
    return section(
        "breakdown",
        title,
        *blocks,
        lead="Fifths of the catalogue are by how often an item was taken in training; a case "
        "counts in every fifth that it asks an item of. Whiskers are 95 % intervals.",
    )


def _task(part: Mapping[str, Any]) -> list[Markup]:
    names = compared_names(part)
    figures = [
        tag("figure", tag("figcaption", BY[by][0]), _chart(part["breakdown"][by], names, by))
        for by in BY
        if part["breakdown"][by]
    ]
    key = legend([(f"s{number}", name) for number, name in enumerate(names, 1)])
    numbers = [_table(part["breakdown"][by], names, by) for by in BY if part["breakdown"][by]]
    return [key, tag("div", *figures, class_="pair"), folded("The numbers", *numbers)]


def _label(entry: Mapping[str, Any], by: str) -> str:
    return FIFTHS[entry["fifth"] - 1] if by == "popularity" else str(entry["label"])


def _chart(entries: Sequence[Mapping[str, Any]], names: Sequence[str], by: str) -> Markup:
    groups = [
        Group(
            label=_label(entry, by),
            cases=entry["cases"],
            intervals=[entry["scorers"][name] for name in names],
        )
        for entry in entries
    ]
    return groups_chart(BY[by][0], names, groups, below=BY[by][1])


def _table(entries: Sequence[Mapping[str, Any]], names: Sequence[str], by: str) -> Markup:
    rows = []
    for entry in entries:
        label = str(entry["label"])
        if by == "popularity":
            label = f"{_label(entry, by)}: taken {label} ×, {count(entry['items'])} items"
        values = [
            tag(
                "span",
                plain(entry["scorers"][name][0]),
                tag("small", half_width(entry["scorers"][name])),
                class_="value",
            )
            for name in names
        ]
        rows.append([label, count(entry["cases"]), *values])
    return table(BY[by][0], [BY[by][1], "cases", *names], rows)
