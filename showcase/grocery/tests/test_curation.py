"""The curated tables: complete, in a shopper's words, one name for one good."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

from grocery.curation import (
    COLUMNS,
    HERE,
    LONGEST_NAME,
    CurationError,
    Good,
    faults,
    read_curation,
)
from tests.made_up_log import write_curation

CURATION = read_curation()
KEPT = [good for good in CURATION.goods.values() if good.kept]
JARGON = re.compile(
    r"\b(frzn|refrig|misc|asst|assrtd|natl|pvt|pkg|btl|ct|oz|lb|lbs|ga|iqf|rtd|rts|rte|ppk|"
    r"mainstream|primal|(?<!-)enhanced|handhelds?|value added|prepack|all other|single serve|"
    r"j-?hook)\b",
    re.IGNORECASE,
)
GOOD = Good("MILK", "WHITE", "yes", "Dairy & eggs", "Milk", "glass-of-milk", "jug", "#fbfaf5")


def changed(**fields: str) -> Good:
    return Good(**{**GOOD.__dict__, **fields})


def test_the_tables_keep_their_own_rules() -> None:
    assert faults(CURATION.goods.values(), CURATION.categories) == []
    assert len(KEPT) > 1500


def test_the_table_is_sorted_and_alone() -> None:
    with (HERE / "products.csv").open(newline="") as file:
        pairs = [(row["category"], row["type"]) for row in csv.DictReader(file)]
    assert pairs == sorted(pairs)
    assert sorted(path.name for path in HERE.iterdir()) == ["categories.csv", "products.csv"]


@pytest.mark.parametrize("words", ["name", "category"])
def test_no_jargon_reaches_a_shopper(words: str) -> None:
    names = CURATION.categories.values() if words == "category" else [g.name for g in KEPT]
    assert [name for name in names if JARGON.search(name)] == []
    assert [name for name in names if not name.isascii() or len(name) > LONGEST_NAME] == []
    assert [name for name in names if "/" in name or " & " in name] == []
    assert [name for name in names if re.search(r"[A-Z]{2}", name)] == []


def test_every_category_name_is_used() -> None:
    assert set(CURATION.categories) == {good.category for good in KEPT}


@pytest.mark.parametrize(
    ("good", "fault"),
    [
        (changed(keep="maybe"), "keep is 'maybe'"),
        (changed(keep="alcohol"), "a dropped row says more than why"),
        (changed(aisle="Cellar"), "aisle 'Cellar'"),
        (changed(package="barrel"), "package 'barrel'"),
        (changed(icon="Own:Milk"), "icon 'Own:Milk'"),
        (changed(package="can"), "content '#fbfaf5' in a can"),
        (changed(name="milk"), "no capital first"),
        (changed(name="Crème fraîche"), "other characters"),
        (changed(name="Milk w/ cream"), "other characters"),
        (changed(name="M" + "i" * LONGEST_NAME), "35 long"),
        (changed(name="Milk  fresh"), "stray blanks"),
    ],
)
def test_a_broken_rule_is_named(good: Good, fault: str) -> None:
    assert any(fault in line for line in faults([good], {"MILK": "Milk and cream"}))


def test_twins_are_named() -> None:
    lines = faults([GOOD, GOOD, changed(type="BLUE", name="MILK")], {"MILK": "Milk"})
    assert "MILK / WHITE: written 2 times" in lines
    assert "the name 'milk' is given 3 times" in lines


def test_a_missing_category_name_is_named() -> None:
    assert faults([GOOD], {}) == ["MILK: no shopper's category name"]


def test_a_table_with_another_header_is_refused(tmp_path: Path) -> None:
    folder = write_curation(tmp_path)
    (folder / "products.csv").write_text("category,type\n")
    with pytest.raises(CurationError, match=",".join(COLUMNS)):
        read_curation(folder)
