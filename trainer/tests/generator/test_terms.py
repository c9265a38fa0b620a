from __future__ import annotations

import numpy as np

from musicrec.generator.call import Call
from musicrec.generator.terms import (
    Protocol,
    Tables,
    allowed_items,
    own_frequency,
    prior_sources,
    prior_term,
    prior_values,
)

DAY = 86_400
VISITS = [(0, [1, 2]), (DAY, []), (10 * DAY, [2, 3])]


def test_the_basket_is_the_priors_source_where_there_is_one() -> None:
    protocol = Protocol(visit_decay=0.5)
    assert prior_sources(Call(visits=VISITS, basket=[4, 4, 5]), protocol) == ([4, 5], [1, 1])
    assert prior_sources(Call(visits=VISITS), protocol) == ([2, 3, 1], [1, 1, 0.5])
    assert prior_sources(Call(visits=VISITS), Protocol(max_sources=2))[0] == [2, 3]


def test_prior_values_are_sums_over_sources() -> None:
    tables = Tables(
        semantic_ids=np.zeros((4, 1), np.uint8),
        types=np.array([0, 1, 1, -1]),
        neighbours=np.array([[1, 2], [0, -1], [0, 1], [-1, -1]]),
        weights=np.array([[0.5, 0.25], [0.5, 0], [0.25, 0.125], [0, 0]]),
        popularity=np.ones(4),
    )
    values = prior_values(Call(visits=[], basket=[0, 2, 3]), tables, Protocol())
    np.testing.assert_allclose(values, [0.25, 0.625, 0.25, 0])
    np.testing.assert_allclose(prior_term(values, 0.125)[[0, 3]], [np.log(3), 0])


def test_frequency_decays_by_time_or_by_rank() -> None:
    timed = Call(visits=VISITS, at=20 * DAY)
    protocol = Protocol(half_life_days=10, days_per_visit=20)
    np.testing.assert_allclose(own_frequency(timed, 5, protocol), [0, 0.25, 0.75, 0.5, 0])
    untimed = Call(visits=[(None, items) for _, items in VISITS])
    np.testing.assert_allclose(own_frequency(untimed, 5, protocol), [0, 0.25, 1.25, 1, 0])


def test_what_a_call_may_list() -> None:
    types = np.array([0, 0, 1, -1, -1, 2])

    def allowed(novelty: str) -> list[int]:
        call = Call(visits=[(0, [0, 3])], basket=[2], novelty=novelty)
        return np.flatnonzero(allowed_items(call, types)).tolist()

    assert allowed("any") == [0, 1, 3, 4, 5]
    assert allowed("items") == [1, 4, 5]
    assert allowed("types") == [4, 5]  # items without a type are no type in common
