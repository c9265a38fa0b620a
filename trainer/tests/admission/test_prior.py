"""Kin, and the prior that new items have through them."""

from __future__ import annotations

import numpy as np
import pytest

from musicrec.admission.kin import Kin, find_kin
from musicrec.admission.prior import admit_to_prior
from musicrec.features.prior import Prior, as_matrix, heaviest

KNOWN = np.eye(4, dtype=np.float32)


def small_prior(neighbours: int = 3) -> Prior:
    rows, columns = np.array([0, 0, 1, 2, 3]), np.array([1, 2, 0, 3, 0])
    values = np.array([0.8, 0.2, 0.5, 0.4, 0.3], np.float32)
    return heaviest(rows, columns, values, items=4, neighbours=neighbours)


def only(item: int) -> Kin:
    return Kin(rows=np.array([[item, 0]]), weights=np.array([[1, 0]], np.float32))


def test_the_twin_is_the_first_of_the_kin() -> None:
    new = np.array([[0, 1, 0, 0], [0.6, 0, 0.8, 0]], np.float32)
    kin = find_kin(new, KNOWN, count=2, sharpness=2.0)
    assert kin.rows.tolist() == [[1, 0], [2, 0]]
    assert kin.weights == pytest.approx(np.array([[1, 0], [0.64, 0.36]]), abs=1e-6)
    mixed = kin.mix(np.arange(8, dtype=np.float32).reshape(4, 2))
    assert mixed == pytest.approx(np.array([[2, 3], [2.56, 3.56]]), abs=1e-5)


def test_nothing_like_it_is_no_kin() -> None:
    new = np.array([[0, 0, 0, 0], [-1, 0, 0, 0]], np.float32)
    assert not find_kin(new, KNOWN, count=3, sharpness=4.0).weights.any()


def test_a_new_item_is_led_to_as_its_kin_are() -> None:
    prior = small_prior()
    before, after = as_matrix(prior).toarray(), as_matrix(admit_to_prior(prior, only(1), factor=1))
    weights = after.toarray()
    assert np.array_equal(weights[:4, :4], before)
    # What leads to 1 leads to it; 1 itself does, like its heaviest neighbour.
    assert weights[:4, 4] == pytest.approx([0.8, 0.5, 0, 0])
    # It leads where 1 does, and to 1.
    assert weights[4] == pytest.approx([0.5, 0.5, 0, 0, 0])


def test_the_factor_is_on_what_leads_to_it() -> None:
    weights = as_matrix(admit_to_prior(small_prior(), only(1), factor=2)).toarray()
    assert weights[:4, 4] == pytest.approx([1.6, 1.0, 0, 0])
    assert weights[4] == pytest.approx([0.5, 0.5, 0, 0, 0])


def test_a_full_row_gives_up_its_lightest() -> None:
    weights = as_matrix(admit_to_prior(small_prior(2), only(1), factor=1)).toarray()
    assert weights[0] == pytest.approx([0, 0.8, 0, 0, 0.8])


def test_no_kin_no_neighbours() -> None:
    nobody = Kin(rows=np.zeros((1, 2), np.int64), weights=np.zeros((1, 2), np.float32))
    prior = small_prior()
    after = admit_to_prior(prior, nobody, factor=1)
    assert np.array_equal(after.neighbours[:4], prior.neighbours)
    assert np.array_equal(after.weights[:4], prior.weights)
    assert (after.neighbours[4] == -1).all()
