"""The crate a shop received is not a size a shopper takes home."""

from __future__ import annotations

import pytest

from grocery.case_size import PRODUCE_AISLE, is_case_size
from grocery.size import parse_size


def hidden(category: str, type_: str, text: str, aisle: str = PRODUCE_AISLE) -> bool:
    size = parse_size(text)
    assert size is not None
    return is_case_size(aisle, category, type_, size)


@pytest.mark.parametrize(
    ("category", "type_", "text"),
    [
        ("TROPICAL FRUIT", "BANANAS", "40 LB"),
        ("VEGETABLES SALAD", "HEAD LETTUCE", "24 CT"),
        ("MELONS", "HONEYDEW WHOLE", "5 CT"),
        ("STONE FRUIT", "PEACHES YELLOW FLESH", "56/64 CT"),
        ("TOMATOES", "TOMATOES HOTHOUSE ON THE VINE", "7.5 LB"),
        ("POTATOES", "POTATOES SWEET&YAMS", "15 LB"),
        ("MUSHROOMS", "MUSHROOMS WHITE BULK", "3 LB"),
        ("ORGANICS FRUIT & VEGETABLES", "ORGANIC VEGETABLES SALAD", "3 LB"),
    ],
)
def test_crates_are_hidden(category: str, type_: str, text: str) -> None:
    assert hidden(category, type_, text)


@pytest.mark.parametrize(
    ("category", "type_", "text"),
    [
        ("APPLES", "APPLES GALA (BULK&BAG)", "3 LB"),
        ("CITRUS", "ORANGES NAVELS ALL", "8 LB"),
        ("POTATOES", "POTATOES RUSSET (BULK&BAG)", "10 LB"),
        ("CORN", "CORN FRESH PACKAGED", "5 CT"),
        ("BERRIES", "STRAWBERRIES", "1 LB"),
        ("CARROTS", "CARROTS MINI PEELED", "4-3 OZ"),
    ],
)
def test_bags_and_boxes_are_shown(category: str, type_: str, text: str) -> None:
    assert not hidden(category, type_, text)


def test_other_aisles_keep_their_large_packs() -> None:
    assert not hidden("CAT LITTER", "SCOOP LITTER", "28 LB", aisle="Pets")
