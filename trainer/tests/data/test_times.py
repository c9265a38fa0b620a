from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from musicrec.data.times import parse_format, parse_times
from musicrec.errors import MusicRecError

MOMENT = 1_709_312_400  # 2024-03-01T17:00:00Z


@pytest.mark.parametrize(
    ("text", "form"),
    [
        (str(MOMENT), "s"),
        (f"{MOMENT}.9", "s"),
        (f"{MOMENT}.000", "s"),
        (str(MOMENT * 1000 + 999), "ms"),
        (str(MOMENT * 10**6), "µs"),
        (str(MOMENT * 10**9), "ns"),
        ("2024-03-01T17:00:00Z", "ISO"),
        ("2024-03-01 17:00:00", "ISO"),
        (" 2024-03-01T17:00:00.123456 ", "ISO"),
        ("2024-03-01T19:00:00+02:00", "ISO"),
        ("2024-03-01T17", "ISO"),
    ],
)
def test_every_form_gives_seconds(text: str, form: str) -> None:
    seconds, readable, found = parse_times([text, text])
    assert (seconds.tolist(), readable.tolist(), found) == ([MOMENT] * 2, [True] * 2, form)


def test_times_beyond_nanoseconds_are_read() -> None:
    seconds, readable, _ = parse_times(["9999-12-31T23:59:59", "0001-01-01"])
    assert readable.all()
    assert seconds.tolist() == [253_402_300_799, -62_135_596_800]


def test_days_are_midnight_utc() -> None:
    seconds, readable, _ = parse_times(["2024-03-01", "20240301"])
    assert readable.all()
    assert set(seconds.tolist()) == {1_709_251_200}


def test_unreadable_times_are_marked() -> None:
    seconds, readable, form = parse_times(
        [str(MOMENT), "", "yesterday", "01/03/2024", "nan", "inf"]
    )
    assert readable.tolist() == [True, False, False, False, False, False]
    assert (seconds[0], form) == (MOMENT, "s")


def test_times_near_1970_do_not_count_as_another_form() -> None:
    seconds, readable, form = parse_times([str(MOMENT * 1000), "0", "-1"])
    assert readable.all()
    assert (form, seconds.tolist()[1]) == ("ms", 0)


@pytest.mark.parametrize(
    "texts",
    [
        [str(MOMENT), str(MOMENT * 1000)],
        [str(MOMENT * 1000), str(MOMENT * 10**6)],
        ["2024-03-01", str(MOMENT)],
    ],
)
def test_mixed_forms_are_refused_with_an_example_of_each(texts: list[str]) -> None:
    with pytest.raises(MusicRecError) as caught:
        parse_times(texts, ["events.csv:2", "events.csv:3"])
    assert caught.value.code == "DATA_INVALID"
    assert f"(events.csv:2: {texts[0]})" in caught.value.message
    assert f"(events.csv:3: {texts[1]})" in caught.value.message


@settings(max_examples=30)
@given(
    st.datetimes(min_value=dt.datetime(1990, 1, 1), max_value=dt.datetime(2100, 1, 1)),
    st.sampled_from([("s", 1), ("ms", 10**3), ("µs", 10**6), ("ns", 10**9)]),
)
def test_iso_and_unix_agree(moment: dt.datetime, unit: tuple[str, int]) -> None:
    whole = moment.replace(microsecond=0, tzinfo=dt.UTC)
    expected = int(whole.timestamp())
    assert parse_times([whole.isoformat()])[0][0] == expected
    seconds, _, form = parse_times([str(expected * unit[1])])
    assert (seconds[0], form) == (expected, unit[0])


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("01.03.2024 17:00", "%d.%m.%Y %H:%M"),
        (" 03/01/24 05:00 PM", "%m/%d/%y %I:%M %p"),
        ("01.03.2024 18:00:00 +0100", "%d.%m.%Y %H:%M:%S %z"),
    ],
)
def test_a_named_format_gives_seconds(text: str, form: str) -> None:
    where = ["events.csv:2", "events.csv:3", "events.csv:4"]
    seconds, readable = parse_format([text, "2024-03-01", ""], form, where)
    assert (seconds.tolist(), readable.tolist()) == ([MOMENT, 0, 0], [True, False, False])


def test_a_format_that_no_row_has_is_an_error_with_a_row() -> None:
    with pytest.raises(MusicRecError) as caught:
        parse_format(["", "03/01/2024"], "%d.%m.%Y", ["events.csv:2", "events.csv:3"])
    assert caught.value.code == "DATA_INVALID"
    assert "events.csv:3 has the time '03/01/2024'" in caught.value.message
    assert "'%d.%m.%Y' of shop.yaml" in caught.value.message
