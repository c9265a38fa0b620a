from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch

from musicrec import seeds
from musicrec.features.store import Features
from musicrec.features.whitening import SCALE
from musicrec.progress import Progress
from musicrec.tokenizer import losses
from musicrec.tokenizer.control import train_control
from musicrec.tokenizer.fusion import FusionEncoder
from musicrec.tokenizer.train import (
    Inputs,
    Partners,
    Trained,
    TrainingSettings,
    train_tokenizer,
)

ITEMS, WIDTH = 240, 64
KINDS = 24
SETTINGS = TrainingSettings(
    levels=2,
    codebook_size=16,
    dimension=16,
    epochs=40,
    batch_size=80,
    learning_rate=3e-3,
    seed=1,
)


def catalogue(*, text: bool = True, image: bool = True) -> Features:
    """24 kinds that text and image tell apart; kinds 2 k and 2 k + 1 are bought together."""
    rng = np.random.default_rng(4)
    kind = np.arange(ITEMS) % KINDS
    company = np.zeros((ITEMS, 64), np.float32)
    company[np.arange(ITEMS), kind // 2] = 1

    def rows(scale: float) -> np.ndarray:
        centres = rng.standard_normal((KINDS, WIDTH))
        values = centres[kind] + scale * rng.standard_normal((ITEMS, WIDTH))
        stored: np.ndarray = np.clip(np.rint(values / SCALE), -127, 127).astype(np.int8)
        return stored

    has = np.array([text, image], np.uint8)
    variances = np.tile(np.geomspace(1, 0.01, WIDTH, dtype=np.float32), (2, 1))
    return Features(
        text=rows(0.5) * has[0].astype(np.int8),
        image=rows(0.5) * has[1].astype(np.int8),
        present=np.tile(has, (ITEMS, 1)),
        collaborative=company,
        variances=variances * has[:, None],
    )


def partners() -> Partners:
    """Each item's partners: the items of the kind its own is bought with."""
    kind = np.arange(ITEMS) % KINDS
    other = np.stack([np.flatnonzero(kind == (k ^ 1)) for k in kind]).astype(np.int32)
    return Partners.of(other, np.ones_like(other, np.float32), np.ones(ITEMS, np.float32))


def train(features: Features, **changes: float) -> Trained:
    seeds.set_up_torch(1, threads=1)
    settings = replace(SETTINGS, **changes)  # type: ignore[arg-type]
    return train_tokenizer(features, partners(), settings, Progress(quiet=True))


def codes_of(trained: Trained) -> np.ndarray:
    codes: np.ndarray = trained.quantizer.encode(trained.fused)[0].numpy()
    return codes


def together(codes: np.ndarray) -> float:
    """Share of the pairs of items bought together that share the first code."""
    kind = np.arange(ITEMS) % KINDS
    bought = (kind[:, None] ^ 1) == kind[None, :]
    same = codes[:, :1] == codes[:, 0][None, :]
    return float(same[bought].mean())


@pytest.fixture(scope="module")
def guided() -> Trained:
    return train(catalogue())


@pytest.fixture(scope="module")
def unguided() -> Trained:
    return train(catalogue(), guidance=0.0, pull=0.0)


def test_guidance_moves_items_bought_together_under_one_code(
    guided: Trained, unguided: Trained
) -> None:
    assert together(codes_of(guided)) > together(codes_of(unguided)) + 0.2


def test_either_kind_of_guidance_helps_alone(unguided: Trained) -> None:
    plain = together(codes_of(unguided))
    assert together(codes_of(train(catalogue(), pull=0.0))) > plain + 0.05
    assert together(codes_of(train(catalogue(), guidance=0.0))) > plain + 0.05


def test_without_guidance_codes_follow_content(unguided: Trained) -> None:
    codes, kind = codes_of(unguided), np.arange(ITEMS) % KINDS
    same_kind = kind[:, None] == kind[None, :]
    same_code = codes[:, :1] == codes[:, 0][None, :]
    assert same_code[same_kind].mean() > 0.6
    assert same_code[~same_kind].mean() < 0.15


def test_all_codes_are_used_and_inputs_can_be_read_back(unguided: Trained) -> None:
    codes = codes_of(unguided)
    assert all(len(np.unique(codes[:, level])) == 16 for level in range(2))
    # A constant guess has error 1.25 (unit centres, noise of .5).
    assert unguided.reconstruction["text"] < 0.8
    assert unguided.reconstruction["image"] < 0.8


def test_the_term_keeps_shared_and_specific_apart(guided: Trained) -> None:
    def overlap(trained: Trained) -> float:
        inputs = Inputs.of(catalogue())
        with torch.no_grad():
            parts = trained.encoder.parts(inputs.text, inputs.image, inputs.present)
            return float(
                losses.apart(parts.shared, parts.text) + losses.apart(parts.shared, parts.image)
            )

    assert overlap(guided) < 0.8 * overlap(train(catalogue(), apart=0.0))


def test_the_same_seed_gives_the_same_codes_and_another_seed_others(guided: Trained) -> None:
    again, other = train(catalogue()), train(catalogue(), seed=2)
    assert torch.equal(again.fused, guided.fused)
    assert (codes_of(again) == codes_of(guided)).all()
    assert (codes_of(other) != codes_of(guided)).any()


def test_the_encoder_comes_snapped_and_gives_the_fused_vectors(guided: Trained) -> None:
    inputs = Inputs.of(catalogue())
    copy = FusionEncoder(guided.encoder.config)
    copy.load_state_dict(guided.encoder.state_dict())
    copy.snap()
    with torch.no_grad():
        fused = copy(inputs.text, inputs.image, inputs.present)
    assert torch.allclose(fused, guided.fused, atol=1e-5)


@pytest.mark.parametrize(("there", "lacking"), [("text", "image"), ("image", "text")])
def test_a_shop_with_one_modality_trains_on_it_alone(there: str, lacking: str) -> None:
    trained = train(catalogue(**{lacking: False}))
    assert lacking not in trained.reconstruction
    assert trained.reconstruction[there] < 0.8
    assert len(np.unique(codes_of(trained)[:, 0])) == 16


def test_an_item_keeps_its_neighbourhood_without_its_picture(guided: Trained) -> None:
    inputs, kind = Inputs.of(catalogue()), np.arange(ITEMS) % KINDS
    only_text = inputs.present.clone()
    only_text[:, 1] = 0
    with torch.no_grad():
        fused = guided.encoder(inputs.text, torch.zeros_like(inputs.image), only_text)
        nearest = torch.cdist(fused, guided.fused).argmin(1).numpy()
    family = kind // 2
    assert (family[nearest] == family).mean() > 0.8


def test_partners_are_drawn_by_their_chances_and_loners_have_none() -> None:
    neighbours = np.array([[1, 2], [-1, -1]], np.int32)
    weights = np.array([[3.0, 1.0], [0.0, 0.0]], np.float32)
    drawn = Partners.of(neighbours, weights, np.ones(3, np.float32)).draw(
        np.repeat([0, 1], 2000), np.random.default_rng(1)
    )
    assert (drawn[:2000] == 1).mean() == pytest.approx(0.75, abs=0.04)
    assert set(drawn[:2000]) == {1, 2}
    assert (drawn[2000:] == -1).all()


def test_popular_items_are_drawn_less_than_their_weight() -> None:
    neighbours = np.array([[1, 2]], np.int32)
    equal = np.ones((1, 2), np.float32)
    chances = Partners.of(neighbours, equal, np.array([1, 10_000, 1], np.float32)).chances
    assert chances[0, 1] > 10 * chances[0, 0]


def test_the_control_uses_the_same_inputs_and_only_them() -> None:
    inputs = Inputs.of(catalogue())
    vectors, quantizer = train_control(inputs, levels=2, codebook_size=16, seed=1)
    assert vectors.shape == (ITEMS, 2 * WIDTH)
    codes = quantizer.encode(vectors)[0]
    again = train_control(inputs, levels=2, codebook_size=16, seed=1)[1].encode(vectors)[0]
    assert torch.equal(codes, again)
    assert len(set(codes[:, 0].tolist())) == 16
