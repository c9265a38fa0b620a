"""Coordinate ascent: the best point of a few axes of values, one axis at a time.

For settings whose full grid is too large. It finds a point that no single step along an axis
betters, which need not be the best of the grid.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from musicrec.progress import QUIET, Progress

Point = Mapping[str, Any]

LEAST_GAIN = 1e-5
"""A smaller gain moves nothing: it would be noise, and rounds could go on for ever."""


@dataclass(frozen=True)
class Ascent:
    """Where it ended: the point, its value, and all points that were tried, in order."""

    best: dict[str, Any]
    reached: float
    tried: list[tuple[dict[str, Any], float]]

    def along(self, axis: str, values: Sequence[Any]) -> dict[Any, float]:
        """What the values of an axis gave at the best point, all else being equal."""
        found = {_key(point): value for point, value in self.tried}
        return {value: found[_key({**self.best, axis: value})] for value in values}


def _key(point: Point) -> tuple[tuple[str, Any], ...]:
    return tuple(sorted(point.items()))


def ascend(
    measure: Callable[[Sequence[dict[str, Any]]], Sequence[float]],
    start: Point,
    axes: Mapping[str, Sequence[Any]],
    *,
    progress: Progress = QUIET,
    label: str = "ascent",
) -> Ascent:
    """Climb from `start`, axis by axis in their order, until a round of all axes changes nothing.

    `measure` gives the values of several points at once, larger is better; no point is asked twice.
    Of equal values the first of the axis is taken.
    """
    known: dict[tuple[tuple[str, Any], ...], float] = {}
    tried: list[tuple[dict[str, Any], float]] = []

    def values_of(points: list[dict[str, Any]]) -> list[float]:
        new = [point for point in points if _key(point) not in known]
        for point, value in zip(new, measure(new) if new else (), strict=True):
            known[_key(point)] = value
            tried.append((point, value))
        return [known[_key(point)] for point in points]

    best = dict(start)
    reached = values_of([best])[0]
    moved, rounds = True, 0
    while moved:
        moved, rounds = False, rounds + 1
        for name, values in progress.track(axes.items(), f"{label}, axes of round {rounds}"):
            points = [{**best, name: value} for value in values]
            results = values_of(points)
            top = max(range(len(points)), key=lambda place: results[place])
            if results[top] > reached + LEAST_GAIN:
                best, reached, moved = points[top], results[top], True
    return Ascent(best, reached, tried)
