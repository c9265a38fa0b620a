"""A case size: the size of the crate the shop received, not of what a shopper takes home.

Fresh produce sold loose carries it ("BANANAS 40 LB", "HEAD LETTUCE 24 CT"); printing it would be
wrong. The rules look at category, type and size alone; what they hide is treated as no size.
"""

from __future__ import annotations

from decimal import Decimal

from grocery.size import Size

PRODUCE_AISLE = "Fruit & vegetables"
_MOST_PIECES = 5  # a bag of five ears of corn is a pack; a "12 CT" of loose produce is a crate
_MOST_POUNDS = Decimal(8)  # the largest bag of apples or oranges
_POTATO_BAG = Decimal(15)


def is_case_size(aisle: str, category: str, type_: str, size: Size) -> bool:
    """Whether a shopper should not see this size."""
    if aisle != PRODUCE_AISLE:
        return False
    pieces, pounds = size.pieces, size.pounds
    if pieces is not None and size.count is None:
        whole = category == "MELONS" or "PUMPKIN" in type_
        return pieces > (0 if whole else _MOST_PIECES)
    if pounds is None:
        return size.count is not None and size.count > 12
    if "BULK" in type_ and "BAG" not in type_:
        return pounds >= 3
    if "VEGETABLES SALAD" in (category, type_.removeprefix("ORGANIC ")):
        return pounds >= 3
    if category in ("TOMATOES", "SQUASH", "STONE FRUIT", "PEPPERS-ALL"):
        return pounds > 5
    if category == "POTATOES" and "SWEET" not in type_:
        return pounds > _POTATO_BAG
    return pounds > _MOST_POUNDS
