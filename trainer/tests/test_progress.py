from __future__ import annotations

import io

import pytest

from musicrec import progress
from musicrec.progress import Progress, duration


def test_values_pass_and_lines_are_plain(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "SECONDS_BETWEEN_LINES", 0.0)
    stream = io.StringIO()
    shown = Progress(stream=stream)
    assert list(shown.track([1, 2, 3, 4], "reading")) == [1, 2, 3, 4]
    shown.say("done")
    lines = stream.getvalue().splitlines()
    assert lines[1].startswith("reading: 2/4 (50 %)")
    assert lines[-1] == "done"
    assert "\r" not in stream.getvalue()


def test_an_iterator_without_length_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "SECONDS_BETWEEN_LINES", 0.0)
    stream = io.StringIO()
    assert list(Progress(stream=stream).track(iter("ab"), "rows")) == ["a", "b"]
    assert stream.getvalue().startswith("rows: 1 (")


def test_quiet_says_nothing() -> None:
    stream = io.StringIO()
    shown = Progress(quiet=True, stream=stream)
    shown.say("x")
    assert list(shown.track([1], "y")) == [1]
    assert stream.getvalue() == ""


def test_what_took_no_time_is_not_worth_a_line() -> None:
    stream = io.StringIO()
    assert list(Progress(stream=stream).track([1, 2], "epochs")) == [1, 2]
    assert stream.getvalue() == ""


def test_the_time_left_is_that_of_the_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = iter([0.0, 30.0, 60.0, 540.0, 540.0])
    monkeypatch.setattr("musicrec.progress.time.monotonic", lambda: next(clock))
    stream = io.StringIO()
    list(Progress(stream=stream).track("abc", "epochs"))
    assert stream.getvalue().splitlines() == [
        "epochs: 1/3 (33 %), about 60 s left",
        "epochs: 2/3 (66 %), about 30 s left",
        "epochs: 3/3 (100 %), about 0 s left",
        "epochs: 3 done in 9 min",
    ]


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(0.4, "0 s"), (99.4, "99 s"), (100, "2 min"), (3599, "1 h 0 min"), (7530, "2 h 6 min")],
)
def test_durations_are_said_in_their_unit(seconds: float, said: str) -> None:
    assert duration(seconds) == said
