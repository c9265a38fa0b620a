from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from numpy.typing import NDArray

from musicrec.data.cases import TASKS, Cases, load_cases
from musicrec.data.visits import FIT, TEST, VALIDATION, Visits, load_visits
from musicrec.evaluation.baselines import (
    Conditional,
    Cosine,
    CosineFrequency,
    Frequency,
    Lift,
    Popularity,
    RecentPopularity,
)
from musicrec.evaluation.baselines.base import Baseline, Log
from musicrec.evaluation.baselines.with_frequency import z_scores
from musicrec.stage import Context

ITEMS = 5
DAY = 86_400


def tiny() -> Cases:
    """Two users; the case is the first user's last visit: basket {1}, history {0, 1}, {0, 2}."""
    visits = Visits(
        user=np.array([0, 0, 0, 1, 1], dtype=np.int32),
        at=np.array([0, 8 * DAY, 10 * DAY, 0, 9 * DAY], dtype=np.int64),
        start=np.array([0, 2, 4, 6, 9, 11], dtype=np.int64),
        items=np.array([0, 1, 0, 2, 1, 3, 1, 2, 3, 2, 3], dtype=np.int32),
        split=np.array([0, 0, 2, 0, 0], dtype=np.int8),
        users=("a", "b"),
    )
    one = np.array([0, 1], dtype=np.int64)
    return Cases(
        visits=visits,
        row=np.array([0]),
        task=np.array([0], dtype=np.int8),
        visit=np.array([2], dtype=np.int32),
        basket=np.array([1], dtype=np.int32),
        basket_start=one,
        targets=np.array([3], dtype=np.int32),
        targets_start=one,
    )


def scores(baseline: Baseline, **params: float) -> NDArray[np.float32]:
    row: NDArray[np.float32] = baseline.scores(tiny(), params)[0]
    return row


def log() -> Log:
    # Fit holds {0,1} {0,2} | {1,2,3} {2,3}; n = 2, 2, 3, 2, 0.
    return Log(tiny().visits.up_to(FIT), ITEMS)


def test_popularity_and_recent_popularity_count_visits() -> None:
    assert scores(Popularity(log())).tolist() == [2, 2, 3, 2, 0]
    recent = scores(RecentPopularity(log()), days=2.0)  # the last two days: {0, 2} and {2, 3}
    assert np.floor(recent).tolist() == [1, 0, 2, 1, 0]
    assert recent[1] > recent[4]  # popularity fills up


def test_frequency_decays_with_age() -> None:
    found = scores(Frequency(log()), half_life_days=2.0)
    # Item 0 was bought 10 and 2 days ago, item 1 10 days ago, item 2 two days ago.
    assert found[:3] == pytest.approx([2**-5 + 2**-1, 2**-5, 2**-1], rel=1e-4)
    assert found[1] > found[3] > found[4]


def test_cosine_and_lift_of_the_basket() -> None:
    # With item 1: item 0 once, items 2 and 3 once each.
    found = scores(Cosine(log()), shrink=1.0)
    expected = [1 / np.sqrt(3 * 3), 0, 1 / np.sqrt(3 * 4), 1 / np.sqrt(3 * 3), 0]
    assert found == pytest.approx(expected, abs=1e-6)
    found = scores(Lift(log()), shrink=1.0)
    assert found == pytest.approx([4 / 9, 0, 4 / 12, 4 / 9, 0], abs=1e-6)


def test_conditional_probability_divides_by_the_source_and_a_power_of_the_candidate() -> None:
    found = scores(Conditional(log()), shrink=1.0, power=0.5)
    assert found == pytest.approx([3**-1.5, 0, 4**-0.5 / 3, 3**-1.5, 0], abs=1e-6)
    # What is kept between calls must follow the parameters and the batch.
    baseline, case = Conditional(log()), tiny()
    for shrink, power in ((1.0, 0.5), (1.0, 1.0), (9.0, 1.0)):
        params = {"shrink": shrink, "power": power}
        fresh = Conditional(log()).scores(tiny(), params)
        assert baseline.scores(case, params) == pytest.approx(fresh)
    other = dataclasses.replace(tiny(), basket=np.array([3], dtype=np.int32))
    fresh = Conditional(log()).scores(other, params)
    assert baseline.scores(other, params) == pytest.approx(fresh)


def test_without_a_basket_the_history_speaks() -> None:
    case = tiny()
    empty = np.empty(0, dtype=np.int32)
    case = dataclasses.replace(
        case,
        task=np.array([TASKS.index("next")], dtype=np.int8),
        basket=empty,
        basket_start=np.array([0, 0], dtype=np.int64),
    )
    found = Cosine(log()).scores(case, {"shrink": 1.0, "visit_decay": 0.5})[0]
    # Sources: newest visit {0, 2} weighs 1, the one before {0, 1} weighs .5.
    weight = [1.5, 0.5, 1.0]
    three = weight[1] / np.sqrt(3 * 3) + weight[2] * 2 / np.sqrt(4 * 3)
    assert found[3] == pytest.approx(three, rel=1e-5)
    assert {"visit_decay", "shrink"} == set(Cosine(log()).grid_of("next", {})[0])
    assert {"shrink"} == set(Cosine(log()).grid_of("complete", {})[0])


def test_z_scores_and_their_sum() -> None:
    z = z_scores(np.array([[1, 2, 3], [5, 5, 5]], dtype=np.float32))
    assert z[0] == pytest.approx([-1.22474, 0, 1.22474], abs=1e-4)
    assert z[1].tolist() == [0, 0, 0]
    both = CosineFrequency(log())
    params = {"shrink": 1.0, "half_life_days": 2.0}
    alone = z_scores(Cosine(log()).scores(tiny(), params))[0]
    own = z_scores(Frequency(log()).scores(tiny(), params))[0]
    case = tiny()
    for weight in (0.0, 2.0):
        found = both.scores(case, {**params, "frequency": weight})[0]
        assert found == pytest.approx(alone + weight * own, abs=1e-5)
    # Other parameters on the same batch must not meet the kept parts.
    other = both.scores(case, {**params, "shrink": 50.0, "frequency": 0.0})[0]
    fresh = z_scores(Cosine(log()).scores(tiny(), {"shrink": 50.0}))[0]
    assert other == pytest.approx(fresh, abs=1e-5)
    assert other != pytest.approx(alone, abs=1e-3)


def test_sparse_and_dense_pairs_agree(monkeypatch: pytest.MonkeyPatch) -> None:
    dense = [scores(Cosine(log()), shrink=1.0), scores(Lift(log()), shrink=1.0)]
    monkeypatch.setattr("musicrec.evaluation.baselines.base.DENSE_BYTES", 0)
    sparse = [scores(Cosine(log()), shrink=1.0), scores(Lift(log()), shrink=1.0)]
    assert np.stack(dense) == pytest.approx(np.stack(sparse))


def test_nothing_later_than_the_log_is_counted(prepared: Context) -> None:
    """Scores of a case change by nothing that happens in or after its visit."""
    visits = load_visits(prepared.prepare)
    cases = load_cases(prepared.prepare, visits)
    later = np.repeat(visits.split == TEST, visits.sizes)
    items = int(visits.items.max()) + 1
    garbled = dataclasses.replace(
        visits, items=np.where(later, items - 1 - visits.items, visits.items).astype(np.int32)
    )
    first = int(np.flatnonzero(cases.split == TEST)[0])
    earliest = cases.select(np.array([first]))
    if (visits.split[earliest.first_visit[0] : earliest.visit[0]] == TEST).any():
        pytest.fail("choose a case without test visits in its history")
    for cls in (Popularity, RecentPopularity, Frequency, Cosine, Lift, Conditional):
        params = cls(Log(visits.up_to(VALIDATION), items)).grid_of("complete", {})[0]
        honest = cls(Log(visits.up_to(VALIDATION), items)).scores(earliest, params)
        moved = dataclasses.replace(earliest, visits=garbled)
        same = cls(Log(garbled.up_to(VALIDATION), items)).scores(moved, params)
        assert (honest == same).all()
