"""Parameters of the generator under their names in a bundle, and back.

The names and shapes are those of docs/bundle-format.md: a matrix is (inputs, outputs), a table is
(rows, width). Whatever writes or reads a network goes through these names.
"""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor, nn

from musicrec.export.quantise import Floats, Per, dequantise, quantise
from musicrec.generator.model import EncoderLayer, Generator, LevelHead

Weights = dict[str, Floats]


def array_of(tensor: Tensor) -> Floats:
    """The tensor's values as a float32 array in row order."""
    return np.ascontiguousarray(tensor.detach().cpu().numpy().astype(np.float32))


def _modules(generator: Generator) -> dict[str, nn.Module]:
    """Modules by the prefix of their parameters' names."""
    modules: dict[str, nn.Module] = {}
    for number, table in enumerate(generator.items.code, start=1):
        modules[f"items.code.{number}"] = table
    modules["encoder.role"] = generator.role
    for number, layer in enumerate(generator.layers, start=1):
        if not isinstance(layer, EncoderLayer):
            raise TypeError("layers hold EncoderLayer modules only")
        for name in ("norm1", "query", "key", "value", "output", "norm2", "up", "down"):
            modules[f"encoder.{number}.{name}"] = layer.get_submodule(name)
    modules["encoder.norm"] = generator.norm
    modules["dense"] = generator.dense
    for number, head in enumerate(generator.heads, start=1):
        if not isinstance(head, LevelHead):
            raise TypeError("heads hold LevelHead modules only")
        modules[f"level.{number}.state"] = head.state
        for position, table in enumerate(head.prefix, start=1):
            modules[f"level.{number}.prefix.{position}"] = table
        modules[f"level.{number}.code"] = head.code
    return modules


def quantised_per(name: str) -> Per | None:
    """How a parameter is quantised: tables per row, matrices per column, None: not at all."""
    if not name.endswith(".weight") or name.startswith("encoder.role."):
        return None
    if name.startswith("items.code.") or ".prefix." in name:
        return "row"
    return None if ".norm" in name else "column"


def generator_weights(generator: Generator) -> Weights:
    """All parameters by name. `items.residual.weight` takes the raw int8 residuals."""
    weights: Weights = {}
    for prefix, module in _modules(generator).items():
        for part, parameter in module.named_parameters():
            value = array_of(parameter)
            is_matrix = isinstance(module, nn.Linear) and part == "weight"
            weights[f"{prefix}.{part}"] = np.ascontiguousarray(value.T) if is_matrix else value
    weights["items.residual.weight"] = array_of(generator.items.folded_projection())
    return weights


def as_shipped(weights: Weights) -> Weights:
    """The same weights after a round through int8: what the exported networks compute with."""
    shipped = {}
    for name, value in weights.items():
        per = quantised_per(name)
        shipped[name] = (
            value if per is None else dequantise(*quantise(value, per=per, name=name), per=per)
        )
    return shipped


def load_weights(generator: Generator, weights: Weights) -> None:
    """Put weights by name back into the modules, the residuals' scales taken out of P again."""
    with torch.no_grad():
        for prefix, module in _modules(generator).items():
            for part, parameter in module.named_parameters():
                value = torch.from_numpy(weights[f"{prefix}.{part}"])
                is_matrix = isinstance(module, nn.Linear) and part == "weight"
                parameter.copy_(value.T if is_matrix else value)
        scale = generator.items.residual_scale()[:, None]
        folded = torch.from_numpy(weights["items.residual.weight"]).to(scale.device)
        generator.items.projection.weight.copy_((folded / scale).T)
