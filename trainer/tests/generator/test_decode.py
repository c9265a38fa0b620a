from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from musicrec.errors import MusicRecError
from musicrec.generator.call import Call
from musicrec.generator.decode import Blend, Decoder
from musicrec.generator.terms import Protocol

from .conftest import ITEMS

BLEND = Blend(generator=1, prior=0.5, dense=0.7, frequency=1.5, discount=0.2)
CALLS = [
    Call(visits=[(0, [1, 2, 3]), (5, [2, 9])], at=86_400),
    Call(visits=[(0, [1, 2, 3]), (5, [2, 9])], basket=[7, 8], kind="complements", novelty="items"),
    Call(visits=[(None, [4])], basket=[7], kind="complements", novelty="types"),
    Call(visits=[], basket=[]),
]


def whole(decoder: Decoder) -> Decoder:
    """The same decoder with room for the whole catalogue."""
    protocol = Protocol(beam_width=ITEMS, extra_candidates=ITEMS)
    return Decoder(model=decoder.model, tables=decoder.tables, protocol=protocol)


@pytest.mark.parametrize("call", CALLS)
def test_with_room_for_all_the_list_is_the_catalogue_in_order(decoder: Decoder, call: Call) -> None:
    exact = decoder.catalogue(call)
    scores = exact.score(BLEND)
    order = np.lexsort((exact.items, -scores))[:10]
    ranking = whole(decoder).recommend(call, blend=BLEND, count=10)
    np.testing.assert_array_equal(ranking.items, exact.items[order])
    np.testing.assert_allclose(ranking.scores, scores[order], rtol=1e-6)


@pytest.mark.parametrize("call", CALLS)
def test_candidates_have_the_terms_of_the_catalogue(decoder: Decoder, call: Call) -> None:
    exact, some = decoder.catalogue(call), decoder.candidates(call)
    assert 6 <= len(some.items) < len(exact.items)
    place = np.searchsorted(exact.items, some.items)
    np.testing.assert_array_equal(exact.items[place], some.items)
    for name in ("generator", "prior", "dense", "frequency", "log_popularity"):
        np.testing.assert_allclose(getattr(exact, name)[place], getattr(some, name), rtol=1e-6)


def test_blended_lists_come_from_the_candidates(decoder: Decoder) -> None:
    for call in CALLS:
        terms = decoder.candidates(call)
        scores = terms.score(Blend(generator=1, prior=0.5, dense=0.7))
        best = terms.items[np.lexsort((terms.items, -scores))[:5]]
        ranking = decoder.recommend(call, blend=Blend(generator=1, prior=0.5, dense=0.7), count=5)
        np.testing.assert_array_equal(ranking.items, best)


@pytest.mark.parametrize("call", CALLS)
def test_lists_are_full_and_obey_filter_exclusions_and_cap(decoder: Decoder, call: Call) -> None:
    types = decoder.tables.types
    allowed = np.zeros(ITEMS, bool)
    allowed[::2] = True
    ranking = decoder.recommend(
        call, blend=BLEND, count=8, per_type=1, allowed=allowed, exclude=[10, 12]
    )
    assert not set(ranking.items) & {10, 12}
    assert allowed[ranking.items].all()
    kinds = types[ranking.items]
    kinds = kinds[kinds >= 0]
    assert len(kinds) == len(set(kinds))
    assert len(set(ranking.items)) == len(ranking.items)
    assert (np.diff(ranking.scores) <= 0).all()
    possible = decoder.catalogue(call).items
    possible = possible[allowed[possible] & ~np.isin(possible, [10, 12])]
    in_basket = set(types[list(call.basket)]) - {-1}  # the cap counts the basket
    assert not set(kinds) & in_basket
    possible = possible[~np.isin(types[possible], list(in_basket))]
    left = len(set(types[possible]) - {-1}) + int((types[possible] == -1).sum())
    assert len(ranking.items) == min(8, left)


def test_ties_go_to_the_lower_item(decoder: Decoder) -> None:
    ranking = decoder.recommend(CALLS[3], blend=Blend(generator=0), count=6)
    assert (ranking.scores == 0).all()
    assert (np.diff(ranking.items) > 0).all()


def test_encoding_ahead_changes_nothing(decoder: Decoder) -> None:
    encoded = decoder.encode(CALLS)
    for call, pair in zip(CALLS, encoded, strict=True):
        one = decoder.recommend(call, blend=BLEND, count=10)
        other = decoder.recommend(call, blend=BLEND, count=10, encoded=pair)
        np.testing.assert_array_equal(one.items, other.items)


def test_ids_the_model_was_not_trained_on_are_refused(decoder: Decoder) -> None:
    swapped = decoder.tables.semantic_ids[::-1].copy()
    tables = dataclasses.replace(decoder.tables, semantic_ids=swapped)
    with pytest.raises(MusicRecError, match="other semantic IDs"):
        Decoder(model=decoder.model, tables=tables, protocol=decoder.protocol)
