"""The prior that new items have through their kin."""

from __future__ import annotations

import numpy as np
import pytest

from musicrec.admission.kin import Kin
from musicrec.admission.prior import ROOM, admit_to_prior
from musicrec.features.prior import Prior, as_matrix, heaviest


def small_prior() -> Prior:
    rows, columns = np.array([0, 0, 1, 2, 3]), np.array([1, 2, 0, 3, 0])
    values = np.array([0.8, 0.2, 0.5, 0.4, 0.3], np.float32)
    return heaviest(rows, columns, values, items=4, neighbours=2)


def only(*items: int) -> Kin:
    rows = np.array(items)[:, None]
    return Kin(rows=rows, weights=np.ones((len(items), 1), np.float32))


def test_a_new_item_is_led_to_as_its_kin_are() -> None:
    prior = small_prior()
    weights = as_matrix(admit_to_prior(prior, only(1), factor=1)).toarray()
    assert np.array_equal(weights[:4, :4], as_matrix(prior).toarray())
    # What leads to 1 leads to it; 1 itself does, like its heaviest neighbour.
    assert weights[:4, 4] == pytest.approx([0.8, 0.5, 0, 0])
    # It leads where 1 does, and to 1.
    assert weights[4] == pytest.approx([0.5, 0.5, 0, 0, 0])


def test_the_factor_is_on_what_leads_to_it() -> None:
    weights = as_matrix(admit_to_prior(small_prior(), only(1), factor=2)).toarray()
    assert weights[:4, 4] == pytest.approx([1.6, 1.0, 0, 0])
    assert weights[4] == pytest.approx([0.5, 0.5, 0, 0, 0])


def test_new_items_have_room_of_their_own_and_no_more() -> None:
    prior = small_prior()
    twins = [1] * (ROOM + 3)
    after = admit_to_prior(prior, only(*twins), factor=1)
    assert after.neighbours.shape == (4 + len(twins), 2 + ROOM)
    weights = as_matrix(after).toarray()
    assert np.array_equal(weights[:4, :4], as_matrix(prior).toarray())
    assert ((weights[0, 4:] > 0).sum(), (weights[3, 4:] > 0).sum()) == (ROOM, 0)
    # Twins lead to each other, never to themselves; of equals the first ones are kept.
    assert not weights.diagonal().any()
    assert (weights[0, 4:] > 0).tolist() == [True] * ROOM + [False] * 3


def test_no_kin_no_neighbours() -> None:
    nobody = Kin(rows=np.zeros((1, 2), np.int64), weights=np.zeros((1, 2), np.float32))
    prior = small_prior()
    after = admit_to_prior(prior, nobody, factor=1)
    assert np.array_equal(as_matrix(after).toarray()[:4, :4], as_matrix(prior).toarray())
    assert (after.neighbours[4] == -1).all()
    assert (after.neighbours != 4).all()
