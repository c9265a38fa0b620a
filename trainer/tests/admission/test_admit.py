"""A catalogue with new items: what stays, what a new item is, where it ranks."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch

from musicrec.admission.admit import (
    Catalogue,
    Described,
    Newcomers,
    Preference,
    admit,
    introduce,
)
from musicrec.admission.kin import find_kin
from musicrec.admission.source import with_new_items
from musicrec.admission.vectors import lift_of
from musicrec.export.bundle import build_bundle
from musicrec.export.source import Source
from musicrec.features.prior import Prior, as_matrix
from musicrec.features.store import Features
from musicrec.generator.call import Call
from musicrec.generator.decode import Blend, Decoder
from musicrec.generator.terms import Protocol, Tables
from musicrec.tokenizer.checkpoint import Tokenizer
from tests.export.tiny import tiny_source

TWIN = 12
LEVEL = 3.0


@pytest.fixture(scope="module")
def source() -> Source:
    torch.set_num_threads(1)
    return tiny_source()


@pytest.fixture(scope="module")
def known(source: Source) -> Catalogue:
    shown = source.features
    return Catalogue(
        model=source.generator,
        tables=Tables(
            semantic_ids=source.semantic_ids,
            types=np.full(source.items, -1),
            neighbours=source.neighbours,
            weights=source.weights,
            popularity=source.popularity,
        ),
        recent=source.recent,
        features=Features(
            text=shown.text,
            image=shown.image,
            present=shown.present,
            collaborative=np.zeros((source.items, 64), np.float32),
            variances=np.ones((2, 64), np.float32),
        ),
    )


@pytest.fixture(scope="module")
def lift(known: Catalogue) -> torch.Tensor:
    return lift_of(queries_of(known))


def queries_of(known: Catalogue) -> torch.Tensor:
    decoder = Decoder(model=known.model, tables=known.tables, protocol=Protocol())
    calls = [Call(visits=[(None, [item])]) for item in range(len(known.tables.types))]
    return torch.stack([query for _, query in decoder.encode(calls)])


def newcomers(source: Source, known: Catalogue, rows: list[int]) -> Newcomers:
    """New items with the features of known ones."""
    twins = {
        name: getattr(known.features, name)[rows]
        for name in ("text", "image", "present", "collaborative")
    }
    tokenizer = Tokenizer(kind="fusion", encoder=source.fusion, quantizer=source.quantizer)
    nameless = [""] * source.items
    return introduce(
        Described(features=known.features, texts=nameless),
        Described(features=replace(known.features, **twins), texts=nameless[: len(rows)]),
        tokenizer,
        source.semantic_ids,
    )


def test_admitting_nobody_changes_nothing(
    source: Source, known: Catalogue, lift: torch.Tensor
) -> None:
    after = admit(known, newcomers(source, known, []), lift=lift, preference=Preference(level=5))
    for name in ("semantic_ids", "types", "popularity"):
        assert np.array_equal(getattr(after.tables, name), getattr(known.tables, name))
    before, now = (
        as_matrix(Prior(neighbours=one.tables.neighbours, weights=one.tables.weights)).toarray()
        for one in (known, after)
    )
    assert np.array_equal(now, before)
    assert torch.equal(after.model.items(), known.model.items())
    assert np.array_equal(after.features.text, known.features.text)


def test_known_items_stay_what_they_were(
    source: Source, known: Catalogue, lift: torch.Tensor
) -> None:
    new = newcomers(source, known, [TWIN, 3])
    after = admit(known, new, lift=lift, preference=Preference(level=LEVEL, factor=2))
    count = source.items
    assert torch.allclose(after.model.items()[:count], known.model.items(), atol=1e-6)
    assert np.array_equal(after.tables.semantic_ids[:count], source.semantic_ids)
    assert after.tables.popularity[count:].tolist() == [0, 0]


def test_ids_and_kin_are_the_same_again(source: Source, known: Catalogue) -> None:
    one, other = (newcomers(source, known, [TWIN, TWIN, 3]) for _ in range(2))
    assert np.array_equal(one.ids, other.ids)
    assert np.array_equal(one.kin.weights, other.kin.weights)
    assert len(np.unique(np.concatenate([source.semantic_ids, one.ids]), axis=0)) == (
        source.items + 3
    )
    assert one.kin.rows[0, 0] == TWIN


def test_a_level_raises_the_dense_logit_for_everybody(
    source: Source, known: Catalogue, lift: torch.Tensor
) -> None:
    new, queries = newcomers(source, known, [TWIN]), queries_of(known)
    plain, raised = (
        admit(known, new, lift=lift, preference=Preference(level=level)).model.items()[-1]
        for level in (0.0, LEVEL)
    )
    with torch.no_grad():
        gain = queries @ (raised - plain)
    assert gain.mean() == pytest.approx(LEVEL, rel=0.02)
    # Raising it along the mean query instead would please some shoppers more than others.
    mean = queries.mean(0)
    along = queries @ (mean * LEVEL / (mean @ mean))
    assert gain.std() < 0.8 * along.std()


def test_an_item_that_is_a_known_one_again_ranks_next_to_it(
    source: Source, known: Catalogue, lift: torch.Tensor
) -> None:
    new = newcomers(source, known, [TWIN])
    new = replace(new, kin=find_kin(new.content, new.known_content, count=1))
    after = admit(known, new, lift=lift, preference=Preference())
    decoder = Decoder(model=after.model, tables=after.tables, protocol=Protocol())
    leads = np.flatnonzero((source.neighbours == TWIN).any(1))
    assert len(leads) > 0
    for item in leads.tolist():
        call = Call(visits=[(None, [item])])
        ranked = decoder.recommend(call, blend=Blend(generator=0, prior=1), count=source.items)
        place = {one: rank for rank, one in enumerate(ranked.items.tolist())}
        assert place[source.items] == place[TWIN] + 1


def test_a_bundle_holds_new_items_like_all_others(
    source: Source, known: Catalogue, lift: torch.Tensor
) -> None:
    new = newcomers(source, known, [TWIN])
    after = admit(known, new, lift=lift, preference=Preference(level=LEVEL))
    columns = {
        name: {**column, key: [*column[key], column[key][TWIN]]}
        for name, column in source.columns.items()
        for key in ("codes" if column["kind"] == "category" else "values",)
    }
    columns["id"]["values"][-1] = "new"
    bundle = build_bundle(
        with_new_items(source, after, columns),
        golden_cases=2,
        selftest_cases=1,
        tolerance=1e-3,
        seed=1,
    )
    assert bundle.manifest["items"] == source.items + 1
    assert bundle.manifest["model"]["residual"] == source.generator.config.residual + 1
    vectors = bundle.reference.decoder.vectors
    assert torch.allclose(vectors[-1], after.model.items()[-1], atol=0.2)
    assert bundle.parity.overlap > 0.9
