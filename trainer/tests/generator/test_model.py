from __future__ import annotations

import pytest
import torch

from musicrec.errors import MusicRecError
from musicrec.generator.model import Generator, GeneratorConfig, exported_mask


def test_the_bundles_integers_give_the_same_item_vectors(model: Generator) -> None:
    values, _ = model.items.quantised_residual()
    assert values.dtype == torch.int8
    assert int(values.abs().max()) == 127
    vectors = values.float() @ model.items.folded_projection()
    for level, table in enumerate(model.items.code):
        vectors = vectors + table(model.items.codes[:, level])
    torch.testing.assert_close(model.items(), vectors, atol=1e-5, rtol=1e-5)


def test_the_residual_learns_through_the_rounding(model: Generator) -> None:
    model.items().square().sum().backward()
    gradient = model.items.residual.grad
    assert gradient is not None and bool((gradient != 0).any(dim=1).all())


def test_a_dropped_residual_leaves_the_codes(model: Generator) -> None:
    keep = torch.ones(len(model.items.codes), 1)
    keep[3] = 0
    vectors = model.items(keep)
    codes = sum(table(model.items.codes[:, level]) for level, table in enumerate(model.items.code))
    torch.testing.assert_close(vectors[3], codes[3])
    torch.testing.assert_close(vectors[4], model.items()[4])
    assert not torch.allclose(vectors[4], codes[4])


def test_level_heads_give_distributions_that_depend_on_the_prefix(model: Generator) -> None:
    state = torch.randn(2, 16)
    prefix = torch.tensor([[0, 1], [2, 1]])
    log_probs = model.level_log_probs(2, state, prefix)
    assert log_probs.shape == (2, 256)
    torch.testing.assert_close(log_probs.exp().sum(1), torch.ones(2))
    other = model.level_log_probs(2, state, torch.tensor([[0, 1], [3, 1]]))
    torch.testing.assert_close(other[0], log_probs[0])
    assert not torch.allclose(other[1], log_probs[1])


def test_the_exported_mask_follows_the_bundle_format() -> None:
    # state token, two history rows (visits 1 and 2), one basket row
    mask = exported_mask([7, 1, 2, 0], max_history=6)
    may = (mask == 0).tolist()
    assert may == [
        [True, False, False, True],
        [False, True, True, False],
        [False, True, True, False],
        [False, True, True, True],
    ]
    assert (exported_mask([7, 1, 2], max_history=6)[0] == 0).tolist() == [True, True, True]


def test_sizes_that_cannot_be_built_are_refused() -> None:
    with pytest.raises(MusicRecError, match=r"multiple of generator\.heads"):
        GeneratorConfig(levels=3, dimension=10, heads=4)
    with pytest.raises(MusicRecError, match="max_history is 0"):
        GeneratorConfig(levels=3, max_history=0)
    with pytest.raises(MusicRecError, match="2 levels"):
        Generator(GeneratorConfig(levels=2), semantic_ids=torch.zeros(5, 3, dtype=torch.uint8))


def test_a_configuration_survives_json() -> None:
    config = GeneratorConfig(levels=4, dimension=64)
    assert GeneratorConfig.from_json(config.as_json()) == config
    assert config.state_role("new") == config.roles - 1
