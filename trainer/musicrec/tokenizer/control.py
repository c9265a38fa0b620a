"""The control arm: residual k-means on the same inputs, nothing learned, nobody's company.

It says what fusion and guidance are worth. A bundle cannot be exported from it.
"""

from __future__ import annotations

import torch
from torch import Tensor

from musicrec import seeds
from musicrec.tokenizer.residual_quantizer import ResidualQuantizer
from musicrec.tokenizer.train import Inputs

ROUNDS = 50


def weighted_inputs(inputs: Inputs) -> Tensor:
    """(N, 2 A) text beside image, each direction weighted as in the fusion's reconstruction."""
    text = inputs.text * inputs.weights[0].sqrt() * inputs.present[:, :1]
    image = inputs.image * inputs.weights[1].sqrt() * inputs.present[:, 1:]
    return torch.cat([text, image], 1)


def train_control(
    inputs: Inputs, *, levels: int, codebook_size: int, seed: int
) -> tuple[Tensor, ResidualQuantizer]:
    """The vectors (N, 2 A) and the quantizer fitted to them."""
    vectors = weighted_inputs(inputs)
    quantizer = ResidualQuantizer(
        levels=levels, codebook_size=codebook_size, dimension=vectors.shape[1]
    )
    draws = torch.Generator().manual_seed(seeds.derive_seed(seed, "control"))
    quantizer.initialise(vectors, draws, ROUNDS)
    return vectors, quantizer
