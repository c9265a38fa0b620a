"""Values with intervals of a few scorers, side by side, group by group."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from musicrec.report.charts.frame import (
    BOTTOM,
    HEIGHT,
    LEFT,
    RIGHT,
    WIDTH,
    grid,
    mark,
    picture,
    value_axis,
)
from musicrec.report.figures import Interval, plain
from musicrec.report.markup import Markup, tag

APART = 10.0


@dataclass(frozen=True, kw_only=True)
class Group:
    """A place on the axis with its number of cases, and an interval a scorer."""

    label: str
    cases: int
    intervals: Sequence[Interval]


def groups_chart(
    label: str, names: Sequence[str], groups: Sequence[Group], *, below: str
) -> Markup:
    """`below` says what the groups are; a series a name."""
    ends = [
        value
        for group in groups
        for interval in group.intervals
        for value in interval
        if value is not None
    ]
    up = value_axis(ends, zero=True)
    width = (WIDTH - LEFT - RIGHT) / len(groups)
    apart = min(APART, 0.7 * width / len(names))
    parts: list[str] = [grid(up)]
    for at, group in enumerate(groups):
        middle = LEFT + (at + 0.5) * width
        x, y = round(middle, 1), HEIGHT - BOTTOM + 14
        parts.append(tag("text", group.label, class_="tick middle", x=x, y=y))
        for number, (name, interval) in enumerate(zip(names, group.intervals, strict=True)):
            value, low, high = interval
            if value is None:
                continue
            x = round(middle + (number - (len(names) - 1) / 2) * apart, 1)
            series = number + 1
            if low is not None and high is not None:
                parts.append(
                    tag(
                        "line",
                        class_=f"whisker s{series}",
                        x1=x,
                        x2=x,
                        y1=up.at(low),
                        y2=up.at(high),
                    )
                )
            said = (
                f"{name}, {group.label}: {plain(value)} ({plain(low)} – {plain(high)}), "
                f"{group.cases:,} cases"
            )
            parts.append(mark(series, x, up.at(value), said))
    middle = (LEFT + WIDTH - RIGHT) / 2
    parts.append(tag("text", below, class_="tick middle", x=middle, y=HEIGHT - 4))
    return picture(label, *parts)
