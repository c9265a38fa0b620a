from __future__ import annotations

from collections import Counter
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from musicrec.data.visits import FIT, Visits
from musicrec.features import cooccurrence
from musicrec.features.collaborative import association, collaborative_embeddings
from musicrec.features.cooccurrence import count_cooccurrence
from musicrec.features.prior import NONE, Prior, count_popularity, make_prior

ITEMS = 9


def visits_of(per_user: list[list[set[int]]]) -> Visits:
    flat = [(user, visit) for user, visits in enumerate(per_user) for visit in visits]
    sizes = [len(visit) for _, visit in flat]
    return Visits(
        user=np.array([user for user, _ in flat], np.int32),
        at=np.arange(len(flat), dtype=np.int64) * 86_400,
        start=np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64),
        items=np.array([item for _, visit in flat for item in sorted(visit)], np.int32),
        split=np.full(len(flat), FIT, np.int8),
        users=tuple(f"u{user}" for user in range(len(per_user))),
    )


shops = st.lists(
    st.lists(st.sets(st.integers(0, ITEMS - 1), min_size=1, max_size=6), max_size=5), max_size=6
)


@settings(max_examples=100, deadline=None)
@given(per_user=shops, at_once=st.integers(1, 40))
def test_counts_are_those_of_the_definition(per_user: list[list[set[int]]], at_once: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cooccurrence, "PAIRS_AT_ONCE", at_once)
        pairs = count_cooccurrence(visits_of(per_user), ITEMS)
    in_visits: Counter[tuple[int, int]] = Counter()
    households: Counter[tuple[int, int]] = Counter()
    for visits in per_user:
        own = [pair for visit in visits for pair in combinations(sorted(visit), 2)]
        in_visits.update(own)
        households.update(set(own))
    found = list(zip(pairs.first.tolist(), pairs.second.tolist(), strict=True))
    assert dict(zip(found, pairs.visits.tolist(), strict=True)) == dict(in_visits)
    assert dict(zip(found, pairs.households.tolist(), strict=True)) == dict(households)
    holds = Counter(item for visits in per_user for visit in visits for item in visit)
    assert pairs.counts.tolist() == [holds[item] for item in range(ITEMS)]


def prior_of(per_user: list[list[set[int]]], **options: Any) -> Prior:
    settings = {"neighbours": 3, "shrink": 2.0, "exponent": 0.5, "min_households": 2, **options}
    return make_prior(count_cooccurrence(visits_of(per_user), ITEMS), **settings)


def test_a_neighbour_weighs_its_shrunk_cosine() -> None:
    prior = prior_of([[{0, 1}, {0, 1, 2}], [{0, 1}, {2}], [{0, 2}]])
    # C_01 = 3, n_0 = 4, n_1 = 3; C_02 = 2, n_2 = 3; {1, 2} is one household's alone.
    assert prior.neighbours[0].tolist() == [1, 2, NONE]
    assert prior.weights[0, :2] == pytest.approx([3 / (6 * 5) ** 0.5, 2 / (6 * 5) ** 0.5])
    assert prior.neighbours[1].tolist() == [0, NONE, NONE]
    assert prior.weights[1, 1:].tolist() == [0, 0]


def test_a_larger_exponent_favours_the_rarer_neighbour() -> None:
    # Item 1 is bought often and 3 times with 0; item 2 is bought twice, both times with 0.
    visits = [[{0, 1}, {0, 1}, {0, 1, 2}, {1}, {1}, {1}, {1}, {0, 2}]] * 2
    assert prior_of(visits, exponent=0.3).neighbours[0, 0] == 1
    assert prior_of(visits, exponent=1.0).neighbours[0, 0] == 2


def test_pairs_of_few_households_are_in_no_list() -> None:
    one_home = [[{0, 1}] * 50, [{2, 3}], [{2, 3}]]
    prior = prior_of(one_home)
    assert (prior.neighbours[0] == NONE).all()
    assert prior.neighbours[2, 0] == 3


def test_only_the_heaviest_are_kept_ties_by_lower_index() -> None:
    visits = [[{0, item} for item in range(1, 7)]] * 2 + [[{0, 5}]]
    prior = prior_of(visits)
    assert prior.neighbours[0].tolist() == [5, 1, 2]


def test_popularity_counts_visits_and_the_last_days() -> None:
    visits = visits_of([[{0, 1}, {0}, {0, 2}]])  # on days 0, 1 and 2
    popularity = count_popularity(visits, ITEMS, recent_days=1.5)
    assert popularity.popularity[:4].tolist() == [3, 1, 1, 0]
    assert popularity.recent[:4].tolist() == [2, 0, 1, 0]


def two_worlds() -> list[list[set[int]]]:
    rng = np.random.default_rng(5)
    return [
        [set(rng.choice(4, 3, replace=False) + (4 if user % 2 else 0)) | {8} for _ in range(20)]
        for user in range(20)
    ]


def test_items_bought_together_have_close_embeddings() -> None:
    embeddings = collaborative_embeddings(count_cooccurrence(visits_of(two_worlds()), ITEMS))
    unit = embeddings / np.maximum(np.linalg.norm(embeddings, axis=1, keepdims=True), 1e-9)
    close = unit @ unit.T
    within = [close[a, b] for group in (range(4), range(4, 8)) for a, b in combinations(group, 2)]
    across = [close[a, b] for a in range(4) for b in range(4, 8)]
    assert min(within) > max(across) + 0.3


def test_what_everybody_buys_is_associated_with_nothing() -> None:
    pairs = count_cooccurrence(visits_of(two_worlds()), ITEMS)
    with_milk = pairs.second == 8
    assert association(pairs)[with_milk].max() < 0.5 * association(pairs)[~with_milk].min()


def test_embeddings_are_the_same_again_and_zero_without_company() -> None:
    visits = [*two_worlds(), [{0}]]
    pairs = count_cooccurrence(visits_of(visits), ITEMS + 1)
    first, second = collaborative_embeddings(pairs), collaborative_embeddings(pairs)
    assert (first == second).all()
    assert (first[ITEMS] == 0).all()
    alone = collaborative_embeddings(count_cooccurrence(visits_of([[{0}]]), ITEMS))
    assert (alone == 0).all()


def test_prior_files_hold_both_arrays(tmp_path: Path) -> None:
    prior = prior_of(two_worlds())
    prior.save(tmp_path / "prior.npz")
    with np.load(tmp_path / "prior.npz") as arrays:
        assert arrays["neighbours"].dtype == np.int32
        assert (arrays["weights"] == prior.weights).all()
