from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from musicrec.config import Config, DataSection
from musicrec.data.benchmark import leave_one_out, read_items, read_sequences
from musicrec.data.cases import load_cases
from musicrec.data.items import load_items
from musicrec.data.prepare import prepare
from musicrec.data.validation import read_shop_tables
from musicrec.data.visits import FIT, TEST, VALIDATION, load_visits
from musicrec.errors import MusicRecError
from musicrec.progress import Progress
from musicrec.shop import Shop, load_shop
from tests.benchmark_folder import write_benchmark as write

ITEMS: list[dict[str, Any]] = [
    {"item_index": 0, "title": "Füller", "keywords": "pen"},
    {"item_index": 1, "keywords": "ink, blue"},
    {"item_index": 2, "asin": "007", "attribute_ids": [1, 2]},
    {"item_index": 3, "title": "Paper", "description": "A4"},
]


def test_items_keep_their_rows_and_have_a_title_whatever_is_known(tmp_path: Path) -> None:
    items = read_items(write(tmp_path / "set", ITEMS, [[0, 1, 2]]))
    assert items.ids == ["0", "1", "2", "3"]
    assert items.columns["title"] == ["Füller", "ink, blue", "2", "Paper"]
    assert items.columns["description"] == ["pen", "", "", "A4"]
    assert items.columns["asin"] == ["", "", "007", ""]
    assert "attribute_ids" not in items.columns and "keywords" not in items.columns


def test_the_last_step_is_test_and_the_one_before_validation(tmp_path: Path) -> None:
    sequences = [[0, 1, 2, 3, 0], [2], [], [3, 3], [1, 2, 3]]
    folder = write(tmp_path / "set", ITEMS, sequences)
    shop = load_shop(folder)
    assert shop.benchmark and shop.name == "set"
    work = tmp_path / "work"
    work.mkdir()
    loose = DataSection(min_items=1, min_users=1, min_events=1)
    prepare(folder, work, shop=shop, config=loose, seed=1, progress=Progress(quiet=True))
    visits = load_visits(work)
    assert visits.sizes.tolist() == [1] * 11
    assert [visits.items[visits.user == user].tolist() for user in range(5)] == sequences
    assert visits.split.tolist() == [FIT, FIT, FIT, VALIDATION, TEST, FIT, FIT, FIT, FIT, 1, 2]
    assert leave_one_out(visits).tolist() == visits.split.tolist()
    cases = load_cases(work, visits)
    asked = {(case.task, case.split, case.user): case for case in cases}
    # Who takes an item again is asked about it only where history is left in.
    assert ("next_new", "test", "0") not in asked
    case = asked["next", "test", "0"]
    assert case.targets.tolist() == [0]
    assert [items.tolist() for _, items in case.visits] == [[0], [1], [2], [3]]
    assert asked["next_new", "validation", "4"].targets.tolist() == [2]
    assert load_items(work).ids == ["0", "1", "2", "3"]


def test_a_benchmark_stays_public_whatever_its_shop_file_says(tmp_path: Path) -> None:
    folder = write(tmp_path / "set", ITEMS, [[0, 1, 2]])
    (folder / "shop.yaml").write_text("name: Stationery\n", encoding="utf-8")
    shop = load_shop(folder)
    assert shop.benchmark and shop.public and shop.name == "Stationery"


@pytest.mark.parametrize(
    ("sequences", "message"),
    [
        ([[0, 1.0]], "step 1 of user 0 is 1.0"),
        ([[0, None]], "step 1 of user 0 is None"),
        ([[0], [10**100]], "step 0 of user 1 is 1000"),
        ([[]], "1 users and not one step"),
        ([], "0 users and not one step"),
        ([[0], None], "user 1 is None"),
        ([[0, 1], [2, 4]], "step 1 of user 1 is 4; items are the rows 0 … 3"),
        ([[0, "1"]], "step 1 of user 0 is '1'"),
        ([[True]], "step 0 of user 0 is True"),
        ([[-1]], "is -1"),
        ({"0": [1]}, "must be a list with one list"),
        ([3], "must be a list with one list"),
    ],
)
def test_sequences_that_are_none_are_refused_by_place(
    tmp_path: Path, sequences: object, message: str
) -> None:
    folder = write(tmp_path / "set", ITEMS, sequences)
    with pytest.raises(MusicRecError, match="sequences") as caught:
        read_sequences(folder, len(ITEMS))
    assert caught.value.code == "DATA_INVALID" and message in caught.value.message
    assert len(caught.value.message) < 300


@pytest.mark.parametrize(
    ("content", "code", "message"),
    [
        (b"", "FILE_UNREADABLE", "sequences.json is empty"),
        (b"[[0, 1]", "FILE_UNREADABLE", "sequences.json is not JSON"),
        (b"[" * 100_000, "FILE_UNREADABLE", "sequences.json is not JSON"),
        ("[[0]]".encode("utf-16"), "ENCODING", "sequences.json is in UTF-16"),
        ("[['é']]".encode("latin-1"), "ENCODING", "sequences.json:1 holds the byte 0xe9"),
    ],
)
def test_a_file_that_is_no_json_says_why(
    tmp_path: Path, content: bytes, code: str, message: str
) -> None:
    folder = write(tmp_path / "set", ITEMS, [])
    (folder / "sequences.json").write_bytes(content)
    with pytest.raises(MusicRecError) as caught:
        read_sequences(folder, len(ITEMS))
    assert caught.value.code == code and message in caught.value.message


def test_byte_order_marks_and_windows_line_ends_are_read_over(tmp_path: Path) -> None:
    folder = write(tmp_path / "set", ITEMS, [[0, 1], [3]])
    plain = read_items(folder), read_sequences(folder, len(ITEMS))
    for name in ("items.jsonl", "sequences.json"):
        content = (folder / name).read_bytes().replace(b"\n", b"\r\n").replace(b"], ", b"],\r\n")
        (folder / name).write_bytes(b"\xef\xbb\xbf" + content)
    items, events = read_items(folder), read_sequences(folder, len(ITEMS))
    assert items.columns == plain[0].columns
    assert (events.item == plain[1].item).all() and (events.user == plain[1].user).all()


def test_a_title_may_open_with_a_bracket_and_titles_keep_their_letters(tmp_path: Path) -> None:
    titles = ["[2 Pack] Soap", "🧼 سابون", "cafe\u0301", "\u202eabc"]
    rows: list[dict[str, Any]] = [{"title": title, "tags": [1]} for title in titles]
    items = read_items(write(tmp_path / "set", rows, [[0, 1, 2]]))
    assert items.columns["title"] == titles
    assert "tags" not in items.columns


def test_a_column_that_would_be_a_key_of_an_object_is_left_out(tmp_path: Path) -> None:
    rows: list[dict[str, Any]] = [{"title": "Ink", "__proto__": "x", "constructor": 1, "": "y"}]
    items = read_items(write(tmp_path / "set", rows, [[0]]))
    assert set(items.columns) == {"title", "description"}
    assert [warning.split('"')[1] for warning in items.warnings] == ["__proto__", "constructor", ""]


def test_half_an_emoji_is_no_letter(tmp_path: Path) -> None:
    folder = write(tmp_path / "set", ITEMS, [[0, 1, 2]])
    (folder / "items.jsonl").write_text('{"title": "Soap \\ud83e", "t": ["\\ud83e"]}\n{}\n')
    assert read_items(folder).columns["title"] == ["Soap \ufffd", "1"]


def test_items_of_which_nothing_is_known_have_their_rows_for_titles(tmp_path: Path) -> None:
    items = read_items(write(tmp_path / "set", [{}, {}, {"title": None}], [[0, 1, 2]]))
    assert items.columns["title"] == ["0", "1", "2"]


def test_broken_rows_of_items_cannot_be_left_out(tmp_path: Path) -> None:
    folder = write(tmp_path / "set", ITEMS, [[0, 1]])
    with (folder / "items.jsonl").open("a", encoding="utf-8") as file:
        file.write("no json\n")
    with pytest.raises(MusicRecError, match=r"items\.jsonl:5 is no JSON object"):
        read_items(folder)
    (folder / "items.jsonl").unlink()
    with pytest.raises(MusicRecError, match=r"no items\.jsonl"):
        read_items(folder)


def test_too_little_is_said_with_the_floor(tmp_path: Path) -> None:
    folder = write(tmp_path / "set", ITEMS[:3], [[0, 1, 2]])
    tables = read_shop_tables(folder, Shop(name="b", benchmark=True), Config().data)
    assert tables.below_floor()[0] == "3 usable items, at least 20 are needed"
    with pytest.raises(MusicRecError, match="too little to learn from"):
        tables.raise_if_unusable()
    assert np.unique(tables.events.user).tolist() == [0]


def test_keywords_may_be_a_list_of_words(tmp_path: Path) -> None:
    rows: list[dict[str, Any]] = [{"keywords": ["pen", "ink"]}, {"title": "[2 pack] Ink"}]
    items = read_items(write(tmp_path / "set", rows, [[0, 1]]))
    assert items.columns["title"] == ["pen, ink", "[2 pack] Ink"]
