from __future__ import annotations

from pathlib import Path

import pytest

from musicrec.ablations.ledger import BEAMS, RUN, Entry, Key, Ledger, latest_set
from musicrec.errors import MusicRecError


def entry(arm: str = "fusion", *, what: str = RUN, code: str = "c", **values: object) -> Entry:
    key = Key(arm=arm, seed=1, settings="s", config="o", data="d", code=code)
    return Entry(what=what, key=key, values=dict(values))


def test_lines_come_back_as_they_were_written(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "new" / "ledger.jsonl")
    assert ledger.entries() == []
    written = [entry(value=1.5), entry("kmeans", name="Füller")]
    for one in written:
        ledger.append(one)
    assert ledger.entries() == written
    assert len(ledger.path.read_text().splitlines()) == 2


@pytest.mark.parametrize("torn", ["{", '{"what": "run", "arm": "fusion"', '{"what":"run"}'])
def test_a_torn_line_is_none_and_makes_room(tmp_path: Path, torn: str) -> None:
    ledger = Ledger(tmp_path / "ledger.jsonl")
    ledger.append(entry(value=1))
    with ledger.path.open("a") as file:
        file.write(torn)
    assert ledger.entries() == [entry(value=1)]
    ledger.append(entry(value=2))
    assert ledger.entries() == [entry(value=1), entry(value=2)]


@pytest.mark.parametrize("line", ["nonsense", '{"what": "run", "arm": "fusion"}', "[1]"])
def test_a_line_that_is_none_is_named(tmp_path: Path, line: str) -> None:
    ledger = Ledger(tmp_path / "ledger.jsonl")
    ledger.append(entry(value=1))
    with ledger.path.open("a") as file:
        file.write(line + "\n")
    with pytest.raises(MusicRecError, match="jsonl:2 is no line") as caught:
        ledger.entries()
    assert caught.value.code == "FILE_UNREADABLE"


def test_the_latest_set_is_that_of_the_last_line_and_the_newest_of_equals() -> None:
    assert latest_set([]) == []
    old, first, again = entry(code="old"), entry(value=1), entry(value=2)
    ten, twenty = (entry(what=BEAMS, widths=[width]) for width in ("10", "20"))
    assert latest_set([old, first, ten, twenty, again]) == [again, ten, twenty]
    assert latest_set([first, old]) == [old]
