from __future__ import annotations

from pathlib import Path

import numpy as np

from musicrec.data.items import ItemTable
from musicrec.features.text import embed_texts, hash_text, item_texts
from musicrec.progress import Progress


def text_column(values: list[str]) -> dict[str, object]:
    return {"kind": "text", "values": values}


def test_the_template_joins_what_an_item_has() -> None:
    items = ItemTable(
        {
            "id": text_column(["1", "2", "3"]),
            "title": text_column(["Oat milk", "", "Beans."]),
            "brand": {"kind": "category", "names": ["Mill"], "codes": [0, -1, -1]},
            "description": text_column(["Creamy.", "", ""]),
            "colour": text_column(["white", "red", "blue"]),
        }
    )
    assert item_texts(items) == ["Oat milk. Mill. Creamy", "", "Beans"]


def test_a_title_that_repeats_the_id_is_no_text() -> None:
    items = ItemTable(
        {
            "id": text_column(["0", "1", "2"]),
            "title": text_column(["0", "1", "1"]),
            "brand": {"kind": "category", "names": ["Mill"], "codes": [-1, 0, -1]},
        }
    )
    assert item_texts(items) == ["", "Mill", "1"]


def test_hashed_texts_are_unit_vectors_that_are_close_where_words_are_shared() -> None:
    oat, oats, dog = (hash_text(text) for text in ("Oat milk", "Oats and milk", "Dog food"))
    assert np.isclose(np.linalg.norm(oat), 1)
    assert oat @ oats > oat @ dog + 0.3
    assert not hash_text("").any()


def test_a_text_of_its_own_gets_a_vector_of_its_own(tmp_path: Path) -> None:
    texts = ["Milk", "", "Milk", "Bread"]
    vectors = embed_texts(
        texts, encoder="hash", cache=tmp_path, threads=1, progress=Progress(quiet=True)
    )
    assert vectors.shape == (4, 384)
    assert (vectors[0] == vectors[2]).all()
    assert not vectors[1].any()
    assert (vectors[0] != vectors[3]).any()
