from __future__ import annotations

import pytest
import torch

from musicrec.tokenizer.concat import ConcatEncoder
from musicrec.tokenizer.fusion import FusionConfig, FusionEncoder

CONFIG = FusionConfig(features=6, dimension=8, hidden=5, experts=2)


@pytest.fixture
def encoder() -> ConcatEncoder:
    torch.manual_seed(1)
    made = ConcatEncoder(CONFIG)
    torch.nn.init.normal_(made.missing)
    return made


def rows(seed: int) -> torch.Tensor:
    return torch.randn(9, 6, generator=torch.Generator().manual_seed(seed))


def test_vectors_have_the_width_and_scale_of_the_fusions(encoder: ConcatEncoder) -> None:
    present = torch.ones(9, 2)
    fused = encoder(rows(1), rows(2), present)
    assert fused.shape == FusionEncoder(CONFIG)(rows(1), rows(2), present).shape
    assert torch.allclose(fused.mean(1), torch.zeros(9), atol=1e-5)
    assert torch.allclose(fused.var(1, unbiased=False), torch.ones(9), atol=1e-2)


@pytest.mark.parametrize("missing", [0, 1])
def test_a_missing_modality_is_not_looked_at(encoder: ConcatEncoder, missing: int) -> None:
    present = torch.ones(9, 2)
    present[:, missing] = 0
    given = [rows(1), rows(2)]
    before = encoder(*given, present)
    given[missing] = rows(3)
    assert torch.equal(encoder(*given, present), before)
    given[1 - missing] = rows(4)
    assert not torch.allclose(encoder(*given, present), before)


def test_it_has_the_hidden_numbers_of_all_experts_and_more_weights(encoder: ConcatEncoder) -> None:
    fusion = FusionEncoder(CONFIG)
    groups = (fusion.shared, fusion.text, fusion.image)
    assert len(encoder.mlp.up.bias) == sum(len(group.experts) for group in groups) * CONFIG.hidden
    sizes = [sum(p.numel() for p in network.parameters()) for network in (encoder, fusion)]
    assert sizes[0] > sizes[1]


def test_snapping_again_changes_nothing(encoder: ConcatEncoder) -> None:
    before = encoder.mlp.up.weight.clone()
    encoder.snap()
    once = encoder.mlp.up.weight.clone()
    encoder.snap()
    assert not torch.equal(before, once)
    assert torch.allclose(encoder.mlp.up.weight, once, atol=1e-6)
