"""Numbers as people read them."""

from __future__ import annotations

from collections.abc import Sequence

Interval = Sequence[float | None]
"""[value, low, high] as report.json has it."""

NONE = "–"


def count(value: int | float) -> str:
    """1,234."""
    return f"{value:,.0f}"


def plain(value: float | None, digits: int = 4) -> str:
    """0.1928."""
    return NONE if value is None else f"{value:.{digits}f}"


def half_width(interval: Interval) -> str:
    """± 0.0079, empty where there is no interval."""
    _, low, high = interval
    return "" if low is None or high is None else f"± {(high - low) / 2:.4f}"


def ratio(interval: Interval) -> str:
    """× 1.295 (1.219 – 1.376)."""
    value, low, high = interval
    if value is None:
        return NONE
    span = "" if low is None or high is None else f" ({low:.3f} – {high:.3f})"
    return f"× {value:.3f}{span}"


def size(amount: int) -> str:
    """Bytes in kB or MB, powers of ten."""
    return f"{amount / 1e6:,.2f} MB" if amount >= 1e6 else f"{amount / 1e3:,.1f} kB"


def duration(seconds: float) -> str:
    """Seconds, minutes or hours, whichever is read at a glance."""
    if seconds < 100:
        return f"{seconds:,.1f} s"
    return f"{seconds / 60:,.1f} min" if seconds < 6000 else f"{seconds / 3600:,.1f} h"


def weight(value: float) -> str:
    """A weight or setting: four digits, no trailing zeros."""
    return f"{value:.4g}"


def semantic_id(codes: Sequence[int]) -> str:
    """12 · 3 · 250."""
    return " · ".join(str(code) for code in codes)
