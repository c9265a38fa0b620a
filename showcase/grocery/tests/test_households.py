"""The demo's made-up households: believable visits of items the shop can have."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from grocery.catalogue import size_slug, slug
from grocery.curation import read_curation
from grocery.size import parse_size

FILE = Path(__file__).parent.parent / "households.json"
HOUSEHOLDS: list[dict[str, Any]] = json.loads(FILE.read_text(encoding="utf-8"))
SLUGS = {slug(good.name) for good in read_curation().goods.values() if good.kept}


def could_be_sold(item: str) -> bool:
    """Whether an id is the slug of a curated name, then `own` and a size, both optional."""
    words = item.split("-")
    return any(
        "-".join(words[:cut]) in SLUGS and _is_size(words[cut:]) for cut in range(len(words), 0, -1)
    )


def _is_size(words: list[str]) -> bool:
    words = words[1:] if words[:1] == ["own"] else words
    if not words:
        return True
    spelled = "-".join(words)
    texts = [spelled.replace("-", sign) for sign in (".", ", ", " ")]
    texts += [spelled.replace("half-", "1/2 "), spelled.replace("ct-", "ct, ").replace("-", ".")]
    sizes = [parse_size(text) for text in texts]
    return any(size is not None and size_slug(size.label) == spelled for size in sizes)


def test_there_are_a_few() -> None:
    assert 4 <= len(HOUSEHOLDS) <= 5
    assert len({household["id"] for household in HOUSEHOLDS}) == len(HOUSEHOLDS)


@pytest.mark.parametrize("household", HOUSEHOLDS, ids=lambda household: str(household["id"]))
def test_a_household_reads_well(household: dict[str, Any]) -> None:
    assert set(household) == {"id", "name", "icon", "description", "visits"}
    assert all(household[key] for key in household)
    days = [visit["daysAgo"] for visit in household["visits"]]
    assert 6 <= len(days) <= 8
    assert days == sorted(set(days))
    for visit in household["visits"]:
        items = visit["items"]
        assert 5 <= len(items) <= 9
        assert items == sorted(set(items))
        assert [item for item in items if not could_be_sold(item)] == []


def test_the_check_would_notice_a_wrong_id() -> None:
    assert could_be_sold("milk-own-1gal")
    assert not could_be_sold("milk-own-1gallons")
    assert not could_be_sold("unicorn-steak-1lb")
