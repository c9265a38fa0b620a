"""Shared-specific fusion encoder: an item's text and image become one vector, together.

The forward pass, exactly (the bundle's fusion.onnx is this and the residual quantizer). Inputs:
`text` (B, A), `image` (B, A) float32, the dequantised whitened features, A = 64; `present` (B, 2)
float32, 1 or 0 for text and image. For a row x and an nn.Linear `name`, name(x) = x · weightᵀ +
bias. K experts a group, H hidden numbers an expert, F = the fused width.

    p_t, p_v = present[:, 0], present[:, 1]
    t = p_t · text  + (1 − p_t) · missing[0]                `missing` (2, A), learned
    v = p_v · image + (1 − p_v) · missing[1]
    E(x) = down(relu(up(x)))                                an expert: `up` in → H, `down` H → F
    c = [t ; v ; present]                                   (B, 2 A + 2)
    shared = Σ_k softmax(shared.gate(c))_k · E_shared,k(c)
    own_t  = p_t · Σ_k softmax(text.gate(t))_k · E_text,k(t)
    own_v  = p_v · Σ_k softmax(image.gate(v))_k · E_image,k(v)
    fused  = LayerNorm(shared + own_t + own_v)              over F, epsilon 1e-5, no parameters

Parameters, by name: `missing`; for each group g in shared, text, image: `g.gate.weight` (K, in),
`g.gate.bias` (K), and for each k in 0 … K − 1 `g.experts.{k}.up.weight` (H, in), `.up.bias` (H),
`.down.weight` (F, H), `.down.bias` (F). `snap` puts every weight matrix (gates too; not `missing`,
not the biases) on an int8 grid with one scale per output (row here, column in the bundle), so that
the exported int8 matrices are these numbers and give the same codes. A modality an item lacks has
no part of its own; the shared experts see a learned vector in its place.

After MMQ (arXiv:2508.15281): shared experts over all modalities, specific experts for each. What
keeps them apart, reconstruction and guidance are losses: see `train.py`.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional

MODALITIES = ("text", "image")
NORM_EPSILON = 1e-5
QUANTISED_MAX = 127


@dataclass(frozen=True, kw_only=True)
class FusionConfig:
    """The sizes that fix the network: A, F, H, K of the formulas."""

    features: int = 64
    dimension: int = 32
    hidden: int = 64
    experts: int = 2

    def as_json(self) -> dict[str, Any]:
        """The configuration as plain JSON values."""
        return asdict(self)


@dataclass(frozen=True, kw_only=True)
class Fused:
    """fused (B, F) and the summands before the norm: shared, text, image (B, F) each.

    Zeros for a summand that an encoder does not have.
    """

    fused: Tensor
    shared: Tensor
    text: Tensor
    image: Tensor


class Expert(nn.Module):
    """down(relu(up(x)))."""

    def __init__(self, inputs: int, hidden: int, outputs: int) -> None:
        super().__init__()
        self.up = nn.Linear(inputs, hidden)
        self.down = nn.Linear(hidden, outputs)

    def forward(self, rows: Tensor) -> Tensor:
        """(B, in) → (B, F)."""
        result: Tensor = self.down(functional.relu(self.up(rows)))
        return result


class ExpertGroup(nn.Module):
    """Experts over one input, mixed by a softmax gate over the same input."""

    def __init__(self, inputs: int, config: FusionConfig) -> None:
        super().__init__()
        self.gate = nn.Linear(inputs, config.experts)
        self.experts = nn.ModuleList(
            Expert(inputs, config.hidden, config.dimension) for _ in range(config.experts)
        )

    def forward(self, rows: Tensor) -> Tensor:
        """(B, in) → (B, F)."""
        gates = torch.softmax(self.gate(rows), 1)  # (B, K)
        outputs = torch.stack([expert(rows) for expert in self.experts], 1)  # (B, K, F)
        return (gates[:, :, None] * outputs).sum(1)


class FusionEncoder(nn.Module):
    """The network of the module's docstring."""

    def __init__(self, config: FusionConfig) -> None:
        super().__init__()
        self.config = config
        self.missing = nn.Parameter(torch.zeros(len(MODALITIES), config.features))
        self.shared = ExpertGroup(2 * config.features + len(MODALITIES), config)
        self.text = ExpertGroup(config.features, config)
        self.image = ExpertGroup(config.features, config)

    def parts(self, text: Tensor, image: Tensor, present: Tensor) -> Fused:
        """The fused vectors and what they are the sum of."""
        has_text, has_image = present[:, :1], present[:, 1:]  # (B, 1)
        text = has_text * text + (1 - has_text) * self.missing[0]  # (B, A)
        image = has_image * image + (1 - has_image) * self.missing[1]
        shared = self.shared(torch.cat([text, image, present], 1))  # (B, F)
        own_text = has_text * self.text(text)
        own_image = has_image * self.image(image)
        total = shared + own_text + own_image
        fused = functional.layer_norm(total, total.shape[1:], eps=NORM_EPSILON)
        return Fused(fused=fused, shared=shared, text=own_text, image=own_image)

    def forward(self, text: Tensor, image: Tensor, present: Tensor) -> Tensor:
        """Fused vectors (B, F) of text (B, A), image (B, A), present (B, 2)."""
        return self.parts(text, image, present).fused

    def snap(self) -> None:
        """`snap_matrices` of all of it."""
        snap_matrices(self)


@torch.no_grad()
def snap_matrices(network: nn.Module) -> None:
    """Round every weight matrix to int8 × one float32 scale per output row, in place."""
    for module in network.modules():
        if isinstance(module, nn.Linear):
            weight = module.weight
            largest = weight.abs().amax(1, keepdim=True).clamp(min=1e-8)
            scale = largest / QUANTISED_MAX  # (out, 1)
            weight.copy_((weight / scale).round() * scale)
