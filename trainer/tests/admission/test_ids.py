"""IDs of new items: the nearest that is free."""

from __future__ import annotations

import numpy as np
import pytest

from musicrec.admission.ids import free_ids
from musicrec.errors import MusicRecError
from musicrec.tokenizer.residual_quantizer import ResidualQuantizer

NONE = np.zeros((0, 2), np.uint8)


BOOKS_OF_TWO = [np.array([[0.0], [10.0]]), np.array([[-1.0], [2.0]])]


def test_a_free_id_is_the_quantizers() -> None:
    quantizer = ResidualQuantizer(levels=2, codebook_size=8, dimension=4)
    rng = np.random.default_rng(0)
    for book in quantizer.codebooks:
        book.data.copy_(book.data.new_tensor(rng.normal(size=book.shape)))
    vectors = rng.normal(size=(3, 4)).astype(np.float32)
    raw = quantizer.encode(quantizer.codebooks[0].data.new_tensor(vectors))[0].numpy()
    books = [book.detach().numpy() for book in quantizer.codebooks]
    assert len(np.unique(raw, axis=0)) == 3
    assert np.array_equal(free_ids(vectors, books, NONE), raw)


def test_a_taken_id_gives_way_to_the_next_code_and_then_to_the_next_prefix() -> None:
    vectors = np.full((3, 1), -0.9)
    found = free_ids(vectors, BOOKS_OF_TWO, np.array([[0, 0]], np.uint8))
    assert found.tolist() == [[0, 1], [1, 0], [1, 1]]


def test_ids_are_unique_and_the_same_again() -> None:
    rng = np.random.default_rng(1)
    books = [rng.normal(size=(4, 2)) for _ in range(3)]
    vectors = rng.normal(size=(40, 2))
    taken = free_ids(rng.normal(size=(20, 2)), books, np.zeros((0, 3), np.uint8))
    found = free_ids(vectors, books, taken)
    assert len(np.unique(np.concatenate([taken, found]), axis=0)) == 60
    assert np.array_equal(found, free_ids(vectors, books, taken))


def test_more_items_than_ids_are_refused() -> None:
    with pytest.raises(MusicRecError, match="find no room") as raised:
        free_ids(np.zeros((4, 1)), BOOKS_OF_TWO, np.array([[0, 0]], np.uint8))
    assert raised.value.code == "DATA_INVALID"
