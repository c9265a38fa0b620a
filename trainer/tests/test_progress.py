from __future__ import annotations

import io

import pytest

from musicrec import progress
from musicrec.progress import Progress


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
