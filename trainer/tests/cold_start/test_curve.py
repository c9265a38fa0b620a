"""Merging known and new items, the trade-off and the choice on it, against plain sorting."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from scipy import sparse

from musicrec.cold_start.asked import Answers
from musicrec.cold_start.curve import (
    MOST_LOSS,
    SHARES,
    Questions,
    levels,
    loss,
    measure,
    merged,
    new_in_list,
)
from musicrec.cold_start.engine import engine_figures
from musicrec.cold_start.places import OUT, merged_places, own_places, reserved_places
from musicrec.errors import MusicRecError
from musicrec.generator.decode import Blend

KNOWN, NEW, ASKED = 30, 8, 200


@pytest.fixture(scope="module")
def scores() -> np.ndarray:
    """(Q, N) of all items; the new ones come last."""
    return np.random.default_rng(0).normal(size=(ASKED, KNOWN + NEW)).round(2)


@pytest.fixture(scope="module")
def questions(scores: np.ndarray) -> Questions:
    order = np.argsort(-scores[:, :KNOWN], axis=1, kind="stable")[:, :10]
    rng = np.random.default_rng(1)
    answers = Answers(
        blend=Blend(dense=0.5),
        epsilon=1.0,
        best=order,
        best_scores=np.take_along_axis(scores, order, 1),
        log_probs=np.zeros((ASKED, NEW), np.float32),
        queries=np.zeros((ASKED, 2), np.float32),
        sources=sparse.csr_array((ASKED, KNOWN)),
    )
    targets = rng.integers(0, KNOWN + NEW, ASKED)
    return Questions(answers=answers, targets=targets, users=np.arange(ASKED, dtype=np.int32))


def sorted_places(scores: np.ndarray, targets: np.ndarray) -> np.ndarray:
    order = np.argsort(-scores, axis=1, kind="stable")
    places: np.ndarray = np.minimum((order == targets[:, None]).argmax(1), OUT)
    return places


def test_places_are_those_of_one_sorted_list(questions: Questions, scores: np.ndarray) -> None:
    answers, targets = questions.answers, questions.targets
    places = merged_places(answers, scores[:, KNOWN:], targets)
    assert np.array_equal(places, sorted_places(scores, targets))
    raised = scores.copy()
    raised[:, KNOWN:] += 1
    assert np.array_equal(
        merged_places(answers, raised[:, KNOWN:], targets), sorted_places(raised, targets)
    )
    top = np.argsort(-scores, axis=1, kind="stable")[:, :10]
    assert new_in_list(answers, scores[:, KNOWN:]) == pytest.approx((top >= KNOWN).sum(1).mean())


def test_reserved_slots_are_the_last_ones(questions: Questions, scores: np.ndarray) -> None:
    answers, targets = questions.answers, questions.targets
    places = reserved_places(answers, scores[:, KNOWN:], targets, slots=2)
    own = own_places(answers, targets)
    assert np.array_equal(places[own < 8], own[own < 8])
    new = questions.new
    assert set(places[new]) == {8, 9, OUT}
    assert (places[~new][own[~new] >= 8] == OUT).all()


def test_levels_reach_their_shares(questions: Questions, scores: np.ndarray) -> None:
    new = scores[:, KNOWN:]
    found = levels(questions, new)
    assert found == sorted(found)
    elsewhere, weight = ~questions.new, questions.answers.blend.dense
    for share, level in zip(SHARES, found, strict=True):
        best = new[elsewhere].max(1) + weight * level
        sees = (best >= questions.answers.best_scores[elsewhere, -1] - 1e-2).mean()
        assert sees == pytest.approx(share, abs=0.02)


def test_a_point_without_new_items_costs_nothing(questions: Questions, scores: np.ndarray) -> None:
    new = scores[:, KNOWN:]
    points = [
        merged(questions, {"way": name}, new - low) for name, low in (("no", 100), ("yes", 0))
    ]
    never, some = measure(questions, points, samples=100, seed=1)
    assert (never["way"], never["new_in_list"]) == ("no", 0)
    assert never["new"]["recall@10"] == [0, 0, 0]
    assert never["elsewhere"]["recall@10_ratio"] == [1, 1, 1]
    assert some["new"]["recall@10"][0] > 0
    places = merged_places(questions.answers, new, questions.targets)
    elsewhere = ~questions.new
    assert some["elsewhere"]["recall@10"][0] == pytest.approx(
        (places[elsewhere] < OUT).mean(), abs=1e-5
    )
    assert some["elsewhere"]["recall@10_ratio"][0] < 1
    assert loss(questions, places) == pytest.approx(
        1 - min(some["elsewhere"][f"{name}@10_ratio"][0] for name in ("recall", "ndcg")), abs=1e-4
    )
    assert 0 < MOST_LOSS < 0.04


def lines(user: int, items: list[int]) -> str:
    both = [
        {"user": user, "items": items, "history": "excluded"},
        {"user": user, "items": [], "history": "included"},
    ]
    return "".join(json.dumps(one) + "\n" for one in both)


def test_lists_of_the_engine_are_split_by_what_was_asked(tmp_path: Path) -> None:
    for name in ("known", "asked"):
        (tmp_path / name).mkdir()
    (tmp_path / "known" / "items.jsonl").write_text("{}\n{}\n{}\n{}\n")
    (tmp_path / "asked" / "sequences.json").write_text("[[0, 1, 4], [], [0, 2, 3], [1, 2, 3]]")
    with_new, without = tmp_path / "with.jsonl", tmp_path / "without.jsonl"
    with_new.write_text(lines(0, [2, 4]) + lines(2, [4, 1]) + lines(3, [0, 3]))
    without.write_text(lines(2, [3, 1]) + lines(3, [0, 3]))
    found = engine_figures(tmp_path, with_new, without, samples=100, seed=1)
    assert found["users"] == {"new": 1, "elsewhere": 2}
    shown = found["excluded"]
    assert shown["new"]["recall@10"][0] == 1
    assert shown["elsewhere"]["recall@10"][0] == 0.5
    assert shown["elsewhere"]["recall@10_ratio"][0] == 0.5
    assert found["included"]["new"]["recall@10"][0] == 0
    without.write_text(lines(2, [3, 1]))
    with pytest.raises(MusicRecError, match="no list for user 3"):
        engine_figures(tmp_path, with_new, without, samples=100, seed=1)
    with pytest.raises(MusicRecError, match="holds no lists"):
        engine_figures(tmp_path, with_new, tmp_path / "none.jsonl", samples=100, seed=1)
