from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from musicrec.data.check import Items
from musicrec.data.items import build_item_table, column_of, load_items, save_items
from musicrec.errors import MusicRecError


def checked() -> Items:
    return Items(
        ids=["a", "b", "c"],
        columns={"title": ["A", "B", "C"], "type": ["tea", "", "jam"], "empty": ["", "", ""]},
        price=np.array([1.0, np.nan, 2.5]),
        rows=3,
        dropped=[],
        warnings=[],
    )


def test_the_table_survives_saving_and_answers(tmp_path: Path) -> None:
    save_items(build_item_table(checked()), tmp_path)
    table = load_items(tmp_path)
    assert set(table.columns) == {"id", "title", "type", "price"}
    assert (len(table), table.ids) == (3, ["a", "b", "c"])
    assert table.columns["type"] == {
        "kind": "category",
        "names": ["jam", "tea"],
        "codes": [1, -1, 0],
    }
    assert table.columns["price"] == {"kind": "number", "values": [1, None, 2.5]}
    assert table.texts("type") == ["tea", "", "jam"]
    assert table.texts("brand") == ["", "", ""]
    assert table.codes("type").tolist() == [1, -1, 0]
    assert table.codes("title").tolist() == [-1, -1, -1]
    assert np.isnan(table.numbers("price")).tolist() == [False, True, False]


@pytest.mark.parametrize(
    ("name", "values", "kind"),
    [
        ("title", ["1", "2", "3", "4"], "text"),
        ("brand", ["1", "2", "3", "4"], "category"),
        ("organic", ["true", "False", "true", "true"], "boolean"),
        ("organic", ["true", "", "true", "true"], "category"),
        ("grams", ["1", "2.5", "", "-3e2"], "number"),
        ("code", ["0012", "13", "14", "15"], "text"),
        ("aisle", ["x", "x", "x", "x"], "category"),
        ("note", ["w", "x", "y", "z"], "text"),
        ("note", ["nan", "1", "2", "3"], "text"),
    ],
)
def test_other_columns_get_the_narrowest_kind(name: str, values: list[str], kind: str) -> None:
    assert column_of(name, values)["kind"] == kind


def test_a_missing_table_names_the_command(tmp_path: Path) -> None:
    with pytest.raises(MusicRecError, match="--from prepare"):
        load_items(tmp_path)
