"""What the pictures share: a scale with round ticks, the frame with grid and axes, marks."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from musicrec.report.markup import Markup, join, tag

WIDTH, HEIGHT = 360.0, 220.0
LEFT, RIGHT, TOP, BOTTOM = 44.0, 10.0, 12.0, 34.0
TICKS = 4


@dataclass(frozen=True, kw_only=True)
class Scale:
    """Values low … high onto places start … end, with ticks that are round numbers."""

    low: float
    high: float
    start: float
    end: float
    ticks: tuple[float, ...] = ()
    digits: int = 0

    def at(self, value: float) -> float:
        """The place of a value, to a tenth."""
        span = self.high - self.low or 1.0
        return round(self.start + (value - self.low) / span * (self.end - self.start), 1)


def rounded_scale(values: Sequence[float], *, start: float, end: float, zero: bool) -> Scale:
    """A scale that holds all finite values, and 0 where `zero`."""
    finite = [value for value in values if math.isfinite(value)]
    low, high = min(finite, default=0.0), max(finite, default=1.0)
    if zero:
        low, high = min(low, 0.0), max(high, 0.0)
    if high <= low:
        low, high = low - 0.5, low + 0.5
    raw = (high - low) / TICKS
    power = 10.0 ** math.floor(math.log10(raw))
    step = next(size * power for size in (1, 2, 2.5, 5, 10) if size * power >= raw * (1 - 1e-9))
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    digits = max(0, -math.floor(math.log10(step) + 1e-9))
    if round(step, digits) != round(step, digits + 1):
        digits += 1
    return Scale(
        low=first * step,
        high=last * step,
        start=start,
        end=end,
        ticks=tuple(number * step for number in range(first, last + 1)),
        digits=digits,
    )


def value_axis(values: Sequence[float], *, zero: bool) -> Scale:
    """The vertical scale of a picture."""
    return rounded_scale(values, start=HEIGHT - BOTTOM, end=TOP, zero=zero)


def grid(scale: Scale) -> Markup:
    """Lines across at the ticks of the vertical scale, with their numbers."""
    lines = []
    for value in scale.ticks:
        y = scale.at(value)
        lines.append(tag("line", class_="grid", x1=LEFT, x2=WIDTH - RIGHT, y1=y, y2=y))
        text = f"{value:,.{scale.digits}f}"
        lines.append(tag("text", text, class_="tick end", x=LEFT - 6, y=y + 3.5))
    return join(lines)


def picture(label: str, *parts: str, height: float = HEIGHT, class_: str = "chart") -> Markup:
    """An SVG with a label for those who don't see it."""
    return tag(
        "svg",
        *parts,
        viewBox=f"0 0 {WIDTH:g} {height:g}",
        role="img",
        aria_label=label,
        class_=class_,
    )


def mark(series: int, x: float, y: float, said: str, size: float = 4.0) -> Markup:
    """A circle, square, diamond or triangle by number of the series, with its title."""
    title = tag("title", said)
    shape = f"mark s{series}"
    if series == 1:
        return tag("circle", title, class_=shape, cx=x, cy=y, r=size)
    if series == 2:
        return tag(
            "rect", title, class_=shape, x=x - size + 0.5, y=y - size + 0.5,
            width=2 * size - 1, height=2 * size - 1,
        )  # fmt: skip
    top = f"M{x:g} {y - size - 0.5:g}"
    if series == 3:
        wide = size + 0.5
        return tag(
            "path",
            title,
            class_=shape,
            d=f"{top}l{wide:g} {wide:g}l{-wide:g} {wide:g}l{-wide:g} {-wide:g}z",
        )
    return tag("path", title, class_=shape, d=f"{top}l{size:g} {2 * size:g}h{-2 * size:g}z")
