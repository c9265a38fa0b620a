from __future__ import annotations

import importlib.util
import shutil

import pytest

from musicrec.export.sizes import compressed_size, measure_sizes, sizes_table
from musicrec.export.tables import BundleFile

FILES = {
    "prior.bin": BundleFile(data=b"\1" * 1000, role="core"),
    "items.json": BundleFile(data=b"{}" * 500, role="core"),
    "fusion.onnx": BundleFile(data=bytes(range(256)), role="fusion"),
}


def test_a_table_has_every_file_and_a_total_per_role() -> None:
    lines = sizes_table(FILES, {"prior.bin": (1000, 11), "items.json": (1000, 12),
                                "fusion.onnx": (256, 260)})  # fmt: skip
    rows = [line.split() for line in lines]
    assert rows[0] == ["bytes", "brotli", "file"]
    assert ["1,000", "12", "core/items.json"] in rows
    assert ["2,000", "23", "core,", "all"] in rows and ["256", "260", "fusion,", "all"] in rows


def test_without_brotli_the_table_is_of_raw_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    monkeypatch.setattr(shutil, "which", lambda name: None)
    measured = measure_sizes(FILES)
    assert measured["prior.bin"] == (1000, None)
    assert sizes_table(FILES, measured)[0].split() == ["bytes", "file"]


def test_brotli_compresses_where_it_is_installed() -> None:
    small = compressed_size(b"\1" * 100_000)
    assert small is None or 0 < small < 100
