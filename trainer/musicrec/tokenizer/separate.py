"""Separate IDs: a tokenizer of text and one of images, their codes by turns, text first.

An arm to compare one joint ID with (MQL4GRec and others keep an ID a modality). Of L levels text
has ⌈L / 2⌉ and images ⌊L / 2⌋: with as many levels as the other arms an ID costs the generator as
many steps and holds as many items, so that what is compared is what the codes mean. By turns, and
not all of text first, because the beam decides by prefixes: two levels then know both modalities.

The two are one residual quantizer over the vectors side by side, [text ; image] (N, 2 F): a text
codebook is zero over the image half and leaves it alone, and the other way round. So nearest codes
and unique assignment are those of every other tokenizer.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import zip_longest

import torch
from torch import Tensor

from musicrec.features.store import Features
from musicrec.progress import Progress
from musicrec.tokenizer.modalities import seeing
from musicrec.tokenizer.residual_quantizer import ResidualQuantizer
from musicrec.tokenizer.train import Partners, TrainingSettings, train_tokenizer


def train_separate(
    features: Features, partners: Partners, settings: TrainingSettings, progress: Progress
) -> tuple[Tensor, ResidualQuantizer, dict[str, float]]:
    """Vectors (N, 2 F), the quantizer of both, reconstruction errors of each from its own codes.

    `settings.levels` ≥ 2. Raises as `seeing` and `train_tokenizer`.
    """
    of_image = settings.levels // 2
    text = train_tokenizer(
        seeing(features, "text"),
        partners,
        replace(settings, levels=settings.levels - of_image),
        progress,
    )
    image = train_tokenizer(
        seeing(features, "image"), partners, replace(settings, levels=of_image), progress
    )
    vectors = torch.cat([text.fused, image.fused], 1)
    errors = {
        "text": text.reconstruction["text"],
        "image": image.reconstruction["image"],
    }
    return vectors, by_turns(text.quantizer, image.quantizer), errors


@torch.no_grad()
def by_turns(text: ResidualQuantizer, image: ResidualQuantizer) -> ResidualQuantizer:
    """One quantizer over [text ; image] whose levels are theirs by turns, text first."""
    size, width = text.codebooks[0].shape
    books = []
    for own, other in zip_longest(text.codebooks, image.codebooks):
        for at, book in enumerate((own, other)):
            if book is not None:
                padded = torch.zeros(size, 2 * width)
                padded[:, at * width : (at + 1) * width] = book
                books.append(padded)
    both = ResidualQuantizer(levels=len(books), codebook_size=size, dimension=2 * width)
    for parameter, padded in zip(both.codebooks, books, strict=True):
        parameter.copy_(padded)
    return both
