from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray

from musicrec.errors import MusicRecError
from musicrec.export.tables import (
    array_in,
    features_file,
    items_file,
    json_bytes,
    pack_arrays,
    pack_ids,
    popularity_file,
    prior_file,
    residuals_file,
    semantic_ids_file,
    unpack_ids,
)


def test_level_1_is_the_most_significant_byte() -> None:
    codes = np.array([[1, 2, 3], [255, 0, 7]], np.uint8)
    assert pack_ids(codes).tolist() == [0x010203, 0xFF0007]
    assert pack_ids(np.array([[255, 1, 2, 3]], np.uint8)).tolist() == [0xFF010203]


@given(st.integers(1, 4).flatmap(lambda levels: arrays(np.uint8, (5, levels))))
def test_packing_loses_nothing(codes: NDArray[np.uint8]) -> None:
    assert np.array_equal(unpack_ids(pack_ids(codes), codes.shape[1]), codes)


def test_semantic_ids_must_be_unique_and_inside_the_codebook() -> None:
    codes = np.array([[1, 2], [1, 3], [1, 2]], np.uint8)
    with pytest.raises(MusicRecError, match="EXPORT_INVALID: 1 items share a semantic ID"):
        semantic_ids_file(codes, codebook_size=256)
    with pytest.raises(MusicRecError, match=r"EXPORT_INVALID: .* the code 3, .* has 3 codes"):
        semantic_ids_file(codes[:2], codebook_size=3)


def test_arrays_are_little_endian_at_multiples_of_4() -> None:
    file = pack_arrays(
        {
            "a": np.array([1, -2, 3], np.int8),
            "b": np.array([258], ">u2"),
            "c": np.array([[1.5]], np.float32),
        },
        role="core",
        scales={"a": 0.5},
    )
    assert file.arrays["a"] == {"dtype": "int8", "shape": [3], "offset": 0, "scale": 0.5}
    assert [file.arrays[name]["offset"] for name in "abc"] == [0, 4, 8]
    assert file.data == b"\x01\xfe\x03\0" + b"\x02\x01\0\0" + b"\x00\x00\xc0\x3f"
    assert array_in(file, "b").tolist() == [258]


def test_prior_rows_descend_and_end_with_unused_places() -> None:
    neighbours = np.array([[3, 1, 2, -1], [-1, -1, -1, -1], [0, 1, -1, 3], [2, -1, -1, -1]])
    weights = np.array(
        [[0.1, 0.4, 0.4, 9.0], [1, 1, 1, 1], [1.0, 1e-4, 0.0, 0.5], [0.2, 0, 0, 0]], np.float32
    )
    file = prior_file(neighbours.astype(np.int32), weights)
    none = np.iinfo(np.uint16).max
    stored = array_in(file, "weights")
    # Item 1 of row 2 has a weight that rounds to 0: no neighbour.
    assert array_in(file, "neighbours").tolist() == [
        [1, 2, 3, none],
        [none] * 4,
        [0, 3, none, none],
        [2, none, none, none],
    ]
    assert stored.tolist()[0] == [255, 255, 64, 0] and stored.tolist()[1] == [0] * 4
    scales = array_in(file, "scales")
    assert (np.abs(stored[0] * scales[0] - [0.4, 0.4, 0.1, 0]) <= scales[0] / 2 + 1e-7).all()


def test_prior_of_a_large_catalogue_has_wider_indices() -> None:
    count = np.iinfo(np.uint16).max + 1
    neighbours = np.full((count, 1), count - 1, np.int32)
    file = prior_file(neighbours, np.ones((count, 1), np.float32))
    assert file.arrays["neighbours"]["dtype"] == "uint32"
    assert array_in(file, "neighbours")[0, 0] == count - 1


@pytest.mark.parametrize(("neighbour", "weight"), [(2, 1.0), (0, -1.0), (0, np.nan), (1, np.inf)])
def test_a_prior_that_cannot_be_is_refused(neighbour: int, weight: float) -> None:
    with pytest.raises(MusicRecError, match="EXPORT_INVALID: The prior"):
        prior_file(np.array([[neighbour], [0]], np.int32), np.array([[weight], [1]], np.float32))


@pytest.mark.parametrize(
    ("largest", "dtype"), [(0, "uint16"), (65_535, "uint16"), (65_536, "uint32")]
)
def test_popularity_takes_as_little_room_as_its_counts_need(largest: int, dtype: str) -> None:
    few = np.array([1, 0], np.float32)
    file = popularity_file(few, np.array([0, largest], np.float32))
    assert array_in(file, "popularity").tolist() == [1, 0]
    assert array_in(file, "recent").tolist() == [0, largest]
    assert (file.arrays["popularity"]["dtype"], file.arrays["recent"]["dtype"]) == ("uint16", dtype)


@pytest.mark.parametrize("value", [-1, 0.5, np.nan, np.inf])
def test_popularity_must_be_counts(value: float) -> None:
    good = np.array([1, 0], np.float32)
    with pytest.raises(MusicRecError, match="EXPORT_INVALID: recent holds other numbers"):
        popularity_file(good, np.array([1, value], np.float32))


def test_features_carry_their_scales() -> None:
    part = np.array([[1, -127]], np.int8)
    file = features_file(
        part, -part, np.array([[1, 0]], np.uint8), text_scale=0.5, image_scale=0.25
    )
    assert (file.arrays["text"]["scale"], file.arrays["image"]["scale"]) == (0.5, 0.25)
    assert "scale" not in file.arrays["present"] and file.role == "features"
    assert array_in(file, "image").tolist() == [[-1, 127]]
    assert array_in(residuals_file(part), "residuals").tolist() == [[1, -127]]


def table(**columns: dict[str, Any]) -> dict[str, dict[str, Any]]:
    text = {"kind": "text", "values": ["a", "b"]}
    return {"id": text, "title": text, **columns}


def test_item_table_is_compact_json_in_utf_8() -> None:
    title = {"kind": "text", "values": ["Crème", "<img src=x onerror=alert(1)>"]}
    kinds = {"kind": "category", "names": ["x"], "codes": [0, -1]}
    columns = table(
        title=title,
        type=kinds,
        price={"kind": "number", "values": [1.5, None]},
        organic={"kind": "boolean", "values": [True, False]},
    )
    data = items_file(columns, items=2).data
    assert json.loads(data) == {"columns": columns}
    assert "Crème".encode() in data and b": " not in data


@pytest.mark.parametrize(
    "column",
    [
        {"kind": "text", "values": ["a"]},
        {"kind": "text", "values": ["a", None]},
        {"kind": "number", "values": [1, float("nan")]},
        {"kind": "number", "values": [1, True]},
        {"kind": "boolean", "values": [True, 1]},
        {"kind": "category", "names": ["x"], "codes": [0, 1]},
        {"kind": "category", "names": [1], "codes": [0, 0]},
        {"kind": "list", "values": [[], []]},
        {},
    ],
)
def test_a_column_that_the_format_does_not_know_is_refused(column: dict[str, Any]) -> None:
    with pytest.raises(MusicRecError, match="EXPORT_INVALID: The column extra"):
        items_file(table(extra=column), items=2)


def test_pictures_on_the_trainers_disk_are_no_addresses_of_a_page() -> None:
    def images(*values: str) -> Any:
        image = {"kind": "text", "values": list(values)}
        columns = json.loads(items_file(table(image=image), items=2).data)["columns"]
        return columns.get("image", {}).get("values")

    assert images("pictures/a.png", "../b.png") is None
    assert images("pictures/a.png", "https://shop.example/b.png") == [
        "",
        "https://shop.example/b.png",
    ]


def test_ids_must_be_there_and_differ() -> None:
    with pytest.raises(MusicRecError, match="no text column title"):
        items_file({"id": {"kind": "text", "values": ["a"]}}, items=1)
    with pytest.raises(MusicRecError, match="Item IDs are empty or repeat"):
        items_file(table(id={"kind": "text", "values": ["a", "a"]}), items=2)


@pytest.mark.parametrize("value", [float("inf"), "\ud800", {1, 2}])
def test_what_json_cannot_hold_is_refused(value: object) -> None:
    with pytest.raises(MusicRecError, match="EXPORT_INVALID: A value cannot be written as JSON"):
        json_bytes({"value": value})
