from __future__ import annotations

import numpy as np
import torch
from torch import Tensor

from musicrec.tokenizer.fusion import ExpertGroup, FusionConfig, FusionEncoder


def encoder(seed: int = 1) -> FusionEncoder:
    torch.manual_seed(seed)
    model = FusionEncoder(FusionConfig(features=6, dimension=5, hidden=7, experts=3))
    with torch.no_grad():
        model.missing.normal_()
    return model.eval()


def inputs(count: int = 8, seed: int = 2) -> tuple[Tensor, Tensor]:
    draws = torch.Generator().manual_seed(seed)
    return torch.randn(count, 6, generator=draws), torch.randn(count, 6, generator=draws)


def by_hand(model: FusionEncoder, text: Tensor, image: Tensor, present: Tensor) -> np.ndarray:
    """The formulas of the module's docstring, parameter by parameter, in numpy."""
    weights = {name: value.numpy().astype(np.float64) for name, value in model.state_dict().items()}

    def linear(x: np.ndarray, name: str) -> np.ndarray:
        result: np.ndarray = x @ weights[f"{name}.weight"].T + weights[f"{name}.bias"]
        return result

    def group(x: np.ndarray, name: str) -> np.ndarray:
        gates = np.exp(linear(x, f"{name}.gate"))
        gates /= gates.sum(1, keepdims=True)
        outputs = [
            linear(np.maximum(linear(x, f"{name}.experts.{k}.up"), 0), f"{name}.experts.{k}.down")
            for k in range(3)
        ]
        mixed: np.ndarray = (gates[:, :, None] * np.stack(outputs, 1)).sum(1)
        return mixed

    p = present.numpy().astype(np.float64)
    t = p[:, :1] * text.numpy() + (1 - p[:, :1]) * weights["missing"][0]
    v = p[:, 1:] * image.numpy() + (1 - p[:, 1:]) * weights["missing"][1]
    total = group(np.concatenate([t, v, p], 1), "shared")
    total = total + p[:, :1] * group(t, "text") + p[:, 1:] * group(v, "image")
    centred = total - total.mean(1, keepdims=True)
    result: np.ndarray = centred / np.sqrt((centred**2).mean(1, keepdims=True) + 1e-5)
    return result


def test_the_network_is_its_docstring() -> None:
    model, (text, image) = encoder(), inputs()
    present = torch.tensor([[1.0, 1.0], [1, 0], [0, 1], [0, 0]]).repeat(2, 1)
    with torch.no_grad():
        given = model(text, image, present).numpy()
    assert np.allclose(given, by_hand(model, text, image, present), atol=1e-5)


def test_what_lies_in_the_place_of_a_missing_modality_changes_nothing() -> None:
    model, (text, image) = encoder(), inputs()
    only_text = torch.tensor([[1.0, 0.0]]).repeat(8, 1)
    with torch.no_grad():
        given = model(text, image, only_text)
        assert torch.equal(given, model(text, image * 100 + 3, only_text))
        assert not torch.equal(given, model(text + 0.1, image, only_text))
        parts = model.parts(text, image, only_text)
    assert not parts.image.any()
    assert parts.text.any()


def test_a_missing_modality_is_not_the_same_as_one_of_zeros() -> None:
    model, (text, _) = encoder(), inputs()
    zeros = torch.zeros(8, 6)
    with torch.no_grad():
        there = model(text, zeros, torch.ones(8, 2))
        missing = model(text, zeros, torch.tensor([[1.0, 0.0]]).repeat(8, 1))
    assert (there - missing).abs().max() > 0.01


def test_snapped_matrices_are_int8_times_one_scale_a_row_and_stay() -> None:
    model = encoder()
    before = {name: value.clone() for name, value in model.state_dict().items()}
    model.snap()
    for name, value in model.state_dict().items():
        if name.endswith("bias") or name == "missing":
            assert torch.equal(value, before[name])
            continue
        scale = value.abs().amax(1, keepdim=True) / 127
        steps = value / scale
        assert torch.allclose(steps, steps.round(), atol=1e-4)
        assert (value - before[name]).abs().max() <= scale.max() / 2 + 1e-7
        assert not torch.equal(value, before[name])
    once = {name: value.clone() for name, value in model.state_dict().items()}
    model.snap()
    assert all(torch.allclose(v, once[n], atol=1e-8) for n, v in model.state_dict().items())


def test_every_expert_and_gate_gets_a_gradient() -> None:
    model, (text, image) = encoder(), inputs()
    model(text, image, torch.tensor([[1.0, 1.0], [1, 0], [0, 1], [1, 1]]).repeat(2, 1))[
        :, 0
    ].sum().backward()
    for name, parameter in model.named_parameters():
        assert parameter.grad is not None
        assert parameter.grad.abs().sum() > 0, name


def test_a_group_mixes_its_experts_by_the_gate() -> None:
    torch.manual_seed(3)
    group = ExpertGroup(6, FusionConfig(features=6, dimension=5, hidden=7, experts=2))
    rows, _ = inputs()
    with torch.no_grad():
        group.gate.weight.zero_()
        group.gate.bias.copy_(torch.tensor([50.0, -50.0]))
        assert torch.allclose(group(rows), group.experts[0](rows), atol=1e-6)
