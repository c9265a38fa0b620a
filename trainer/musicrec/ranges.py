"""What a setting may be, as a rule that can be held against a value and said in words."""

from __future__ import annotations

import difflib
from collections.abc import Callable
from dataclasses import dataclass
from math import inf, isfinite
from typing import Any


@dataclass(frozen=True)
class Rule:
    """`holds` of what is allowed; `words` go on after "must be"."""

    holds: Callable[[Any], bool]
    words: Callable[[Any], str]


def between(low: float, high: float, *, above: bool = False, below: bool = False) -> Rule:
    """A number from `low` (`above`: more than it) to `high` (`below`: less than it)."""
    start = f"above {low:g}" if above else f"{low:g} or more" if high == inf else f"from {low:g}"
    end = "" if high == inf else f" and below {high:g}" if below else f" to {high:g}"
    if above and high != inf and not below:
        end = f" and at most {high:g}"

    def holds(value: float) -> bool:
        return (low < value if above else low <= value) and (
            value < high if below else value <= high
        )

    return Rule(holds, lambda _: f"{start}{end}")


def at_least(low: float) -> Rule:
    """A number."""
    return between(low, inf)


def above(low: float) -> Rule:
    """A number that is larger."""
    return between(low, inf, above=True)


FINITE = Rule(isfinite, lambda _: "a finite number")


def known_name(names: tuple[str, ...], other: Callable[[str], bool], forms: str = "") -> Rule:
    """One of `names`, or of the `forms` that `other` holds of; a mistyped one is answered."""

    def words(value: str) -> str:
        meant = difflib.get_close_matches(value, names, n=1)
        guess = f" (did you mean {meant[0]}?)" if meant else ""
        return f"one of {', '.join((*names, *filter(None, [forms])))}{guess}"

    return Rule(lambda value: value in names or other(value), words)
