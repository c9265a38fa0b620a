"""Figures that say whether a tokenizer is well: use of codes, collisions, what the levels mean.

`company` asks what IDs are for: how much better than popularity alone do a bought item's codes
foretell the codes of what is bought with it? A code-to-code table counted on fit visits, scored on
validation visits in nats a pair (higher is better). It is reported, never trained on.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from musicrec.features.cooccurrence import Cooccurrence

PAIR_SHRINK = 100.0
"""Pairs of the plain popularity mixed into each row of the table."""
FLOOR = 1e-3
ITEMS_A_CODE = 4
"""Below it, a first code says what one item is and not what several have in common."""
FORETOLD_LEVELS = 2
"""Deeper levels tell items apart, which one code of another item cannot foretell."""

Codes = NDArray[Any]
Int64 = NDArray[np.int64]
Float64 = NDArray[np.float64]


def too_fine(items: int, levels: int, codebook_size: int) -> str | None:
    """What to do where items are too few for their codes to group them; None where they are not."""
    if items >= ITEMS_A_CODE * codebook_size:
        return None
    fewer = max(2, 1 << max(1, items // ITEMS_A_CODE).bit_length() - 1)
    if fewer**levels < items:
        return None
    return (
        f"{items:,} items are few for {codebook_size} codes a level: most items have a first code "
        "almost to themselves, so the semantic IDs group little, and a purity near 100 % says "
        f"nothing. Train with --set tokenizer.codebook_size={fewer} for IDs that do."
    )


def perplexity(codes: Codes) -> float:
    """exp of the entropy of codes (N): the number of codes in even use."""
    share = np.bincount(codes) / max(len(codes), 1)
    share = share[share > 0]
    return float(np.exp(-(share * np.log(share)).sum()))


def packed(codes: Codes, levels: int) -> Int64:
    """(N) the first `levels` codes of each row as one integer."""
    value = np.zeros(len(codes), np.int64)
    for level in range(levels):
        value = value * 256 + codes[:, level]
    return value


def prefixes(codes: Codes) -> list[int]:
    """Distinct prefixes of each length of codes (N, L)."""
    return [len(np.unique(packed(codes, level + 1))) for level in range(codes.shape[1])]


def collisions(codes: Codes) -> int:
    """Items of codes (N, L) that share their ID with another item."""
    counts = np.unique(packed(codes, codes.shape[1]), return_counts=True)[1]
    return int(counts[counts > 1].sum())


def mutual_information(first: Codes, second: Codes) -> float:
    """Normalised mutual information of two labellings (N), over their mean entropy; 0 … 1."""
    a = np.unique(first, return_inverse=True)[1].astype(np.int64)
    b = np.unique(second, return_inverse=True)[1].astype(np.int64)

    def entropy(labels: Int64) -> float:
        share = np.unique(labels, return_counts=True)[1] / len(labels)
        return float(-(share * np.log(share)).sum())

    both = entropy(a * (int(b.max(initial=0)) + 1) + b)
    mean = (entropy(a) + entropy(b)) / 2
    return (entropy(a) + entropy(b) - both) / mean if mean > 0 else 0.0


def purity(codes: Codes, labels: Codes) -> float:
    """Share of items (N) whose label is the commonest of their code; labels < 0 do not count."""
    known = labels >= 0
    if not known.any():
        return 0.0
    code, label = codes[known].astype(np.int64), labels[known].astype(np.int64)
    width = int(label.max()) + 1
    cells, counts = np.unique(code * width + label, return_counts=True)
    best = np.zeros(int(code.max()) + 1, np.int64)
    np.maximum.at(best, cells // width, counts)
    return float(best.sum() / len(code))


def health(
    *,
    raw: Codes,
    codes: Codes,
    codebook_size: int,
    reconstruction: Mapping[str, float],
    labels: Mapping[str, Codes],
) -> dict[str, Any]:
    """The figures of health.json, of raw and unique codes (N, L) uint8.

    `labels` are category columns (N), −1 for missing; `reconstruction` errors ride along.
    """
    levels = raw.shape[1]
    figures: dict[str, Any] = {
        "items": len(raw),
        "levels": levels,
        "codebook_size": codebook_size,
        "usage": [len(np.unique(raw[:, at])) / codebook_size for at in range(levels)],
        "perplexity": [perplexity(raw[:, at]) for at in range(levels)],
        "prefixes": prefixes(codes),
        "collisions_before": collisions(raw),
        "collisions": collisions(codes),
        "moved": int((raw != codes).any(1).sum()),
        "reconstruction": dict(reconstruction),
    }
    for name, column in labels.items():
        known = column >= 0
        if known.any():
            figures[f"{name}_information"] = [
                mutual_information(packed(codes, at + 1)[known], column[known])
                for at in range(levels)
            ]
            figures[f"{name}_purity"] = purity(codes[:, 0], column)
    return figures


def company(codes: Codes, fit: Cooccurrence, held_out: Cooccurrence) -> list[float]:
    """Nats a held-out pair gained on popularity by knowing the partner's first code.

    Entry l: log P(c_1 … c_l of one | c_1 of the other) − log P(c_1 … c_l), tables from `fit` with
    PAIR_SHRINK, mean over the ordered pairs of `held_out` weighted by visits, l = 1, 2.
    """
    source = codes[:, 0].astype(np.int64)
    fit_from, fit_to, fit_weight = _ordered(fit)
    out_from, out_to, out_weight = _ordered(held_out)
    before_fit, before_out = source[fit_from], source[out_from]
    gains: list[float] = []
    for level in range(min(FORETOLD_LEVELS, codes.shape[1])):
        parent, child = packed(codes, level), packed(codes, level + 1)
        # P(child | parent), and P(child | parent, source) shrunk towards it.
        child_count = np.bincount(child[fit_to], fit_weight, int(child.max()) + 1)
        parent_count = np.bincount(parent[fit_to], fit_weight, int(parent.max()) + 1)
        plain = (child_count[child[out_to]] + FLOOR) / (parent_count[parent[out_to]] + 256 * FLOOR)
        joint = _lookup(
            child[fit_to] * 256 + before_fit, fit_weight, child[out_to] * 256 + before_out
        )
        given = _lookup(
            parent[fit_to] * 256 + before_fit, fit_weight, parent[out_to] * 256 + before_out
        )
        conditional = (joint + PAIR_SHRINK * plain) / (given + PAIR_SHRINK)
        gain = (out_weight * np.log(conditional / plain)).sum() / max(out_weight.sum(), 1.0)
        gains.append(float(gain) + (gains[-1] if gains else 0.0))
    return gains


def _ordered(pairs: Cooccurrence) -> tuple[NDArray[Any], NDArray[Any], Float64]:
    """Both directions of each pair, weighted by its visits."""
    source = np.concatenate([pairs.first, pairs.second])
    target = np.concatenate([pairs.second, pairs.first])
    return source, target, np.concatenate([pairs.visits, pairs.visits]).astype(np.float64)


def _lookup(keys: Int64, weights: Float64, wanted: Int64) -> Float64:
    """Sum of the weights of each wanted key."""
    if not len(keys):
        return np.zeros(len(wanted))
    distinct, back = np.unique(keys, return_inverse=True)
    sums = np.bincount(back, weights, len(distinct))
    at = np.minimum(np.searchsorted(distinct, wanted), len(distinct) - 1)
    found: Float64 = np.where(distinct[at] == wanted, sums[at], 0.0)
    return found
