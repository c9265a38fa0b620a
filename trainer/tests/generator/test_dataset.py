from __future__ import annotations

import dataclasses

import numpy as np
import pytest
import torch

from musicrec.generator.call import Call, encode_calls, newest_items
from musicrec.generator.dataset import ABSENT, Batch, Sampler, VisitLog, history_rows
from musicrec.generator.model import Generator, exported_mask
from musicrec.generator.train import packed_states


def visits_before(log: VisitLog, visit: int) -> list[tuple[int | None, list[int]]]:
    span = range(int(log.first[visit]), visit)
    return [(int(log.at[v]), log.items[log.start[v] : log.start[v + 1]].tolist()) for v in span]


def make_sampler(log: VisitLog, model: Generator, **settings: object) -> Sampler:
    values = {"batch_size": 4, "forget": 0.0, "seed": 5, **settings}
    return Sampler(log=log, config=model.config, visits=np.arange(len(log.user)), **values)  # type: ignore[arg-type]


def test_history_rows_are_those_of_a_call(log: VisitLog) -> None:
    visits = np.arange(len(log.user))
    items, roles = history_rows(log, visits, max_history=6)
    for visit in visits.tolist():
        expected = newest_items(visits_before(log, visit), most=6)
        present = items[visit] != ABSENT
        got = sorted(zip(items[visit][present], roles[visit][present], strict=True))
        assert got == sorted(zip(*expected, strict=True))


def test_an_item_is_new_until_the_user_buys_it(log: VisitLog) -> None:
    for visit in range(len(log.user)):
        before = {item for _, items in visits_before(log, visit) for item in items}
        span = slice(log.start[visit], log.start[visit + 1])
        expected = [item not in before for item in log.items[span].tolist()]
        assert log.is_new[span].tolist() == expected


def test_targets_and_baskets_never_meet(log: VisitLog, model: Generator) -> None:
    asked = 0
    for batch in make_sampler(log, model).epoch(0):
        assert not (batch.in_basket & (batch.weight > 0)).any()
        assert not batch.in_basket[:, :2].any()  # the plan's first two queries have no basket
        assert not (batch.weight > 0)[
            np.broadcast_to((batch.visit < 0)[:, None], batch.weight.shape)
        ].any()
        total = batch.weight.sum(2)
        np.testing.assert_allclose(total[total > 0], 1, rtol=1e-6)
        asked += int((total > 0).sum())
    assert asked > 100


def test_new_questions_ask_for_new_items_only(log: VisitLog, model: Generator) -> None:
    sampler = make_sampler(log, model)
    visits = np.arange(10, 14)
    batch = sampler.draw(visits, np.random.default_rng(0))
    for row, visit in enumerate(visits.tolist()):
        before = {item for _, items in visits_before(log, visit) for item in items}
        for query in (1, 4, 5):
            asked = set(batch.visit[row][batch.weight[row, query] > 0].tolist())
            assert not asked & before


def test_a_batch_does_not_depend_on_the_number_of_ranks_before_it(
    log: VisitLog, model: Generator
) -> None:
    whole = make_sampler(log, model).order(0)
    halves = [make_sampler(log, model, rank=rank, world=2) for rank in range(2)]
    assert [half.batches_per_epoch() for half in halves] == [6, 6]
    shared = [visits.tolist() for half in halves for visits in half.order(0)]
    assert sorted(shared) == sorted(visits.tolist() for visits in whole)
    assert [v.tolist() for v in make_sampler(log, model).order(1)] != [v.tolist() for v in whole]


def test_large_visits_are_drawn_from(log: VisitLog, model: Generator) -> None:
    batch = make_sampler(log, model, max_rows=3).draw(np.arange(20), np.random.default_rng(1))
    assert batch.visit.shape[1] == 3
    for row in range(20):
        span = log.items[log.start[row] : log.start[row + 1]].tolist()
        drawn = [item for item in batch.visit[row].tolist() if item >= 0]
        assert len(drawn) == min(3, len(span)) == len(set(drawn))
        assert set(drawn) <= set(span)


def test_forgetting_drops_the_oldest_visits(log: VisitLog, model: Generator) -> None:
    visits = np.arange(len(log.user))
    full = make_sampler(log, model).draw(visits, np.random.default_rng(1))
    some = make_sampler(log, model, forget=1.0).draw(visits, np.random.default_rng(1))
    assert (some.history >= 0).sum() < (full.history >= 0).sum()
    for row in visits.tolist():
        kept = some.history[row] >= 0
        newest = full.history_role[row] <= some.history_role[row].max()
        np.testing.assert_array_equal(kept, newest & (full.history[row] >= 0))


@pytest.fixture
def batch(log: VisitLog, model: Generator) -> Batch:
    return make_sampler(log, model).draw(np.array([9, 17, 25, 40]), np.random.default_rng(2))


def test_every_query_of_a_packed_sample_equals_its_call(
    log: VisitLog, model: Generator, batch: Batch
) -> None:
    vectors = model.items()
    packed = packed_states(model, vectors, batch).detach()
    for row in (1, 3):
        for query in range(batch.queries):
            basket = batch.visit[row][batch.in_basket[row, query]]
            history = batch.history[row] >= 0
            items = [*batch.history[row][history], *basket]
            roles = [
                model.config.max_history + 1 + int(batch.objective[row, query]),
                *batch.history_role[row][history],
                *[0] * len(basket),
            ]
            given = torch.cat([torch.zeros(1, 16), vectors[items]])
            mask = exported_mask(roles, max_history=model.config.max_history)
            alone = model.encode(given[None], torch.tensor(roles)[None], mask[None])
            torch.testing.assert_close(packed[row, query], alone[0, 0], atol=1e-5, rtol=1e-4)


def test_calls_of_different_lengths_are_encoded_as_if_alone(model: Generator) -> None:
    calls = [
        Call(visits=[]),
        Call(visits=[], basket=[3, 4], kind="complements"),
        Call(visits=[(None, [1, 2]), (None, []), (None, [5, 6, 7, 8, 9])], novelty="items"),
        Call(visits=[(None, [1, 2])], basket=[7], kind="complements", novelty="types"),
    ]
    vectors = model.items()
    together, queries = encode_calls(model, vectors, calls)
    for number, call in enumerate(calls):
        alone, query = encode_calls(model, vectors, [call])
        torch.testing.assert_close(together[number], alone[0], atol=1e-5, rtol=1e-4)
        torch.testing.assert_close(queries[number], query[0], atol=1e-5, rtol=1e-4)


def test_nothing_leaks_between_questions_or_from_targets(model: Generator, batch: Batch) -> None:
    vectors = model.items()
    before = packed_states(model, vectors, batch)
    row, query = 1, 2
    hidden = ~batch.in_basket[row, query] & (batch.visit[row] >= 0)
    assert hidden.any()
    visit = batch.visit.copy()
    visit[row][hidden] = (visit[row][hidden] + 11) % 40  # other targets, other baskets of others
    objective = batch.objective.copy()
    objective[row] = 1 - objective[row]
    objective[row, query] = batch.objective[row, query]
    changed = dataclasses.replace(batch, visit=visit, objective=objective)
    after = packed_states(model, vectors, changed)
    torch.testing.assert_close(after[row, query], before[row, query], atol=1e-6, rtol=1e-5)
    assert not torch.allclose(after[row, 0], before[row, 0], atol=1e-4)
    basket = batch.visit.copy()
    basket[row][batch.in_basket[row, query]] = (basket[row][batch.in_basket[row, query]] + 11) % 40
    other = packed_states(model, vectors, dataclasses.replace(batch, visit=basket))
    assert not torch.allclose(other[row, query], before[row, query], atol=1e-4)
