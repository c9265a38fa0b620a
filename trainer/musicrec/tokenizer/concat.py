"""Late concatenation: text and image side by side into one MLP, the plain way to fuse.

An arm to compare the fusion encoder with; no bundle can be made of it. As in `fusion.py` a learned
vector stands in for a missing modality, the result is normalised, and matrices can be snapped; the
two differ in what is between: no shared and specific experts, no gates, nothing kept apart.

    fused = LayerNorm(down(relu(up([t ; v ; present]))))

`up` has as many hidden numbers as all experts of the fusion encoder together (3 groups · K · H),
and all of them see both modalities: it has more weights than the fusion encoder, not fewer.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

from musicrec.tokenizer.fusion import (
    MODALITIES,
    NORM_EPSILON,
    Expert,
    Fused,
    FusionConfig,
    snap_matrices,
)

GROUPS = 3
"""Of experts in the fusion encoder: shared, text, image."""


class ConcatEncoder(nn.Module):
    """The network of the module's docstring, with the surface of `FusionEncoder`."""

    def __init__(self, config: FusionConfig) -> None:
        super().__init__()
        self.config = config
        self.missing = nn.Parameter(torch.zeros(len(MODALITIES), config.features))
        inputs = 2 * config.features + len(MODALITIES)
        self.mlp = Expert(inputs, GROUPS * config.experts * config.hidden, config.dimension)

    def parts(self, text: Tensor, image: Tensor, present: Tensor) -> Fused:
        """The fused vectors; all of it is shared, no modality has a part of its own."""
        has_text, has_image = present[:, :1], present[:, 1:]  # (B, 1)
        text = has_text * text + (1 - has_text) * self.missing[0]  # (B, A)
        image = has_image * image + (1 - has_image) * self.missing[1]
        total = self.mlp(torch.cat([text, image, present], 1))  # (B, F)
        fused = functional.layer_norm(total, total.shape[1:], eps=NORM_EPSILON)
        nothing = torch.zeros_like(total)
        return Fused(fused=fused, shared=total, text=nothing, image=nothing)

    def forward(self, text: Tensor, image: Tensor, present: Tensor) -> Tensor:
        """Fused vectors (B, F) of text (B, A), image (B, A), present (B, 2)."""
        return self.parts(text, image, present).fused

    def snap(self) -> None:
        """`snap_matrices` of all of it."""
        snap_matrices(self)
