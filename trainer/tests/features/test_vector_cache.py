from __future__ import annotations

from pathlib import Path

import numpy as np

from musicrec.features import vector_cache
from musicrec.features.vector_cache import VectorCache, content_hash, gather, missing_keys


def filled(folder: Path) -> VectorCache:
    cache = VectorCache(folder, size=3)
    for number in range(5):
        cache.add(content_hash(b"%d" % number), np.full(3, number, np.float32))
    cache.flush()
    return cache


def test_a_later_run_finds_what_an_earlier_one_flushed(tmp_path: Path) -> None:
    filled(tmp_path)
    again = VectorCache(tmp_path, size=3)
    keys = [content_hash(b"3"), None, content_hash(b"0")]
    assert gather(again, keys).tolist() == [[3, 3, 3], [0, 0, 0], [0, 0, 0]]
    assert missing_keys(again, keys) == []


def test_each_missing_key_is_wanted_once_in_order(tmp_path: Path) -> None:
    new, other, old = content_hash(b"new"), content_hash(b"other"), content_hash(b"1")
    wanted = missing_keys(filled(tmp_path), [old, other, None, new, other])
    assert wanted == [(1, other), (3, new)]


def test_full_files_are_written_on_the_way(tmp_path: Path) -> None:
    cache = VectorCache(tmp_path, size=3)
    for number in range(vector_cache.ROWS_A_FILE):
        cache.add(content_hash(b"%d" % number), np.zeros(3, np.float32))
    assert len(VectorCache(tmp_path, size=3)._rows) == vector_cache.ROWS_A_FILE


def test_a_broken_file_or_one_of_another_size_is_as_if_it_were_not_there(tmp_path: Path) -> None:
    filled(tmp_path)
    (tmp_path / "half.npz").write_bytes(b"PK\x03\x04 not all of it")
    assert content_hash(b"1") in VectorCache(tmp_path, size=3)
    assert not (tmp_path / "half.npz").exists()
    assert content_hash(b"1") not in VectorCache(tmp_path, size=4)
