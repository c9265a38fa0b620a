from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
import torch

from musicrec.generator.blend import (
    Gathered,
    Question,
    choose_shelf,
    gather,
    measure_arms,
    search,
)
from musicrec.generator.call import Call
from musicrec.generator.decode import Blend, Decoder
from musicrec.generator.initial import initial_residual
from musicrec.generator.protocol import choose_protocol, days_per_visit
from musicrec.generator.terms import Protocol, Tables

DAY = 86_400


def planted(weights: list[float], *, cases: int = 60, width: int = 40) -> Gathered:
    """Cases whose three targets are the best under known weights."""
    generator = torch.Generator().manual_seed(0)
    terms = torch.randn(4, cases, width, generator=generator)
    truth = torch.tensordot(torch.tensor(weights), terms, dims=1)
    hit = torch.zeros(cases, width, dtype=torch.bool)
    hit.scatter_(1, truth.topk(3, dim=1).indices, True)
    return Gathered(
        terms=terms,
        log_popularity=torch.zeros(cases, width),
        hit=hit,
        present=torch.ones(cases, width, dtype=torch.bool),
        wanted=torch.full((cases,), 3),
    )


def test_the_search_finds_planted_weights() -> None:
    blend, ndcg = search(
        planted([1.0, 0.4, 0.0, 2.5]), ["generator", "prior", "dense", "frequency"]
    )
    assert ndcg > 0.97
    assert blend.generator == 1.0
    assert blend.prior == pytest.approx(0.4, rel=0.3)
    assert blend.frequency == pytest.approx(2.5, rel=0.3)
    assert blend.dense < 0.15


def test_the_search_is_not_bounded() -> None:
    blend, ndcg = search(planted([1.0, 30.0, 0.0, 0.0]), ["generator", "prior"])
    assert ndcg > 0.95
    assert blend.prior > 8


def test_a_term_that_says_nothing_is_not_needed() -> None:
    arms = measure_arms(planted([0.0, 0.0, 1.0, 0.0]), novelty="any")
    assert arms["dense"].ndcg == pytest.approx(1.0)
    assert arms["counts"].ndcg < 0.5
    assert arms["full"].ndcg >= max(arm.ndcg for arm in arms.values()) - 1e-3
    assert arms["without_generator"].blend.generator == 0
    assert measure_arms(planted([1.0, 0, 0, 1.0]), novelty="items")["full"].blend.frequency == 0


def test_metrics_by_hand() -> None:
    scores = torch.tensor([[3.0, 2.0, 1.0, 9.0]])
    gathered = Gathered(
        terms=torch.stack([scores, *[torch.zeros(1, 4)] * 3]),
        log_popularity=torch.tensor([[9.0, 0.0, 0.0, 0.0]]),
        hit=torch.tensor([[False, True, True, False]]),
        present=torch.tensor([[True, True, True, False]]),  # the 9 is padding
        wanted=torch.tensor([4]),  # two targets were no candidates
    )
    ndcg, recall = gathered.metrics(Blend(generator=1.0))
    gains = [1 / math.log2(rank + 1) for rank in (1, 2, 3, 4)]
    assert float(ndcg) == pytest.approx((gains[1] + gains[2]) / sum(gains))
    assert float(recall) == 0.5
    ndcg, _ = gathered.metrics(Blend(generator=1.0, discount=1.0))
    assert float(ndcg) == pytest.approx((gains[0] + gains[1]) / sum(gains))


def questions(decoder: Decoder) -> list[Question]:
    rng = np.random.default_rng(1)
    asked = []
    for _ in range(12):
        visits = [(day * DAY, rng.choice(40, 3, replace=False).tolist()) for day in range(4)]
        call = Call(visits=visits, at=6 * DAY)
        asked.append(Question(call=call, targets=rng.choice(40, 2).tolist()))
    return asked


def test_gathered_candidates_rank_as_the_decoder_does(decoder: Decoder) -> None:
    asked = questions(decoder)
    blend = Blend(generator=1.0, prior=0.6, dense=0.5, frequency=2.0)
    ndcg, recall = gather(decoder, asked).metrics(blend)
    for row, question in enumerate(asked):
        items = decoder.recommend(question.call, blend=blend, count=10).items
        hits = np.isin(items, question.targets)
        assert float(recall[row]) == pytest.approx(hits.sum() / len(question.targets))
        gains = 1 / np.log2(np.arange(2, 12))
        ideal = gains[: len(question.targets)].sum()
        assert float(ndcg[row]) == pytest.approx(float((hits * gains).sum() / ideal))


def test_a_shelf_takes_the_largest_discount_that_is_as_good_as_free(decoder: Decoder) -> None:
    asked = questions(decoder)
    popularity = decoder.tables.popularity
    rare = [replace(one, targets=np.argsort(popularity)[:8].tolist()) for one in asked]
    blend = Blend(generator=1.0, prior=0.5)
    for some in (asked, rare):
        shelf = choose_shelf(decoder, gather(decoder, some), some, blend, per_type=0, sample=12)
        free = [entry for entry in shelf.tried if entry["loss"] <= 0.005 * shelf.tried[0]["ndcg"]]
        assert shelf.discount == free[-1]["discount"]
        assert len(shelf.tried) <= len(free) + 1
    # Whoever buys what is rare gains by every discount.
    assert shelf.tried[-1] == free[-1] and free[-1]["popular_in_8"] < free[0]["popular_in_8"]


def test_where_one_item_is_left_there_is_nothing_to_discount(decoder: Decoder) -> None:
    known = [item for item in range(40) if item != 7]
    call = Call(visits=[(day * DAY, known) for day in range(4)], at=6 * DAY, novelty="items")
    asked = [Question(call=call, targets=[7])] * 3
    blend = Blend(generator=1.0, prior=0.5)
    shelf = choose_shelf(decoder, gather(decoder, asked), asked, blend, per_type=0, sample=3)
    assert shelf.discount == 0
    assert shelf.tried[0]["ndcg"] == 1


def test_the_protocol_finds_the_planted_half_life() -> None:
    # What was bought lately is bought again; what was bought often long ago is not.
    rng = np.random.default_rng(0)
    asked = []
    for _ in range(60):
        old, new = rng.choice(40, (2, 4), replace=False)
        visits = [(day * DAY, old.tolist()) for day in range(0, 40, 10)]
        visits += [(day * DAY, new.tolist()) for day in (180, 190)]
        asked.append(Question(call=Call(visits=visits, at=200 * DAY), targets=new))
    tables = Tables(
        semantic_ids=np.zeros((40, 1), np.uint8),
        types=np.full(40, -1),
        neighbours=np.full((40, 1), -1),
        weights=np.zeros((40, 1)),
        popularity=np.ones(40),
    )
    start = Protocol(half_life_days=250.0, visit_decay=0.42)
    chosen, tried = choose_protocol(start, tables, repeats=asked, discoveries=[], baskets=[])
    assert chosen.half_life_days < 150
    assert tried["half_life_days"]["14"] > tried["half_life_days"]["250"]
    assert chosen.visit_decay == 0.42


def test_days_per_visit_are_a_users_own_gaps() -> None:
    user, at = np.array([0, 0, 0, 1, 1]), np.array([0, 2, 6, 900, 903]) * DAY
    assert days_per_visit(user, at) == 3.0
    assert days_per_visit(np.array([0, 1]), np.array([0, 5])) == 7.0


def test_residuals_start_with_popularity_and_keep_what_is_near_near() -> None:
    rng = np.random.default_rng(0)
    groups = np.repeat(np.arange(4), 10)
    features = rng.normal(size=(4, 12))[groups] + 0.05 * rng.normal(size=(40, 12))
    popularity = rng.integers(1, 500, 40)
    residual = initial_residual([(features, 1.0)], popularity, width=6)
    assert residual.shape == (40, 6) and residual.dtype == np.float32
    assert np.corrcoef(residual[:, 0], np.log1p(popularity))[0, 1] == pytest.approx(1.0)
    distance = ((residual[:, None, 1:] - residual[None, :, 1:]) ** 2).sum(2)
    np.fill_diagonal(distance, np.inf)
    assert (groups[distance.argmin(1)] == groups).all()
