from __future__ import annotations

import numpy as np
import pytest

from musicrec.features.cooccurrence import Cooccurrence
from musicrec.tokenizer.health import (
    collisions,
    company,
    health,
    mutual_information,
    perplexity,
    purity,
    too_fine,
)


def test_perplexity_counts_codes_in_even_use() -> None:
    assert perplexity(np.array([0, 1, 2, 3])) == pytest.approx(4)
    assert perplexity(np.array([7, 7, 7])) == pytest.approx(1)
    assert perplexity(np.array([0] * 97 + [1, 2, 3])) < 1.3


def test_items_too_few_for_their_codes_are_told_what_would_do() -> None:
    said = too_fine(60, 3, 256)
    assert said is not None and said.startswith("60 items are few for 256 codes a level")
    assert "tokenizer.codebook_size=8 " in said
    assert "tokenizer.codebook_size=2 " in str(too_fine(7, 3, 16))
    assert too_fine(1023, 3, 256) is not None and too_fine(1024, 3, 256) is None
    # Fewer codes would leave items without an ID of their own.
    assert too_fine(60, 1, 256) is None


def test_collisions_are_items_that_share_an_id() -> None:
    codes = np.array([[1, 2], [1, 2], [2, 1], [1, 3], [1, 3], [1, 3]], np.uint8)
    assert collisions(codes) == 5
    assert collisions(codes[[0, 2, 3]]) == 0


def test_mutual_information_is_one_for_equal_labellings_and_none_for_unrelated_ones() -> None:
    labels = np.repeat(np.arange(4), 4)
    assert mutual_information(labels, 9 - labels) == pytest.approx(1)
    assert mutual_information(labels, np.tile(np.arange(4), 4)) == pytest.approx(0, abs=1e-9)
    assert mutual_information(np.zeros(16, int), np.zeros(16, int)) == 0


def test_purity_is_the_share_of_the_commonest_label() -> None:
    codes = np.array([0, 0, 0, 1, 1, 1])
    assert purity(codes, np.array([5, 5, 2, 3, 3, -1])) == pytest.approx(4 / 5)
    assert purity(codes, np.full(6, -1)) == 0


def test_figures_of_a_small_catalogue() -> None:
    raw = np.array([[0, 0], [0, 0], [1, 1], [1, 2]], np.uint8)
    codes = np.array([[0, 0], [0, 3], [1, 1], [1, 2]], np.uint8)
    figures = health(
        raw=raw,
        codes=codes,
        codebook_size=4,
        reconstruction={"text": 0.5},
        labels={"category": np.array([0, 0, 1, 1]), "type": np.full(4, -1)},
    )
    assert figures["usage"] == [0.5, 0.75]
    assert figures["prefixes"] == [2, 4]
    assert (figures["collisions_before"], figures["collisions"], figures["moved"]) == (2, 0, 1)
    assert figures["category_information"][0] == pytest.approx(1)
    assert figures["category_purity"] == 1
    assert "type_information" not in figures
    assert figures["reconstruction"] == {"text": 0.5}


def pairs_within(groups: list[list[int]], items: int, visits: int) -> Cooccurrence:
    pairs = [(a, b) for group in groups for a in group for b in group if a < b]
    count = np.full(len(pairs), visits, np.int64)
    return Cooccurrence(
        counts=np.full(items, visits, np.int64),
        first=np.array([a for a, _ in pairs], np.int32),
        second=np.array([b for _, b in pairs], np.int32),
        visits=count,
        households=count,
    )


def test_codes_that_follow_company_foretell_it_and_others_do_not() -> None:
    groups = [list(range(0, 10)), list(range(10, 20))]
    fit, held_out = pairs_within(groups, 20, 1000), pairs_within(groups, 20, 10)
    rank = np.arange(20, dtype=np.uint8)
    follows = np.stack([rank // 10, rank % 10], 1)
    across = np.stack([rank % 2, rank], 1)
    assert company(follows, fit, held_out)[0] == pytest.approx(np.log(2), rel=0.01)
    assert company(across, fit, held_out)[0] == pytest.approx(0, abs=0.05)


def test_codes_foretell_nothing_where_no_pair_is_known() -> None:
    held_out, none = pairs_within([[0, 1, 2]], 20, 10), pairs_within([], 20, 0)
    rank = np.arange(20, dtype=np.uint8)
    codes = np.stack([rank // 10, rank % 10], 1)
    assert company(codes, none, held_out) == [0.0, 0.0]
    assert company(codes, held_out, none) == [0.0, 0.0]
