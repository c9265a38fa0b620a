"""Baselines of sequences against plain loops over small made-up logs."""

from __future__ import annotations

import dataclasses
from dataclasses import replace

import numpy as np
import pytest
import scipy.sparse as sp
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from musicrec.data.cases import TASKS, Cases
from musicrec.data.visits import FIT, TEST, VALIDATION, Visits
from musicrec.evaluation.baselines import (
    OF_BASKETS,
    Content,
    DirectedTransitions,
    Ease,
    Frequency,
    ItemKnn,
    Popularity,
    RecentPopularity,
    SymmetricTransitions,
    Transitions,
    baselines_of,
)
from musicrec.evaluation.baselines import ease as ease_module
from musicrec.evaluation.baselines.base import Baseline, LastFew, Log, Params
from musicrec.evaluation.baselines.ease import LAMBDAS, ease_weights
from musicrec.evaluation.baselines.from_history import FILL, FromHistory
from musicrec.evaluation.tuning import Choice, tune
from musicrec.features.store import Features
from musicrec.features.transitions import TransitionRule, count_transitions, weigh
from musicrec.progress import Progress
from tests.sequences import visits_of

ITEMS = 7
NO_TYPES = np.full(ITEMS, -1, np.int32)
few = settings(max_examples=30)
logs = st.lists(st.lists(st.integers(0, ITEMS - 1), min_size=1, max_size=7), min_size=1, max_size=6)
decays = st.sampled_from([0.0, 0.5, 1.0])


def cases_of(visits: Visits, task: str = "next") -> Cases:
    """Every step with a history that asks something, as a case of the task."""
    first = visits.first_of_user()[visits.user]
    steps = np.flatnonzero(np.arange(len(visits)) > first)
    if task == "next_new":
        new = [visits.items[step] not in visits.items[first[step] : step] for step in steps]
        steps = steps[np.array(new, dtype=bool)]
    count = len(steps)
    return Cases(
        visits=visits,
        row=np.arange(count),
        task=np.full(count, TASKS.index(task), np.int8),
        visit=steps.astype(np.int32),
        basket=np.empty(0, np.int32),
        basket_start=np.zeros(count + 1, np.int64),
        targets=visits.items[steps],
        targets_start=np.arange(count + 1, dtype=np.int64),
    )


def histories(cases: Cases) -> list[list[int]]:
    """The items before each case, newest first."""
    return [[int(items[0]) for _, items in reversed(case.visits)] for case in cases]


def plain(history: list[int], table: NDArray[np.float64], decay: float) -> NDArray[np.float64]:
    """(N) Σ of what the history's items say by a table (N, N)."""
    said = np.zeros(len(table))
    for rank, item in enumerate(history):
        for other in range(len(table)):
            said[other] += decay**rank * table[item, other]
    return said


def agrees(baseline: Baseline, cases: Cases, params: Params, table: NDArray[np.float64]) -> None:
    """The baseline's scores are those of `plain` with the table."""
    found = baseline.scores(cases, params)
    for row, history in enumerate(histories(cases)):
        expected = plain(history, table, params["visit_decay"])
        np.testing.assert_allclose(found[row], expected, rtol=1e-4, atol=1e-5)


@few
@given(logs, decays, st.booleans(), st.sampled_from([0.0, 0.5]), st.sampled_from([-0.2, 0.3]))
def test_transitions_are_the_prior_of_the_same_rule_without_a_cut(
    sequences: list[list[int]], decay: float, directed: bool, source: float, candidate: float
) -> None:
    visits = visits_of(sequences)
    params = {
        "window": 2.0,
        "decay": 0.5,
        "directed": float(directed),
        "shrink": 1.0,
        "source": source,
        "candidate": candidate,
        "visit_decay": decay,
    }
    rule = TransitionRule(
        window=2, decay=0.5, directed=directed, shrink=1.0, source=source, candidate=candidate
    )
    seen = np.bincount(visits.items, minlength=ITEMS).astype(np.int64)
    table = weigh(count_transitions(visits, ITEMS, rule), seen, rule).toarray()
    agrees(Transitions(Log(visits, ITEMS)), cases_of(visits), params, table)


def test_a_transition_counts_by_its_gap() -> None:
    visits = visits_of([[0, 1, 2], [0, 2]])
    params = {**Transitions.start, "window": 2.0, "decay": 0.5, "source": 0.0, "candidate": 0.0}
    found = Transitions(Log(visits, 3)).scores(cases_of(visits), params)
    # The cases have the histories 0 | 1, 0 | 0; after 0 came 1 once and 2 once far, once near.
    assert found[0] == pytest.approx([0, 1, 1.5], abs=1e-6)
    assert found[1] == pytest.approx([0, 0.65, 1 + 0.65 * 1.5], abs=1e-6)
    both_ways = {**params, "directed": 0.0}
    found = Transitions(Log(visits, 3)).scores(cases_of(visits), both_ways)
    assert found[1] == pytest.approx([1, 0.65, 1 + 0.65 * 1.5], abs=1e-6)


def user_sets(sequences: list[list[int]]) -> NDArray[np.float64]:
    had = np.zeros((len(sequences), ITEMS))
    for user, sequence in enumerate(sequences):
        had[user, sequence] = 1
    return had


@few
@given(logs, decays, st.integers(1, ITEMS), st.sampled_from([0.0, 3.0]))
def test_item_knn_is_that_of_loops(
    sequences: list[list[int]], decay: float, count: int, shrink: float
) -> None:
    had = user_sets(sequences)
    table = np.zeros((ITEMS, ITEMS))
    for j in range(ITEMS):
        near = []
        for i in range(ITEMS):
            both = sum(had[u, i] * had[u, j] for u in range(len(had)))
            if i != j and both:
                norm = np.sqrt((had[:, i].sum() + shrink) * (had[:, j].sum() + shrink))
                near.append((-np.float32(both / norm), i))
        # Which of equally near ones stay is no matter of the definition: ask for clear cuts.
        near.sort()
        assume(len(near) <= count or near[count - 1][0] < near[count][0] - 1e-6)
        for similarity, i in near[:count]:
            table[j, i] = -similarity
    visits = visits_of(sequences)
    params = {"shrink": shrink, "neighbours": float(count), "visit_decay": decay}
    agrees(ItemKnn(Log(visits, ITEMS)), cases_of(visits), params, table)


@few
@given(logs, decays, st.sampled_from([0.5, 4.0]))
def test_ease_predicts_each_item_from_the_others_by_ridge_regression(
    sequences: list[list[int]], decay: float, shrink: float
) -> None:
    """Column j of B solves min |x_j − X b|² + λ|b|² with b_j = 0, each on its own."""
    had = user_sets(sequences)
    table = np.zeros((ITEMS, ITEMS))
    for j in range(ITEMS):
        others = [i for i in range(ITEMS) if i != j]
        x = had[:, others]
        ridge = x.T @ x + shrink * np.eye(len(others))
        table[others, j] = np.linalg.solve(ridge, x.T @ had[:, j])
    visits = visits_of(sequences)
    params = {"lambda": shrink, "visit_decay": decay}
    agrees(Ease(Log(visits, ITEMS)), cases_of(visits), params, table)


def features_of(text: NDArray[np.int8], image: NDArray[np.int8]) -> Features:
    return Features(
        text=text,
        image=image,
        present=np.stack([text.any(1), image.any(1)], 1).astype(np.uint8),
        collaborative=np.zeros((len(text), 64), np.float32),
        variances=np.zeros((2, 64), np.float32),
    )


@few
@given(logs, decays, st.sampled_from([0.0, 0.3, 1.0]), st.integers(0, 3))
def test_content_is_the_cosine_to_the_weighted_mean(
    sequences: list[list[int]], decay: float, share: float, seed: int
) -> None:
    rng = np.random.default_rng(seed)
    text, image = rng.integers(-90, 90, (2, ITEMS, 64)).astype(np.int8)
    image[2] = 0  # an item without a picture
    visits = visits_of(sequences)
    log = Log(visits, ITEMS, features=features_of(text, image))
    cases = cases_of(visits)
    found = Content(log).scores(cases, {"image": share, "visit_decay": decay})
    for row, history in enumerate(histories(cases)):
        expected = np.zeros(ITEMS)
        for part, stored in ((1 - share, text), (share, image)):
            unit = [v / (np.linalg.norm(v) or 1) for v in stored.astype(float)]
            profile = np.sum([decay**rank * unit[i] for rank, i in enumerate(history)], axis=0)
            length = np.linalg.norm(profile) or 1
            expected += np.array([part * float(profile @ v) / length for v in unit])
        np.testing.assert_allclose(found[row], expected, atol=1e-5)


def test_one_modality_needs_no_share() -> None:
    stored = np.eye(ITEMS, 64, dtype=np.int8)
    visits = visits_of([[0, 1, 2]])
    none = np.zeros_like(stored)
    for features in (features_of(stored, none), features_of(none, stored)):
        content = Content(Log(visits, ITEMS, features=features))
        assert "image" not in content.axes_of("next") | content.start_of("next")
        found = content.scores(cases_of(visits), {"visit_decay": 1.0})
        assert found[1] == pytest.approx([2**-0.5, 2**-0.5, 0, 0, 0, 0, 0], abs=1e-6)


class Told(FromHistory):
    """Says what it is told."""

    name = "told"
    said = np.zeros((1, ITEMS), np.float32)

    def speak(self, history: object, params: Params) -> NDArray[np.float32]:
        return self.said.copy()


@pytest.mark.parametrize("own", [0.0, 0.5, 1.0, 2.0])
def test_own_items_stand_as_far_above_the_lowest_as_the_weight_says(own: float) -> None:
    visits = visits_of([[3, 1, 3, 0]])
    log = Log(visits, ITEMS)
    case = cases_of(visits).select(np.array([2]))  # the history is 3, 1, 3
    told = Told(log)
    told.said = np.array([[0.2, 0.9, -0.4, 0.6, 0, 0, 0]], np.float32)
    found = told.scores(case, {"visit_decay": 0.0, "own": own})[0]
    expected = told.said[0] + FILL * log.popularity_share()
    for item in (1, 3):
        expected[item] = -0.4 + own * (expected[item] + 0.4)
    assert found == pytest.approx(expected, abs=1e-6)


def test_popularity_fills_up_behind_what_the_history_says() -> None:
    visits = visits_of([[0, 1], [2, 3], [2, 4], [2, 5]])
    found = Transitions(Log(visits, ITEMS)).scores(cases_of(visits), dict(Transitions.start))[0]
    assert found[1] > 1000 * found[2] > 1000 * found[3] > found[6] == 0


def test_nothing_later_than_the_log_is_counted() -> None:
    """Scores of a case change by nothing that happens in or after its visit."""
    rng = np.random.default_rng(1)
    sequences = [rng.permutation(ITEMS)[:6].tolist() for _ in range(12)]
    garbled = [[*sequence[:-1], (sequence[-1] + 1) % ITEMS] for sequence in sequences]
    stored = rng.integers(-90, 90, (ITEMS, 64)).astype(np.int8)
    scores: dict[str, list[NDArray[np.float32]]] = {}
    for log_of in (sequences, garbled):
        visits = visits_of(log_of)
        known = Log(visits.up_to(VALIDATION), ITEMS, features=features_of(stored, stored))
        cases = cases_of(visits)
        cases = cases.select(cases.split == TEST)
        made: tuple[FromHistory, ...] = (
            DirectedTransitions(known),
            SymmetricTransitions(known),
            ItemKnn(known),
            Ease(known),
            Content(known),
        )
        for baseline in made:
            found = baseline.scores(cases, baseline.grid_of("next", {})[0])
            scores.setdefault(baseline.name, []).append(found)
    for name, (honest, same) in scores.items():
        assert (honest == same).all(), name
        assert np.ptp(honest) > 0


def test_the_list_follows_the_log(monkeypatch: pytest.MonkeyPatch) -> None:
    stored = np.ones((ITEMS, 64), np.int8)
    visits = visits_of([[0, 1, 2], [3, 4]])
    plain_log = Log(visits, ITEMS, features=features_of(stored, stored))
    classes, left_out = baselines_of(plain_log)
    assert classes == (
        Popularity,
        DirectedTransitions,
        SymmetricTransitions,
        ItemKnn,
        Ease,
        Content,
    )
    assert left_out["household frequency"] == "nobody takes an item twice"
    measured = {cls.name for cls in classes}
    assert measured.isdisjoint(left_out)
    assert {cls.name for cls in OF_BASKETS} <= measured | set(left_out)
    # Times that are times, an item taken twice, no features, too many items.
    late = replace(visits, at=visits.at + 3 * visits.user, items=visits.items % 2)
    monkeypatch.setattr(ease_module, "MOST_BYTES", 4 * ITEMS**2 - 1)
    classes, left_out = baselines_of(Log(late, ITEMS))
    assert classes == (
        Popularity,
        RecentPopularity,
        Frequency,
        DirectedTransitions,
        SymmetricTransitions,
        ItemKnn,
    )
    assert "--to features" in left_out["content"]
    assert left_out["ease"].startswith("7 items need a dense matrix")
    nothing = np.zeros((ITEMS, 64), np.int8)
    _, left_out = baselines_of(Log(visits, ITEMS, features=features_of(nothing, nothing)))
    assert left_out["content"] == "no item has text or an image"
    baskets = replace(
        visits_of([[0, 1]]),
        start=np.array([0, 2]),
        user=np.zeros(1, np.int32),
        at=np.zeros(1, np.int64),
    )
    assert baselines_of(Log(baskets, ITEMS)) == (OF_BASKETS, {})


def chains() -> Visits:
    """Who has only k takes k + 1 next, round: the direction alone tells it from k − 1."""
    pairs = [[k, (k + 1) % ITEMS] for k in range(ITEMS)]
    return visits_of([*pairs, *pairs, *([*pair, (pair[1] + 1) % ITEMS] for pair in pairs)])


def both_tasks(visits: Visits) -> Cases:
    """Cases of `next` and `next_new` in one."""
    some, new = cases_of(visits), cases_of(visits, "next_new")
    visit = np.concatenate([some.visit, new.visit])
    return replace(
        some,
        row=np.arange(len(visit)),
        task=np.concatenate([some.task, new.task]),
        visit=visit,
        basket_start=np.zeros(len(visit) + 1, np.int64),
        targets=visits.items[visit],
        targets_start=np.arange(len(visit) + 1, dtype=np.int64),
    )


def test_the_search_finds_what_tells_and_reports_all_it_tried(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    inverted: list[float] = []

    def counted(both: sp.csr_array, shrink: float) -> NDArray[np.float32]:
        inverted.append(shrink)
        return ease_weights(both, shrink)

    monkeypatch.setattr(ease_module, "ease_weights", counted)
    monkeypatch.setattr("musicrec.evaluation.tuning.CUTOFF", 1)
    visits = chains()
    chosen = tune(
        Log(visits.up_to(FIT), ITEMS),
        both_tasks(visits),
        NO_TYPES,
        classes=(DirectedTransitions, SymmetricTransitions, Ease),
        seed=1,
        progress=Progress(quiet=True),
    )
    for task in ("next", "next_new"):
        choice = chosen["transitions-directed"][task]
        best = max(mean for _, mean in choice.tried)
        assert best == 1
        assert choice.params["directed"] == 1
        both_ways = chosen["transitions-symmetric"][task]
        assert both_ways.params["directed"] == 0
        assert max(mean for _, mean in both_ways.tried) < 1
        assert ("own" in choice.params) == (task == "next")
        assert {params["lambda"] for params, _ in chosen["ease"][task].tried} == set(LAMBDAS)
    assert inverted == list(LAMBDAS)  # once each, for both tasks
    assert chosen["ease"]["complete"] == Choice(Ease(Log(visits, ITEMS)).start_of("complete"))


def test_an_end_beyond_which_there_is_nothing_is_no_edge() -> None:
    tried = [({"s": float(n)}, mean) for n, mean in enumerate((0.3, 0.2, 0.1))]
    assert Choice({"s": 0.0}, tried).at_edge == ["s"]
    assert Choice({"s": 0.0}, tried, {"s": (0.0,)}).at_edge == []
    assert dataclasses.replace(Choice({"s": 0.0}, tried), ends={"s": (2.0,)}).at_edge == ["s"]


def test_the_last_few_are_kept_and_the_oldest_goes() -> None:
    computed: list[str] = []

    def of(name: str) -> str:
        computed.append(name)
        return name

    shelf: LastFew[str] = LastFew(2)
    for name in ("a", "b", "a", "c", "b", "a"):
        assert shelf.get(name, lambda name=name: of(name)) == name  # type: ignore[misc]
    assert computed == ["a", "b", "c", "a"]
