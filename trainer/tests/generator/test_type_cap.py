from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from musicrec.generator.type_cap import TypeCap


@given(
    types=st.lists(st.integers(-1, 3), min_size=1, max_size=30),
    per_type=st.integers(0, 3),
    count=st.integers(0, 12),
    data=st.data(),
)
def test_the_cap_counts_the_basket_and_leaves_nothing_out_that_fits(
    types: list[int], per_type: int, count: int, data: st.DataObject
) -> None:
    kinds = np.array(types, np.int64)
    basket = set(data.draw(st.lists(st.integers(0, len(types) - 1), max_size=4)))
    cap = TypeCap(types=kinds, per_type=per_type, basket=basket)
    items = np.array([item for item in range(len(types)) if item not in basket], np.int64)
    chosen = cap.choose(items, count)
    assert chosen == sorted(chosen)
    assert len(chosen) == min(count, cap.room(items.tolist()))
    listed = [*basket, *items[chosen].tolist()]
    for place, item in enumerate(items.tolist()):
        held = sum(types[other] == types[item] for other in listed)
        capped = per_type > 0 and types[item] >= 0
        if place in chosen:
            assert not capped or held <= per_type
        elif len(chosen) < count:
            assert capped and held >= per_type
    full = set(cap.full_after(items[chosen].tolist()))
    for kind in {kind for kind in types if kind >= 0}:
        held = sum(types[item] == kind for item in listed)
        assert (kind in full) == (per_type > 0 and held >= per_type)


def test_what_the_basket_fills_is_known_before_anything_is_ranked() -> None:
    types = np.array([0, 0, 1, 1, -1, -1], np.int64)
    assert TypeCap(types=types, per_type=1, basket=[0, 4]).filled().tolist() == [0, 1]
    assert TypeCap(types=types, per_type=2, basket=[0, 0, 2, 3]).filled().tolist() == [2, 3]
    assert TypeCap(types=types, per_type=0, basket=[0]).filled().tolist() == []
