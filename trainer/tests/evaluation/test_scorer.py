from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from musicrec.data.cases import TASKS, Cases, load_cases
from musicrec.data.items import load_items
from musicrec.data.visits import load_visits
from musicrec.evaluation.scorer import (
    batches,
    excluded_items,
    history_matrix,
    hits_of,
    places_of,
    rank_scores,
)
from musicrec.stage import Context

Codes = NDArray[np.int32]


@pytest.fixture(scope="module")
def cases(prepared: Context) -> Cases:
    return load_cases(prepared.prepare, load_visits(prepared.prepare))


@pytest.fixture(scope="module")
def types(prepared: Context) -> Codes:
    return load_items(prepared.prepare).codes("type")


def draw_table(data: st.DataObject) -> tuple[NDArray[np.float32], NDArray[np.bool_]]:
    """Scores with many ties and which items are excluded, (B, N) both."""
    rows, items = data.draw(st.integers(1, 4)), data.draw(st.integers(1, 9))
    numbers = st.lists(st.integers(-2, 2), min_size=rows * items, max_size=rows * items)
    flags = st.lists(st.booleans(), min_size=rows * items, max_size=rows * items)
    scores = np.array(data.draw(numbers), dtype=np.float32).reshape(rows, items)
    return scores, np.array(data.draw(flags)).reshape(rows, items)


@given(st.data())
def test_ranking_is_the_sorted_list_with_ties_to_the_lower_index(data: st.DataObject) -> None:
    scores, excluded = draw_table(data)
    rows, items = scores.shape
    count = data.draw(st.integers(1, 12))
    ranked = rank_scores(scores, excluded, count)
    for row in range(rows):
        allowed = [item for item in range(items) if not excluded[row, item]]
        best = sorted(allowed, key=lambda item: (-scores[row, item], item))[:count]
        assert ranked[row].tolist() == best + [-1] * (count - len(best))


@given(st.data())
def test_the_place_of_an_item_is_where_the_list_has_it(data: st.DataObject) -> None:
    scores, excluded = draw_table(data)
    rows, items = scores.shape
    chosen = data.draw(st.lists(st.integers(0, items - 1), min_size=rows, max_size=rows))
    wanted = np.array(chosen, dtype=np.int32)
    excluded[np.arange(rows), wanted] = False
    ranked = rank_scores(scores, excluded, items)
    places = places_of(scores, excluded, wanted)
    assert ranked[np.arange(rows), places].tolist() == wanted.tolist()


def test_history_weights_are_those_of_a_loop(cases: Cases, types: Codes) -> None:
    some = cases.select(np.arange(0, len(cases), 40))
    decayed = history_matrix(some, len(types), half_life_days=30.0).toarray()
    ranked = history_matrix(some, len(types), visit_decay=0.5).toarray()
    for row, case in enumerate(some):
        by_age, by_rank = np.zeros(len(types)), np.zeros(len(types))
        for rank, (at, items) in enumerate(reversed(case.visits)):
            by_age[items] += 2.0 ** (-(case.at - at) / 86_400 / 30.0)
            by_rank[items] += 0.5**rank
        assert decayed[row] == pytest.approx(by_age, rel=1e-5)
        assert ranked[row] == pytest.approx(by_rank, rel=1e-5)


def test_exclusions_are_those_of_a_loop(cases: Cases, types: Codes) -> None:
    some = cases.select(np.arange(0, len(cases), 7))
    out = excluded_items(some, types)
    assert {task for task in (case.task for case in some)} == set(TASKS)
    for row, case in enumerate(some):
        expected = set(case.basket.tolist())
        if case.task in ("complete_new", "complete_new_type", "next_new"):
            expected |= {item for _, items in case.visits for item in items.tolist()}
        if case.task == "complete_new_type":
            had = {types[item] for item in expected}
            expected |= {item for item in range(len(types)) if types[item] in had}
        assert set(np.flatnonzero(out[row]).tolist()) == expected


def test_no_target_is_excluded(cases: Cases, types: Codes) -> None:
    for batch in batches(cases):
        out = excluded_items(batch, types)
        for row in range(len(batch)):
            assert not out[row, batch.targets_of(row)].any()


def test_items_without_a_type_are_excluded_only_if_had(cases: Cases, types: Codes) -> None:
    untyped = np.full_like(types, -1)
    some = cases.select(cases.task == TASKS.index("complete_new_type"))
    as_new = cases.select(cases.task == TASKS.index("complete_new"))
    rows = [np.flatnonzero(as_new.visit == visit)[0] for visit in some.visit]
    assert (excluded_items(some, untyped) == excluded_items(as_new, types)[rows]).all()


def test_hits_follow_the_ranks(cases: Cases, types: Codes) -> None:
    one = cases.select(np.array([0]))
    targets = one.targets_of(0)
    other = next(i for i in range(len(types)) if i not in targets)
    ranked = np.array([[other, targets[0], -1, -1]], dtype=np.int32)
    assert hits_of(ranked, one, len(types)).tolist() == [[False, True, False, False]]


def test_batches_cover_the_cases_in_order(cases: Cases) -> None:
    parts = list(batches(cases, 50))
    assert np.concatenate([part.visit for part in parts]).tolist() == cases.visit.tolist()
    assert max(len(part) for part in parts) == 50
