from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from musicrec import seeds
from musicrec.config import TOKENIZER_KINDS, Config, TokenizerSection
from musicrec.errors import MusicRecError
from musicrec.features.store import Features
from musicrec.progress import Progress
from musicrec.tokenizer.assignment import assign_unique
from musicrec.tokenizer.fusion import FusionEncoder
from musicrec.tokenizer.kinds import TRAINED, Made, make_tokenizer
from musicrec.tokenizer.modalities import seeing
from musicrec.tokenizer.train import Inputs, Partners, TrainingSettings

WIDTH = 8
SETTINGS = TrainingSettings(
    levels=3,
    codebook_size=4,
    dimension=6,
    epochs=3,
    batch_size=16,
    learning_rate=3e-3,
    seed=1,
)
EXPORTED = {"fusion", "fusion_without_orthogonality", "fusion_without_guidance"}


def features(items: int, seed: int, *, alike: bool = False) -> Features:
    """Random features; some items lack text, some pictures, some both; or all are the same."""
    rng = np.random.default_rng(seed)
    present = (rng.random((items, 2)) < 0.8).astype(np.uint8)
    present[0] = 1
    rows = rng.integers(-60, 61, (2, 1 if alike else items, WIDTH)).astype(np.int8)
    rows = np.broadcast_to(rows, (2, items, WIDTH)) * present.T[:, :, None].astype(np.int8)
    return Features(
        text=rows[0],
        image=rows[1],
        present=present,
        collaborative=rng.standard_normal((items, 5)).astype(np.float32),
        variances=np.ones((2, WIDTH), np.float32),
    )


def partners(items: int, seed: int) -> Partners:
    rng = np.random.default_rng(seed)
    neighbours = rng.integers(-1, items, (items, 3)).astype(np.int32)
    weights = (neighbours >= 0).astype(np.float32)
    return Partners.of(neighbours, weights, np.ones(items, np.float32))


def make(kind: str, given: Features, *, company: int = 0, levels: int = 3) -> Made:
    seeds.set_up_torch(1, threads=1)
    some = replace(SETTINGS, levels=levels)
    return make_tokenizer(kind, given, partners(len(given), company), some, Progress(quiet=True))


def raw_codes(made: Made) -> np.ndarray:
    codes: np.ndarray = made.tokenizer.quantizer.encode(made.vectors)[0].numpy()
    return codes


def test_the_kinds_are_those_of_the_configuration() -> None:
    assert set(TRAINED) | {"separate", "kmeans"} == set(TOKENIZER_KINDS)
    assert Config().tokenizer.kind == TOKENIZER_KINDS[0] == "fusion"


@pytest.mark.parametrize("kind", TOKENIZER_KINDS)
@settings(max_examples=10)
@given(
    items=st.integers(5, 64),
    seed=st.integers(0, 99),
    alike=st.booleans(),
    levels=st.integers(3, 4),
)
def test_every_kind_gives_every_item_an_id_of_its_own(
    kind: str, items: int, seed: int, alike: bool, levels: int
) -> None:
    made = make(kind, features(items, seed, alike=alike), company=seed, levels=levels)
    books = [book.detach().numpy() for book in made.tokenizer.quantizer.codebooks]
    assert len(books) == levels
    ids = assign_unique(made.vectors.numpy(), books, raw_codes(made)).codes
    assert ids.shape == (items, levels)
    assert ids.max() < SETTINGS.codebook_size
    assert len(np.unique(ids, axis=0)) == items


@pytest.mark.parametrize("kind", TOKENIZER_KINDS)
def test_a_kind_without_a_bundle_keeps_no_encoder(kind: str) -> None:
    tokenizer = make(kind, features(30, 1)).tokenizer
    assert tokenizer.kind == kind
    assert (tokenizer.encoder is not None) == (kind in EXPORTED)


@pytest.mark.parametrize(("kind", "other"), [("text", "image"), ("image", "text")])
def test_one_modality_knows_nothing_of_the_other(kind: str, other: str) -> None:
    plain = features(40, 1)
    changed = replace(plain, **{other: np.roll(getattr(plain, other), 3, axis=0)})
    assert (raw_codes(make(kind, plain)) == raw_codes(make(kind, changed))).all()
    assert (raw_codes(make("fusion", plain)) != raw_codes(make("fusion", changed))).any()


def test_without_guidance_nobodys_company_counts() -> None:
    plain = features(40, 1)
    changed = replace(plain, collaborative=plain.collaborative[::-1].copy())

    def vectors(kind: str, given: Features, company: int) -> torch.Tensor:
        return make(kind, given, company=company).vectors

    kind = "fusion_without_guidance"
    assert torch.equal(vectors(kind, plain, 0), vectors(kind, changed, 1))
    assert not torch.equal(vectors("fusion", plain, 0), vectors("fusion", changed, 0))
    assert not torch.equal(vectors("fusion", plain, 0), vectors("fusion", plain, 1))


def test_the_arms_differ_from_the_fusion_and_from_each_other() -> None:
    vectors = {kind: make(kind, features(40, 1)).vectors for kind in TOKENIZER_KINDS}
    sums = {kind: round(float(value.double().abs().sum()), 6) for kind, value in vectors.items()}
    assert len(set(sums.values())) == len(TOKENIZER_KINDS)


def test_the_fusions_encoder_gives_the_vectors() -> None:
    given = features(40, 1)
    made = make("fusion_without_orthogonality", given)
    encoder, inputs = made.tokenizer.encoder, Inputs.of(given)
    assert isinstance(encoder, FusionEncoder)
    with torch.no_grad():
        assert torch.equal(encoder(inputs.text, inputs.image, inputs.present), made.vectors)


@pytest.mark.parametrize("kind", ["image", "separate"])
def test_a_kind_about_pictures_needs_pictures(kind: str) -> None:
    with pytest.raises(MusicRecError, match="needs image, but none of the 20 items") as caught:
        make(kind, seeing(features(20, 1), "text"))
    assert caught.value.code == "CONFIG_INVALID"


def test_separate_ids_need_a_level_for_each_modality() -> None:
    assert TokenizerSection(kind="separate", levels=2).levels == 2
    with pytest.raises(MusicRecError, match=r"tokenizer\.levels is 1"):
        TokenizerSection(kind="separate", levels=1)
    with pytest.raises(MusicRecError, match=r"tokenizer\.kind is 'magic'"):
        TokenizerSection(kind="magic")
