"""A value with its interval on a line, for a row of a table: no text of its own."""

from __future__ import annotations

from musicrec.report.figures import Interval, plain
from musicrec.report.markup import Markup, tag


def span(name: str, interval: Interval, *, most: float, series: int) -> Markup:
    """From 0 to `most` over the width it is given."""
    value, low, high = interval
    if value is None or most <= 0:
        return tag("span", "–")
    said = f"{name}: {plain(value)} ({plain(low)} – {plain(high)})"

    def at(number: float) -> str:
        return f"{2 + 96 * number / most:.2f}%"

    line = tag("line", class_="rail", x1="2%", x2="98%", y1=10, y2=10)
    whisker = (
        tag("line", class_=f"whisker s{series}", x1=at(low), x2=at(high), y1=10, y2=10)
        if low is not None and high is not None
        else tag("g")
    )
    dot = tag("circle", class_=f"mark s{series}", cx=at(value), cy=10, r=4.5)
    return tag(
        "svg", tag("title", said), line, whisker, dot, role="img", aria_label=said, class_="span"
    )
