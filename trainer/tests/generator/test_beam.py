from __future__ import annotations

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from musicrec.errors import MusicRecError
from musicrec.generator.beam import Discount, LevelScores, beam_search
from musicrec.generator.trie import Trie, pack

from .conftest import ITEMS, make_model

MODEL = make_model(seed=4)
IDS = MODEL.items.codes.numpy().astype(np.uint8)
TRIE = Trie(IDS)
POPULARITY = np.random.default_rng(0).integers(0, 500, ITEMS).astype(np.float32)


def by_hand(state: torch.Tensor) -> np.ndarray:
    """log P of every item, without a trie."""
    total = np.zeros(ITEMS)
    codes = MODEL.items.codes
    with torch.no_grad():
        for level in range(3):
            rows = MODEL.level_log_probs(level, state.expand(ITEMS, -1), codes[:, :level])
            total += rows[torch.arange(ITEMS), codes[:, level]].double().numpy()
    return total


def test_packing_puts_the_first_code_highest() -> None:
    assert pack(np.array([[1, 2, 3]], np.uint8)).tolist() == [0x010203]
    assert (np.diff(pack(IDS)[TRIE.item_at].astype(np.int64)) > 0).all()
    assert (TRIE.item_at[TRIE.position_of] == np.arange(ITEMS)).all()


def test_children_cut_a_prefix_into_ranges() -> None:
    for level in range(3):
        for low in range(ITEMS):
            same = (TRIE.codes[:, :level] == TRIE.codes[low, :level]).all(1)
            begin, end = np.flatnonzero(same)[[0, -1]]
            lows, highs = TRIE.children(int(begin), int(end) + 1, level)
            assert lows[0] == begin and highs[-1] == end + 1
            assert (lows[1:] == highs[:-1]).all()
            for first, last in zip(lows, highs, strict=True):
                assert len(np.unique(TRIE.codes[first:last, level])) == 1


def test_shared_ids_are_refused() -> None:
    with pytest.raises(MusicRecError, match="Items 0 and 2 share"):
        Trie(np.array([[1, 2], [1, 3], [1, 2]], np.uint8))


@settings(max_examples=30, deadline=None)
@given(
    seed=st.integers(0, 1000),
    allowed=st.lists(st.booleans(), min_size=ITEMS, max_size=ITEMS),
    gamma=st.sampled_from([0.0, 0.3, 1.0]),
)
def test_a_wide_beam_is_brute_force(seed: int, allowed: list[bool], gamma: float) -> None:
    state = torch.randn(16, generator=torch.Generator().manual_seed(seed))
    may = np.array(allowed)
    discount = Discount(TRIE, POPULARITY, gamma) if gamma else None
    scores = LevelScores(MODEL, state, TRIE)
    found, log_probs = beam_search(TRIE, scores, may, width=ITEMS, discount=discount)
    items = TRIE.item_at[found]
    exact = by_hand(state)
    wanted = exact - gamma * np.log(POPULARITY + 1)
    order = np.lexsort((np.arange(ITEMS), -wanted))
    expected = order[may[order]]
    np.testing.assert_allclose(log_probs, exact[items], rtol=1e-5)
    np.testing.assert_allclose(wanted[items], wanted[expected], rtol=1e-5)
    assert set(items) == set(expected)


def test_a_narrow_beam_keeps_the_best_prefixes() -> None:
    state = torch.randn(16, generator=torch.Generator().manual_seed(1))
    scores = LevelScores(MODEL, state, TRIE)
    found, _ = beam_search(TRIE, scores, np.ones(ITEMS, bool), width=1)
    codes = MODEL.items.codes[TRIE.item_at[found[0]]]
    first = MODEL.level_log_probs(0, state, codes[:0])
    best = max(set(IDS[:, 0].tolist()), key=lambda code: float(first[code]))
    assert int(codes[0]) == best


def test_potentials_do_not_punish_size() -> None:
    # Twins of an item: a prefix of many equal items owes what one of them owes.
    ids = np.array([[0, 0], [1, 0], [1, 1], [1, 2]], np.uint8)
    discount = Discount(Trie(ids), np.full(4, 9.0, np.float32), 0.5)
    potential = discount.potential(np.array([0, 1, 1, 0]), np.array([1, 4, 2, 4]))
    np.testing.assert_allclose(potential, -0.5 * np.log(10.0))


def test_rows_are_computed_once_and_right() -> None:
    state = torch.randn(16, generator=torch.Generator().manual_seed(2))
    scores = LevelScores(MODEL, state, TRIE)
    rng = np.random.default_rng(0)
    exact = by_hand(state)
    for _ in range(5):
        positions = rng.integers(0, ITEMS, 9)
        np.testing.assert_allclose(
            scores.log_probs(positions), exact[TRIE.item_at[positions]], rtol=1e-5
        )
    assert len(scores._rows[0]) == 1
    assert len(scores._rows[1]) <= len(np.unique(IDS[:, 0]))
