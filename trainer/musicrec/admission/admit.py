"""What a trained model knows of its catalogue, and the same with new items admitted.

New items stand behind the known ones, in their order. Nothing that exists changes: not an ID, not a
vector, not a count, not a neighbour. To the exporter and the engine the result is a catalogue like
any other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from musicrec.admission.ids import free_ids
from musicrec.admission.kin import Content, Kin, find_kin
from musicrec.admission.prior import admit_to_prior
from musicrec.admission.vectors import admit_to_generator
from musicrec.admission.words import Words
from musicrec.features.prior import Prior
from musicrec.features.store import Features
from musicrec.generator.model import Generator
from musicrec.generator.terms import Tables
from musicrec.tokenizer.checkpoint import Tokenizer

KIN = 20
"""How many kin an item has; measured in docs/experiment-log.md."""


@dataclass(frozen=True, kw_only=True)
class Catalogue:
    """N items: the generator, the decoder's tables, counts of the last weeks (N), features."""

    model: Generator
    tables: Tables
    recent: NDArray[np.float32]
    features: Features


@dataclass(frozen=True, kw_only=True)
class Newcomers:
    """New items before anybody says how far to prefer them: features, IDs (C, L), kin, content."""

    features: Features
    ids: NDArray[np.uint8]
    kin: Kin
    content: Content
    known_content: Content


@dataclass(frozen=True, kw_only=True)
class Preference:
    """`level` in nats of the dense head, `factor` on what leads to new items in the prior.

    `sharpness`: how much the likest of its kin count for more.
    """

    level: float = 0.0
    factor: float = 1.0
    sharpness: float = 2.0


@dataclass(frozen=True, kw_only=True)
class Described:
    """Features and texts of items, "" for an item without a text."""

    features: Features
    texts: Sequence[str]


def introduce(
    known: Described, new: Described, tokenizer: Tokenizer, taken: NDArray[np.uint8]
) -> Newcomers:
    """IDs by the frozen tokenizer, kin by content. `taken` (N, L): the IDs that are given.

    Raises DATA_INVALID where no ID is left, TypeError for a tokenizer without an encoder.
    """
    if tokenizer.encoder is None:
        raise TypeError(f"a tokenizer of kind {tokenizer.kind} has no encoder for new items")
    shown = new.features
    inputs = (shown.values("text"), shown.values("image"), shown.present.astype(np.float32))
    with torch.no_grad():
        fused = tokenizer.encoder(*(torch.from_numpy(part) for part in inputs)).numpy()
    words = Words.of(known.texts)
    content = Content.of(new.features, new.texts, words)
    known_content = Content.of(known.features, known.texts, words)
    return Newcomers(
        features=new.features,
        ids=free_ids(fused, tokenizer.quantizer.books(), taken),
        kin=find_kin(content, known_content, count=KIN),
        content=content,
        known_content=known_content,
    )


def admit(known: Catalogue, new: Newcomers, *, lift: Tensor, preference: Preference) -> Catalogue:
    """The catalogue with the newcomers in it; `lift` (D): `vectors.lift_of` some shoppers.

    Nobody has taken a new item yet: its popularity is 0.
    """
    count = len(new.ids)
    tables, kin = known.tables, new.kin.sharpened(preference.sharpness)
    prior = admit_to_prior(
        Prior(neighbours=tables.neighbours, weights=tables.weights),
        kin,
        factor=preference.factor,
    )
    nothing = np.zeros(count, np.float32)
    return Catalogue(
        model=admit_to_generator(known.model, new.ids, kin, lift=lift, level=preference.level),
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
