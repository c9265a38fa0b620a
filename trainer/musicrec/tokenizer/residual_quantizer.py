"""Residual quantizer: a vector becomes one code a level, each quantising what was left.

Parameters: `codebooks.{l}` float32 (V, F), l = 0 … L − 1 (`codebook.{l + 1}` in the bundle).
Inference, for a fused vector x (B, F):

    r_1 = x
    c_l = argmin_v |r_l − C_l[v]|²      (the lower v of equals)
    r_{l+1} = r_l − C_l[c_l]

The distances the bundle wants are those of the last level, |r_L − C_L[v]|² for all v. The quantised
vector is Σ_l C_l[c_l]. In training the gradient passes straight through to x, the codebooks follow
their vectors (codebook loss) and the vectors keep near their codewords (commitment loss, van den
Oord et al. 2017, arXiv:1711.00937); losses are sums over F, means over rows. The vectors are
standardised (LayerNorm in `fusion.py`), so that the losses have a scale that cannot collapse.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from musicrec.tokenizer.kmeans import kmeans, lloyd, nearest, squared_distances

COMMITMENT = 0.25


@dataclass(frozen=True, kw_only=True)
class Quantised:
    """codes (B, L) int64, vectors (B, F) with the straight-through gradient, loss ()."""

    codes: Tensor
    vectors: Tensor
    loss: Tensor


class ResidualQuantizer(nn.Module):
    """L codebooks of V codewords of F numbers."""

    def __init__(self, *, levels: int, codebook_size: int, dimension: int) -> None:
        super().__init__()
        self.codebooks = nn.ParameterList(
            nn.Parameter(torch.zeros(codebook_size, dimension)) for _ in range(levels)
        )

    def books(self) -> list[NDArray[np.float32]]:
        """L codebooks (V, F), for what is not trained."""
        return [book.detach().numpy() for book in self.codebooks]

    @torch.no_grad()
    def encode(self, vectors: Tensor) -> tuple[Tensor, Tensor]:
        """Codes (B, L) int64 of vectors (B, F), and the last level's squared distances (B, V)."""
        residual, codes = vectors, []
        distances = vectors.new_zeros(len(vectors), 0)
        for codebook in self.codebooks:
            distances = squared_distances(residual, codebook)  # (B, V)
            code = distances.argmin(1)
            codes.append(code)
            residual = residual - codebook[code]
        return torch.stack(codes, 1), distances

    def decode(self, codes: Tensor) -> Tensor:
        """(B, F) the sum of the codewords of codes (B, L)."""
        rows = [book[codes[:, level]] for level, book in enumerate(self.codebooks)]
        return torch.stack(rows).sum(0)

    def forward(self, vectors: Tensor) -> Quantised:
        """Quantise vectors (B, F) for training."""
        residual, codes = vectors, []
        loss = vectors.new_zeros(())
        for codebook in self.codebooks:
            code = nearest(residual.detach(), codebook.detach())[0]
            words = codebook[code]  # (B, F)
            loss = loss + ((residual.detach() - words) ** 2).sum(1).mean()
            loss = loss + COMMITMENT * ((residual - words.detach()) ** 2).sum(1).mean()
            residual = residual - words.detach()
            codes.append(code)
        quantised = vectors - residual
        through = vectors + (quantised - vectors).detach()
        return Quantised(codes=torch.stack(codes, 1), vectors=through, loss=loss)

    @torch.no_grad()
    def initialise(self, vectors: Tensor, generator: torch.Generator, iterations: int = 20) -> None:
        """k-means of vectors (N, F), level by level; the same generator gives the same books."""
        residual = vectors
        for codebook in self.codebooks:
            codebook.copy_(kmeans(residual, len(codebook), generator, iterations))
            residual = residual - codebook[nearest(residual, codebook)[0]]

    @torch.no_grad()
    def refine(self, vectors: Tensor, iterations: int = 20) -> None:
        """Lloyd's rounds from where the codebooks are, level by level; dead codes are reborn."""
        residual = vectors
        for codebook in self.codebooks:
            codebook.copy_(lloyd(residual, codebook.clone(), iterations))
            residual = residual - codebook[nearest(residual, codebook)[0]]

    @torch.no_grad()
    def reset_dead(self, vectors: Tensor, generator: torch.Generator) -> int:
        """Move codewords that none of vectors (N, F) uses onto residuals drawn by their error.

        Returns how many were dead.
        """
        residual, dead = vectors, 0
        for codebook in self.codebooks:
            owner, distances = nearest(residual, codebook)
            unused = torch.nonzero(torch.bincount(owner, minlength=len(codebook)) == 0)[:, 0]
            unused = unused[: len(vectors)]
            if len(unused) > 0:
                dead += len(unused)
                rows = torch.multinomial(distances + 1e-9, len(unused), generator=generator)
                codebook[unused] = residual[rows]
            residual = residual - codebook[nearest(residual, codebook)[0]]
        return dead
