"""What the tokenizer is trained for, beside quantising well (`residual_quantizer.py`).

Each function gives one scalar; `train.py` weighs and adds them.
"""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional

GUIDANCE_TEMPERATURE = 0.1
PULL_TEMPERATURE = 0.2
LEAST_DEVIATION = 0.5


def reconstruction(wanted: Tensor, given: Tensor, weights: Tensor, present: Tensor) -> Tensor:
    """Mean squared error of wanted, given (B, A), weighted by dimension (A), over present rows (B).

    `weights` have mean 1 over the dimensions that exist: what a direction was worth before
    whitening, tempered (see `train.py`); fully whitened directions would make noise as dear as
    meaning.
    """
    errors = ((wanted - given) ** 2 * weights).mean(1)  # (B)
    return (errors * present).sum() / present.sum().clamp(min=1)


def guidance(vectors: Tensor, company: Tensor) -> Tensor:
    """InfoNCE of vectors (B, C) to the items' own collaborative embeddings (B, C), unit rows.

    As LETTER's collaborative alignment (arXiv:2405.07314), with cosine and a temperature. Items
    without company (rows of zeros) are left out.
    """
    known = company.abs().sum(1) > 0
    if int(known.sum()) < 2:
        return vectors.new_zeros(())
    logits = functional.normalize(vectors[known], dim=1) @ company[known].T / GUIDANCE_TEMPERATURE
    return functional.cross_entropy(logits, torch.arange(len(logits)))


def pull(vectors: Tensor, partners: Tensor, known: Tensor) -> Tensor:
    """InfoNCE of vectors (B, F) to those of an item bought with each (B, F); known (B) bool.

    The other rows' partners are the negatives (FusID and UTGRec pull co-occurring items too).
    """
    if int(known.sum()) < 2:
        return vectors.new_zeros(())
    left = functional.normalize(vectors[known], dim=1)
    right = functional.normalize(partners[known], dim=1)
    logits = left @ right.T / PULL_TEMPERATURE
    return functional.cross_entropy(logits, torch.arange(len(logits)))


def apart(first: Tensor, second: Tensor) -> Tensor:
    """How much two parts (B, F) of the fused vector say the same: mean squared correlation × F.

    Of every dimension of one with every dimension of the other, so that the shared experts cannot
    copy a specific one's signal; and a hinge that keeps each part from shrinking to nothing.
    """
    if len(first) < 2:
        return first.new_zeros(())
    correlation = _standard(first).T @ _standard(second) / len(first)  # (F, F)
    return (correlation**2).sum() / len(correlation)


def alive(part: Tensor) -> Tensor:
    """Hinge on each dimension's standard deviation over the rows of a part (B, F)."""
    if len(part) < 2:
        return part.new_zeros(())
    return functional.relu(LEAST_DEVIATION - (part.var(0) + 1e-4).sqrt()).mean()


def _standard(part: Tensor) -> Tensor:
    return (part - part.mean(0)) / (part.var(0, unbiased=False) + 1e-4).sqrt()
