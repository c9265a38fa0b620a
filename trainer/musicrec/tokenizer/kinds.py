"""The kinds of tokenizer: the fusion that ships, and what it is compared with.

Each arm differs from `fusion` in one thing, on the same features, losses, levels and epochs:

| kind | what is different | a bundle? |
|---|---|---|
| fusion | – | yes |
| fusion_without_orthogonality | no term that keeps shared and specific apart and alive | yes |
| fusion_without_guidance | nothing of who buys what: neither InfoNCE to company nor pull | yes |
| concat | one MLP over text beside image, no experts (`concat.py`) | no |
| separate | codes of a text tokenizer and an image tokenizer by turns (`separate.py`) | no |
| text, image | the same network sees one modality, the other is missing everywhere | no |
| kmeans | residual k-means on the features, nothing learned (`control.py`) | no |

Text and image alone are not exported, though their network could be: the page would show it both.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from torch import Tensor

from musicrec.features.store import Features
from musicrec.progress import Progress
from musicrec.tokenizer.assignment import Assignment, assign_unique
from musicrec.tokenizer.checkpoint import Tokenizer
from musicrec.tokenizer.concat import ConcatEncoder
from musicrec.tokenizer.control import train_control
from musicrec.tokenizer.fusion import FusionEncoder
from musicrec.tokenizer.modalities import seeing
from musicrec.tokenizer.separate import train_separate
from musicrec.tokenizer.train import Inputs, Partners, TrainingSettings, train_tokenizer


@dataclass(frozen=True, kw_only=True)
class Kind:
    """What a kind that is trained at once changes. `sees`: one modality; None: both."""

    settings: Mapping[str, Any] = field(default_factory=dict)
    sees: str | None = None
    bundle: bool = False


TRAINED: Mapping[str, Kind] = {
    "fusion": Kind(bundle=True),
    "fusion_without_orthogonality": Kind(settings={"apart": 0.0}, bundle=True),
    "fusion_without_guidance": Kind(settings={"guidance": 0.0, "pull": 0.0}, bundle=True),
    "concat": Kind(settings={"encoder": ConcatEncoder, "own": 0.0, "apart": 0.0}),
    "text": Kind(sees="text"),
    "image": Kind(sees="image"),
}


@dataclass(frozen=True, kw_only=True)
class Made:
    """A tokenizer, the catalogue's vectors (N, F) that it quantises, reconstruction errors."""

    tokenizer: Tokenizer
    vectors: Tensor
    reconstruction: dict[str, float]

    def assignment(self) -> Assignment:
        """Every item's nearest codes and its own ID; raises DATA_INVALID as `assign_unique`."""
        quantizer = self.tokenizer.quantizer
        raw = quantizer.encode(self.vectors)[0].numpy().astype(np.uint8)
        return assign_unique(self.vectors.numpy(), quantizer.books(), raw)


def make_tokenizer(
    kind: str,
    features: Features,
    partners: Partners,
    settings: TrainingSettings,
    progress: Progress,
) -> Made:
    """The tokenizer of a kind (config.TOKENIZER_KINDS) for the whole catalogue.

    torch must be seeded (`seeds.set_up_torch`). Raises TRAINING_DIVERGED, and CONFIG_INVALID where
    the kind is about a modality that no item has.
    """
    if kind == "kmeans":
        vectors, quantizer = train_control(
            Inputs.of(features),
            levels=settings.levels,
            codebook_size=settings.codebook_size,
            seed=settings.seed,
        )
        control = Tokenizer(kind=kind, encoder=None, quantizer=quantizer)
        return Made(tokenizer=control, vectors=vectors, reconstruction={})
    if kind == "separate":
        vectors, quantizer, errors = train_separate(features, partners, settings, progress)
        separate = Tokenizer(kind=kind, encoder=None, quantizer=quantizer)
        return Made(tokenizer=separate, vectors=vectors, reconstruction=errors)
    what = TRAINED[kind]
    if what.sees is not None:
        features = seeing(features, what.sees)
    trained = train_tokenizer(features, partners, replace(settings, **what.settings), progress)
    encoder = trained.encoder if isinstance(trained.encoder, FusionEncoder) else None
    return Made(
        tokenizer=Tokenizer(
            kind=kind, encoder=encoder if what.bundle else None, quantizer=trained.quantizer
        ),
        vectors=trained.fused,
        reconstruction=trained.reconstruction,
    )
