"""Lines by epoch, with the best epoch marked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from musicrec.report.charts.frame import (
    BOTTOM,
    HEIGHT,
    LEFT,
    RIGHT,
    TOP,
    WIDTH,
    Scale,
    grid,
    mark,
    picture,
    value_axis,
)
from musicrec.report.markup import Markup, join, tag

LABELLED = 8
"""Epochs with a number below the axis, about."""


@dataclass(frozen=True, kw_only=True)
class Line:
    """One value an epoch; `series` is its colour, from 1."""

    name: str
    values: Sequence[float]
    series: int


def curve(label: str, lines: Sequence[Line], *, best: int, zero: bool) -> Markup:
    """`best` counts epochs from 1, as the axis does; 0 marks none."""
    epochs = max(len(line.values) for line in lines)
    across = Scale(low=1, high=max(epochs, 2), start=LEFT + 8, end=WIDTH - RIGHT - 8)
    up = value_axis([value for line in lines for value in line.values], zero=zero)
    parts: list[str] = [grid(up), _numbers(across, epochs)]
    if best:
        x = across.at(best)
        parts.append(tag("line", class_="best", x1=x, x2=x, y1=TOP, y2=HEIGHT - BOTTOM))
        # Beside the line, on the side that has room.
        near_end = x > WIDTH / 2
        side = "tick end strong" if near_end else "tick strong"
        parts.append(tag("text", "best", class_=side, x=x - 5 if near_end else x + 5, y=TOP + 8))
    for line in lines:
        places = [(across.at(at), up.at(value)) for at, value in enumerate(line.values, 1)]
        points = " ".join(f"{x:g},{y:g}" for x, y in places)
        parts.append(tag("polyline", class_=f"line s{line.series}", points=points))
        size = 3.2 if epochs <= 30 else 1.6
        parts += [
            mark(line.series, x, y, f"{line.name}, epoch {at}: {line.values[at - 1]:.4f}", size)
            for at, (x, y) in enumerate(places, 1)
        ]
    return picture(label, *parts)


def _numbers(across: Scale, epochs: int) -> Markup:
    step = max(1, -(-epochs // LABELLED))
    shown = range(1, epochs + 1, step)
    texts = [
        tag("text", str(epoch), class_="tick middle", x=across.at(epoch), y=HEIGHT - BOTTOM + 14)
        for epoch in shown
    ]
    middle = (LEFT + WIDTH - RIGHT) / 2
    return join([*texts, tag("text", "epoch", class_="tick middle", x=middle, y=HEIGHT - 4)])
