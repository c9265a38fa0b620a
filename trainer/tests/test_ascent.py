from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from musicrec.ascent import LEAST_GAIN, ascend
from musicrec.progress import Progress

AXES = {"a": (0, 1, 2, 3), "b": (0, 1, 2)}
tables = st.lists(st.floats(0, 1), min_size=12, max_size=12)


@given(tables, st.sampled_from(AXES["a"]), st.sampled_from(AXES["b"]))
def test_no_single_step_betters_the_end(table: list[float], a: int, b: int) -> None:
    asked: list[tuple[int, int]] = []

    def value(point: dict[str, Any]) -> float:
        return table[int(3 * point["a"] + point["b"])]

    def measure(points: Sequence[dict[str, Any]]) -> list[float]:
        asked.extend((point["a"], point["b"]) for point in points)
        return [value(point) for point in points]

    found = ascend(measure, {"a": a, "b": b}, AXES)
    assert found.reached == value(found.best) >= table[3 * a + b]
    for name, values in AXES.items():
        along = found.along(name, values)
        assert along == {v: value({**found.best, name: v}) for v in values}
        assert max(along.values()) <= found.reached + LEAST_GAIN
    assert len(asked) == len(set(asked)) == len(found.tried)


def test_a_smooth_hill_is_climbed_from_its_foot() -> None:
    def measure(points: Sequence[dict[str, Any]]) -> list[float]:
        return [-3 * (point["a"] - 2) ** 2 - (point["b"] - point["a"]) ** 2 for point in points]

    assert ascend(measure, {"a": 0, "b": 0}, AXES).best == {"a": 2, "b": 2}


def test_a_climb_tells_how_far_its_round_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("musicrec.progress.SECONDS_BETWEEN_LINES", 0.0)
    said = io.StringIO()
    ascend(
        lambda points: [float(point["a"]) for point in points],
        {"a": 0, "b": 0},
        AXES,
        progress=Progress(stream=said),
        label="rule",
    )
    assert "rule, axes of round 1: 1/2 (50 %), about 0 s left\n" in said.getvalue()
    assert "rule, axes of round 2: 2 done in 0 s\n" in said.getvalue()
