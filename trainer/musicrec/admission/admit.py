"""What a trained model knows of its catalogue, and the same with new items admitted.

New items stand behind the known ones, in their order. Nothing that exists changes: not an ID, not a
vector, not a count; a known item's neighbours alone make room for new ones. To the exporter and the
engine the result is a catalogue like any other.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from musicrec.admission.ids import free_ids
from musicrec.admission.kin import Kin, content, find_kin
from musicrec.admission.prior import admit_to_prior
from musicrec.admission.vectors import admit_to_generator
from musicrec.features.prior import Prior
from musicrec.features.store import Features
from musicrec.generator.model import Generator
from musicrec.generator.terms import Tables
from musicrec.tokenizer.checkpoint import Tokenizer

KIN = 10
SHARPNESS = 4.0
"""How many kin, and how much the nearest count for more; measured in docs/experiment-log.md."""


@dataclass(frozen=True, kw_only=True)
class Catalogue:
    """N items: the generator, the decoder's tables, counts of the last weeks (N), features."""

    model: Generator
    tables: Tables
    recent: NDArray[np.float32]
    features: Features


@dataclass(frozen=True, kw_only=True)
class Newcomers:
    """New items before anybody says how far to prefer them: features, IDs (C, L), kin."""

    features: Features
    ids: NDArray[np.uint8]
    kin: Kin


@dataclass(frozen=True, kw_only=True)
class Preference:
    """`level` in nats of the dense head, `factor` on what leads to new items in the prior."""

    level: float = 0.0
    factor: float = 1.0


def introduce(
    known: Features, tokenizer: Tokenizer, taken: NDArray[np.uint8], new: Features
) -> Newcomers:
    """IDs by the frozen tokenizer, kin by content. `taken` (N, L): the IDs that are given.

    Raises DATA_INVALID where no ID is left, TypeError for a tokenizer without an encoder.
    """
    if tokenizer.encoder is None:
        raise TypeError(f"a tokenizer of kind {tokenizer.kind} has no encoder for new items")
    inputs = (new.values("text"), new.values("image"), new.present.astype(np.float32))
    with torch.no_grad():
        fused = tokenizer.encoder(*(torch.from_numpy(part) for part in inputs)).numpy()
    books = [book.detach().numpy() for book in tokenizer.quantizer.codebooks]
    return Newcomers(
        features=new,
        ids=free_ids(fused, books, taken),
        kin=find_kin(content(new), content(known), count=KIN, sharpness=SHARPNESS),
    )


def admit(known: Catalogue, new: Newcomers, *, lift: Tensor, preference: Preference) -> Catalogue:
    """The catalogue with the newcomers in it; `lift` (D): `vectors.lift_of` some shoppers.

    Nobody has taken a new item yet: its popularity is 0.
    """
    count = len(new.ids)
    tables = known.tables
    prior = admit_to_prior(
        Prior(neighbours=tables.neighbours, weights=tables.weights),
        new.kin,
        factor=preference.factor,
    )
    nothing = np.zeros(count, np.float32)
    return Catalogue(
        model=admit_to_generator(known.model, new.ids, new.kin, lift=lift, level=preference.level),
        tables=Tables(
            semantic_ids=np.concatenate([tables.semantic_ids, new.ids]),
            types=np.concatenate([tables.types, np.full(count, -1, tables.types.dtype)]),
            neighbours=prior.neighbours,
            weights=prior.weights,
            popularity=np.concatenate([tables.popularity, nothing]),
        ),
        recent=np.concatenate([known.recent, nothing]),
        features=_joined(known.features, new.features),
    )


def _joined(known: Features, new: Features) -> Features:
    rows = {
        name: np.concatenate([getattr(known, name), getattr(new, name)])
        for name in ("text", "image", "present", "collaborative")
    }
    return replace(known, **rows)
