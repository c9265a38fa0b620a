"""Learning curves: losses and validation scores by epoch."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from musicrec.report.charts.curve import Line, curve
from musicrec.report.facts import Facts
from musicrec.report.markup import Markup, tag
from musicrec.report.tables import folded, legend, missing, section, table
from musicrec.report.verdict import NAMES

LOSSES = {"dense": "dense head", "level": "level heads"}


def training(facts: Facts) -> Markup:
    """Two pictures and the numbers behind them."""
    log: Mapping[str, Any] = (facts.blend or {}).get("training") or {}
    epochs: Sequence[Mapping[str, float]] = log.get("epochs") or []
    if not epochs:
        return section(
            "training",
            "Learning",
            missing("The training log is in the working folder, which is not here."),
        )
    best = int(log["best_epoch"])
    losses = [
        Line(name=shown, values=[epoch[key] for epoch in epochs], series=number)
        for number, (key, shown) in enumerate(LOSSES.items(), 1)
        if key in epochs[0]
    ]
    tasks = [task for task in NAMES if task in epochs[0]]
    scores = [
        Line(name=task, values=[epoch[task] for epoch in epochs], series=number)
        for number, task in enumerate(tasks, 1)
    ]
    if "score" in epochs[0] and len(tasks) > 1:
        values = [epoch["score"] for epoch in epochs]
        scores.append(
            Line(name="score, which chose the epoch", values=values, series=len(tasks) + 1)
        )
    columns = [key for key in (*LOSSES, *tasks, "score") if key in epochs[0]]
    rows = [
        [str(number), *(f"{epoch[column]:.4f}" for column in columns)]
        for number, epoch in enumerate(epochs, 1)
    ]
    caption = "Loss and score by epoch"
    pictures = [
        _picture("Training loss by epoch", losses, best),
        _picture("NDCG@10 of the dense head on validation by epoch", scores, best),
    ]
    return section(
        "training",
        "Learning",
        tag("div", *pictures, class_="pair"),
        folded("The numbers", table(caption, ["epoch", *columns], rows, titled=False)),
        lead=f"{len(epochs)} epochs on the fit visits; epoch {best} scored best on validation and "
        "decided how long the shipped model trains on fit and validation together.",
    )


def _picture(title: str, lines: Sequence[Line], best: int) -> Markup:
    if not lines:
        return tag("figure", tag("figcaption", title), missing("Not in the log."))
    return tag(
        "figure",
        tag("figcaption", title),
        curve(title, lines, best=best, zero=False),
        legend([(f"s{line.series}", line.name) for line in lines]),
    )
