from __future__ import annotations

import numpy as np
import pytest

from musicrec.data.items import ItemTable, column_of
from musicrec.report.codebook import labels_of, level_one, principal_plane, purities
from musicrec.report.neighbours import nearest, sample_rows
from musicrec.tokenizer.health import prefixes

CODES = np.array([[0, 1], [0, 2], [3, 1], [3, 1], [3, 2], [7, 0]], np.uint8)
VECTORS = np.array([[1, 0], [3, 0], [0, 1], [0, 1], [0, 4], [-5, 0]], np.float32)


def items(**columns: list[str]) -> ItemTable:
    return ItemTable({name: column_of(name, values) for name, values in columns.items()})


def test_the_plane_keeps_distances_of_points_in_a_plane() -> None:
    rng = np.random.default_rng(1)
    points = rng.normal(size=(9, 2)) @ rng.normal(size=(2, 6)) + 3
    places, shown = principal_plane(points)
    assert shown == pytest.approx(1)
    for a, b in ((0, 1), (3, 7), (2, 8)):
        wanted = np.linalg.norm(points[a] - points[b])
        assert np.linalg.norm(places[a] - places[b]) == pytest.approx(wanted)
    assert principal_plane(points[:1])[1] == 0


def test_codes_have_items_places_and_what_most_of_them_are() -> None:
    labels = [["milk"], ["milk"], ["bread"], ["milk"], ["bread"], []]
    found, shown = level_one(CODES, VECTORS, labels)
    assert [(code.code, code.items, code.label) for code in found] == [
        (0, 2, "milk"),
        (3, 3, "bread"),
        (7, 1, ""),
    ]
    assert found[1].share == pytest.approx(2 / 3)
    assert shown == pytest.approx(1)  # three means lie in a plane
    assert (found[0].x - found[2].x) ** 2 + (found[0].y - found[2].y) ** 2 == pytest.approx(49)


def test_a_word_that_all_items_have_tells_nothing() -> None:
    words = [["shop", "milk"], ["shop"], ["shop", "bread"], ["shop", "bread"], ["shop"], ["shop"]]
    found, _ = level_one(CODES, VECTORS, words)
    assert [code.label for code in found] == ["milk", "bread", "shop"]


def test_labels_are_categories_or_words() -> None:
    titles = ["Red 12 oz bass", "Blue drum"]
    assert labels_of(items(id=["a", "b"], title=titles)) == (
        "word",
        [["red", "bass"], ["blue", "drum"]],
    )
    known = items(id=["a", "b"], title=titles, category=["x", ""], type=["y", "z"])
    assert labels_of(known) == ("category", [["x"], []])
    alike = items(id=["a", "b"], title=titles, category=["x", "x"], type=["y", "z"])
    assert labels_of(alike)[0] == "type"


def test_prefixes_and_purity_by_hand() -> None:
    assert prefixes(CODES) == [3, 5]
    table = items(
        id=list("abcdef"),
        category=["x", "y", "z", "z", "x", ""],
        brand=list("abcdef"),
    )
    assert list(purities(CODES, table)) == []  # three names of six items tell no groups
    table = items(id=list("abcdef"), category=["x", "x", "y", "y", "x", ""])
    assert purities(CODES, table)["category"] == pytest.approx((4 / 5, 3 / 5))


def test_neighbours_are_nearest_first_and_count_the_codes_they_share() -> None:
    found = nearest(2, VECTORS, CODES, 3)
    assert [(near.item, near.shared) for near in found] == [(3, 2), (4, 1), (0, 0)]
    assert found[0].cosine == pytest.approx(1)
    assert found[2].cosine == 0
    assert len(nearest(0, VECTORS, CODES, 99)) == 5


def test_the_sample_goes_from_the_commonest_to_the_rarest() -> None:
    rows = sample_rows(np.arange(100.0))
    assert (rows[0], rows[-1]) == (99, 0)
    assert sorted(set(rows.tolist()), reverse=True) == rows.tolist()
    assert sample_rows(np.array([1.0, 1.0])).tolist() == [0, 1]
