"""What becomes an item, and that only weeks 1 to 45 decide it."""

from __future__ import annotations

from pathlib import Path

import pytest

from grocery.curation import CurationError, read_curation
from grocery.ledger import Ledger
from grocery.source import read_log, read_products
from grocery.universe import Universe, freeze
from tests.made_up_log import MadeUpLog, small_shop, write_curation


def frozen(log: MadeUpLog, folder: Path) -> tuple[Universe, Ledger]:
    data = log.write(folder / "data")
    ledger = Ledger(len(log.rows))
    curation = read_curation(write_curation(folder / "curation"))
    return freeze(read_log(data), read_products(data), curation, ledger), ledger


def test_ten_households_in_the_fit_weeks_make_an_item(tmp_path: Path) -> None:
    log = MadeUpLog()
    enough = log.product(1, "MILK", "WHITE", "1 GA")
    late = log.product(2, "MILK", "WHITE", "1 QT")
    log.sell_to(enough, range(1, 11), 45)
    log.sell_to(late, range(1, 10), 45)
    log.sell_to(late, range(10, 40), 46)  # a count over the whole year would keep it
    universe, _ = frozen(log, tmp_path)
    assert [item.size_label for item in universe.items] == ["1 gal"]
    assert universe.items[0].households == 10


def test_later_rows_of_a_frozen_item_stay(tmp_path: Path) -> None:
    log = MadeUpLog()
    milk = log.product(1, "MILK", "WHITE", "1 GA")
    log.sell_to(milk, range(1, 11), 1)
    log.sell(milk, 99, 53)
    universe, ledger = frozen(log, tmp_path)
    assert universe.item_of_row.tolist() == [0] * 11
    assert ledger.rows_left == 11


def test_price_and_maker_do_not_look_ahead(tmp_path: Path) -> None:
    log = MadeUpLog()
    early = log.product(1, "MILK", "WHITE", "1 GA", maker=7)
    late = log.product(2, "MILK", "WHITE", "128 OZ", maker=8)
    bread = log.product(3, "BREAD", "RYE", "1 LB", maker=9)
    log.sell_to(early, range(1, 12), 10, dollars=2.0)
    log.sell_to(bread, range(1, 12), 10, dollars=3.0)
    before, _ = frozen(log, tmp_path / "before")
    log.sell_to(late, range(1, 90), 46, dollars=50.0)
    after, _ = frozen(log, tmp_path / "after")
    assert after.items == before.items
    milk = next(item for item in after.items if item.good.name == "Milk")
    assert (milk.price_cents, milk.maker, milk.size_label) == (200, 1, "1 gal")


def test_spellings_of_one_size_are_counted_together(tmp_path: Path) -> None:
    log = MadeUpLog()
    pound = log.product(1, "BREAD", "RYE", "1 LB")
    ounces = log.product(2, "BREAD", "RYE", "L    16.0 OZ")
    log.sell_to(pound, range(1, 6), 3)
    log.sell_to(ounces, range(6, 12), 3)
    universe, _ = frozen(log, tmp_path)
    assert [(item.size_label, item.households) for item in universe.items] == [("16 oz", 11)]


def test_one_household_counts_once(tmp_path: Path) -> None:
    log = MadeUpLog()
    milk = log.product(1, "MILK", "WHITE", "1 GA")
    for week in range(1, 45):
        log.sell(milk, 1, week)
    universe, _ = frozen(log, tmp_path)
    assert universe.items == []


def test_crates_fall_together_with_loose_produce(tmp_path: Path) -> None:
    log = MadeUpLog()
    crate = log.product(1, "FRUIT", "BANANAS", "40 LB")
    loose = log.product(2, "FRUIT", "BANANAS", None)
    log.sell_to(crate, range(1, 7), 3)
    log.sell_to(loose, range(7, 13), 3)
    universe, _ = frozen(log, tmp_path)
    assert [(item.size_label, item.households) for item in universe.items] == [("", 12)]


def test_brands_are_items_of_their_own(tmp_path: Path) -> None:
    log = MadeUpLog()
    log.sell_to(log.product(1, "MILK", "WHITE", "1 GA", brand="Private"), range(1, 11), 3)
    log.sell_to(log.product(2, "MILK", "WHITE", "1 GA"), range(1, 11), 3)
    universe, _ = frozen(log, tmp_path)
    assert [item.own_label for item in universe.items] == [False, True]


def test_price_is_the_median_unit_price_before_discounts(tmp_path: Path) -> None:
    log = MadeUpLog()
    milk = log.product(1, "MILK", "WHITE", "1 GA")
    log.sell_to(milk, range(1, 11), 3, dollars=4.0, discount=1.0, quantity=2)
    log.sell(milk, 20, 3, dollars=90.0)
    universe, _ = frozen(log, tmp_path)
    assert universe.items[0].price_cents == 250


def test_every_row_is_accounted_for(tmp_path: Path) -> None:
    log = small_shop()
    log.sell(11, 1, 2, quantity=0)
    log.sell(999, 1, 2)
    log.product(18, "BREAD", " ", None)
    log.sell(18, 1, 2)
    log.product(19, "HATS", "STRAW", None)
    log.sell(19, 1, 2)
    universe, ledger = frozen(log, tmp_path)
    dropped = {rule: rows for rule, rows in ledger.drops if rows}
    assert dropped == {
        "nothing bought (quantity 0)": 1,
        "product without description": 1,
        "product without category or type": 1,
        "department that is not a grocer's": 60,
        "tobacco (curated)": 60,
        "goods too rare to be named (not in the curated table)": 1,
    }
    assert ledger.rows_left == int((universe.item_of_row >= 0).sum()) == 300


def test_a_good_that_sells_must_be_curated(tmp_path: Path) -> None:
    log = small_shop()
    log.sell_to(log.product(20, "HATS", "STRAW", "1 CT"), range(1, 11), 3)
    with pytest.raises(CurationError, match="HATS / STRAW"):
        frozen(log, tmp_path)
