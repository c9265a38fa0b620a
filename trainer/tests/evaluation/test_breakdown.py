"""Groups of cases and targets, by hand."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from musicrec.data.cases import TASKS, Cases
from musicrec.data.visits import FIT, TEST, Visits
from musicrec.evaluation.breakdown import LENGTHS, breakdown, fifth_labels, fifths, length_labels
from musicrec.evaluation.measure import measure
from musicrec.evaluation.scorer import rank_scores
from musicrec.progress import Progress

ITEMS = 20
POPULARITY = np.arange(ITEMS, 0, -1).astype(np.float64)  # item 0 was taken 20 times, 19 once


class ByIndex:
    """The lowest indices first: the ten commonest items."""

    name, how = "commonest", "made up"

    def rank(self, cases: Cases, excluded: Any, count: int) -> Any:
        scores = -np.arange(ITEMS, dtype=np.float32)[None].repeat(len(cases), 0)
        return rank_scores(scores, excluded, count)


def cases_of(histories: list[int], targets: list[list[int]]) -> Cases:
    """A case a user: so many visits of item 0, then the targets."""
    baskets, user, split = [], [], []
    for number, (length, wanted) in enumerate(zip(histories, targets, strict=True)):
        baskets += [[0]] * length + [wanted]
        user += [number] * (length + 1)
        split += [FIT] * length + [TEST]
    start = np.concatenate([[0], np.cumsum([len(basket) for basket in baskets])])
    visits = Visits(
        user=np.array(user, np.int32),
        at=np.arange(len(user), dtype=np.int64),
        start=start.astype(np.int64),
        items=np.concatenate(baskets).astype(np.int32),
        split=np.array(split, np.int8),
        users=tuple(f"u{number}" for number in range(len(histories))),
    )
    return Cases(
        visits=visits,
        row=np.arange(len(targets)),
        task=np.full(len(targets), TASKS.index("next"), np.int8),
        visit=np.flatnonzero(visits.split == TEST).astype(np.int32),
        basket=np.empty(0, np.int32),
        basket_start=np.zeros(len(targets) + 1, np.int64),
        targets=np.concatenate(targets).astype(np.int32),
        targets_start=np.concatenate([[0], np.cumsum([len(t) for t in targets])]).astype(np.int64),
    )


def groups(histories: list[int], targets: list[list[int]]) -> dict[str, Any]:
    cases = cases_of(histories, targets)
    types = np.full(ITEMS, -1, np.int32)
    measured = measure([ByIndex()], cases, types, cutoffs=[10], progress=Progress(quiet=True))
    found = breakdown(measured, cases, POPULARITY, samples=50, seed=1)
    return {
        by: [
            (entry["label"], entry["cases"], entry["scorers"]["commonest"][0]) for entry in entries
        ]
        for by, entries in found.items()
    }


def test_histories_fall_into_buckets_and_targets_into_fifths() -> None:
    found = groups([1, 2, 3, 60], [[0], [19], [1, 19], [9, 10]])
    assert found["history"] == [("1–2", 2, 0.5), ("3–4", 1, 0.5), ("≥ 50", 1, 0.5)]
    # Fifths of four items: 19 … 16 were taken 1 … 4 times, and so on.
    assert found["popularity"] == [("1–4", 2, 0), ("9–12", 1, 0.5), ("17–20", 2, 1)]


def test_each_fifth_counts_its_own_targets() -> None:
    """Two of three targets are common and found, the third is rare and is not."""
    found = groups([5], [[0, 1, 19]])
    assert found["history"] == [("5–9", 1, pytest.approx(2 / 3, abs=1e-5))]
    assert found["popularity"] == [("1–4", 1, 0), ("17–20", 1, 1)]


def test_groups_add_up_to_the_whole() -> None:
    rng = np.random.default_rng(2)
    histories = rng.integers(1, 30, 40).tolist()
    targets = [[int(item)] for item in rng.integers(0, ITEMS, 40)]
    whole = np.mean([target[0] < 10 for target in targets])
    for entries in groups(histories, targets).values():
        assert sum(count for _, count, _ in entries) == 40
        assert sum(count * value for _, count, value in entries) / 40 == pytest.approx(
            whole, abs=1e-4
        )


def test_equal_counts_share_a_fifth() -> None:
    counts = np.array([1, 1, 1, 1, 1, 1, 2, 3, 4, 50.0])
    fifth = fifths(counts)
    assert len(np.unique(fifth[:6])) == 1
    assert [label for _, label in fifth_labels(counts, fifth)] == ["1", "2–3", "4–50"]
    assert len(length_labels()) == len(LENGTHS)
