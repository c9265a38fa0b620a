from __future__ import annotations

import math
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from musicrec.report.charts.bars import bar
from musicrec.report.charts.codes import codes_map, coloured
from musicrec.report.charts.curve import Line, curve
from musicrec.report.charts.frame import HEIGHT, WIDTH, rounded_scale
from musicrec.report.charts.groups import Group, groups_chart
from musicrec.report.charts.span import span
from musicrec.report.codebook import Code


@given(
    st.lists(st.floats(-1e6, 1e6, allow_subnormal=False), min_size=1, max_size=20), st.booleans()
)
def test_a_scale_holds_its_values_between_round_ticks(values: list[float], zero: bool) -> None:
    scale = rounded_scale(values, start=100, end=0, zero=zero)
    slack = 1e-6 * (scale.high - scale.low)
    for value in values:
        assert scale.low - slack <= value <= scale.high + slack
        assert 0 <= scale.at(value) <= 100
    assert 2 <= len(scale.ticks) <= 7
    if zero:
        assert any(abs(tick) <= slack for tick in scale.ticks)


@pytest.mark.parametrize(
    ("values", "ticks"),
    [
        ([0, 0.38], ["0.0", "0.1", "0.2", "0.3", "0.4"]),
        ([0, 0.1], ["0.000", "0.025", "0.050", "0.075", "0.100"]),
        ([4, 4], ["3.50", "3.75", "4.00", "4.25", "4.50"]),
        ([5.1, 9.7], ["4", "6", "8", "10"]),
    ],
)
def test_ticks_are_written_with_the_digits_they_need(values: list[float], ticks: list[str]) -> None:
    scale = rounded_scale(values, start=0, end=1, zero=False)
    assert [f"{tick:.{scale.digits}f}" for tick in scale.ticks] == ticks


def test_values_that_are_no_numbers_do_not_break_a_scale() -> None:
    scale = rounded_scale([math.nan, math.inf], start=0, end=1, zero=True)
    assert (scale.low, scale.high) == (0, 1)


def inside(svg: str) -> None:
    """Every place is on the picture."""
    for x in re.findall(r'\b(?:x|x1|x2|cx)="([-0-9.]+)"', svg):
        assert 0 <= float(x) <= WIDTH
    for y in re.findall(r'\b(?:y|y1|y2|cy)="([-0-9.]+)"', svg):
        assert 0 <= float(y) <= HEIGHT + 100


def test_a_curve_marks_the_best_epoch_and_names_its_points() -> None:
    lines = [Line(name="loss", values=[3.0, 2.0, 1.5], series=1)]
    svg = curve("Loss", lines, best=2, zero=False)
    inside(svg)
    assert 'role="img" aria-label="Loss"' in svg
    assert svg.count('class="best"') == 1
    assert "<title>loss, epoch 2: 2.0000</title>" in svg
    middle = re.search(r'class="best" x1="([0-9.]+)"', svg)
    points = re.search(r'points="([^"]+)"', svg)
    assert middle is not None and points is not None
    assert points[1].split()[1].startswith(f"{float(middle[1]):g},")


def test_one_epoch_is_a_curve_too() -> None:
    inside(curve("Loss", [Line(name="loss", values=[1.0], series=1)], best=1, zero=False))


def test_groups_show_a_mark_and_a_whisker_a_scorer() -> None:
    groups = [
        Group(label="1–2", cases=9, intervals=[[0.2, 0.1, 0.3], [0.1, None, None]]),
        Group(label="3–4", cases=4, intervals=[[0.2, 0.1, 0.3], [None, None, None]]),
    ]
    svg = groups_chart("By length", ["a", "<b>"], groups, below="visits")
    inside(svg)
    assert svg.count("whisker") == 2
    assert svg.count('class="mark') == 3
    assert "<title>&lt;b&gt;, 1–2: 0.1000 (– – –), 9 cases</title>" in svg


def test_a_span_and_a_bar_stay_on_their_rail() -> None:
    assert 'cx="50.00%"' in span("a", [0.2, 0.1, 0.4], most=0.4, series=1)
    assert span("a", [None, None, None], most=0.4, series=1) == "<span>–</span>"
    assert 'width="100.00%"' in bar("a", 3.0)


def test_the_map_has_a_dot_a_code_by_its_number_of_items() -> None:
    codes = [
        Code(code=number, x=number, y=-number, items=items, label=label, share=0.5)
        for number, (items, label) in enumerate([(16, "milk"), (4, "bread"), (1, "")])
    ]
    svg = codes_map("Codes", codes, coloured(codes))
    radii = [float(radius) for radius in re.findall(r' r="([0-9.]+)"', svg)]
    assert radii[0] == pytest.approx(2 * radii[1], abs=0.11)
    assert "<title>code 0: 16 items, 50 % milk</title>" in svg
    assert "<title>code 2: 1 items</title>" in svg
    assert 'class="code c1"' in svg and 'class="code c7"' in svg
    lonely = codes_map("Codes", codes[:1], {})
    assert "nan" not in lonely
