"""All that a bundle is made of, in memory: what the stages left, before it is written down."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from musicrec.export.tables import refuse
from musicrec.features.whitening import Whitening
from musicrec.generator.model import Generator
from musicrec.shop import Licence
from musicrec.tokenizer.fusion import FusionEncoder
from musicrec.tokenizer.residual_quantizer import ResidualQuantizer

Modality = Literal["text", "image"]


@dataclass(frozen=True, kw_only=True)
class Features:
    """Whitened features: text, image int8 (N, A) with their scales, present uint8 (N, 2)."""

    text: NDArray[np.int8]
    image: NDArray[np.int8]
    present: NDArray[np.uint8]
    text_scale: float
    image_scale: float

    def rows(self, items: Sequence[int]) -> tuple[NDArray[np.float32], ...]:
        """text (B, A), image (B, A), present (B, 2) as fusion.onnx takes them."""
        index = np.asarray(items, np.int64)
        return (
            self.text[index].astype(np.float32) * np.float32(self.text_scale),
            self.image[index].astype(np.float32) * np.float32(self.image_scale),
            self.present[index].astype(np.float32),
        )


@dataclass(frozen=True, kw_only=True)
class Encoding:
    """What turns a text or a picture into features in a page: the encoder, the whitening.

    `encoder`: its name, or what the manifest says of one that the bundle carries in `files`.
    `model_mean` (D): of the encoder itself, where `whitening` has the mean of another that pages
    use in its place.
    """

    encoder: str | Mapping[str, Any]
    whitening: Whitening
    model_mean: NDArray[np.float32] | None = None
    files: Mapping[str, bytes] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Source:
    """N items, their IDs, networks and tables, and the manifest's numbers.

    semantic_ids uint8 (N, L), unique; neighbours int32 (N, K) padded with −1 and weights float32
    (N, K); popularity, recent float32 (N); `encodings` of what a page can make features of;
    `new_items` None: the engine's own defaults. `prior`, `frequency`, `decoding`, `blend`,
    `defaults`, `protocol` are the manifest's sections of those names (of `prior` all but
    `neighbours`).
    """

    name: str
    currency: str
    licences: Sequence[Licence]
    columns: Mapping[str, Mapping[str, Any]]
    semantic_ids: NDArray[np.uint8]
    generator: Generator
    fusion: FusionEncoder
    quantizer: ResidualQuantizer
    features: Features
    encodings: Mapping[Modality, Encoding]
    new_items: Mapping[str, float] | None
    neighbours: NDArray[np.int32]
    weights: NDArray[np.float32]
    popularity: NDArray[np.float32]
    recent: NDArray[np.float32]
    prior: Mapping[str, float]
    frequency: Mapping[str, float]
    decoding: Mapping[str, int]
    blend: Mapping[str, Mapping[str, float]]
    defaults: Mapping[str, Mapping[str, Any]]
    protocol: Mapping[str, Any]

    def __post_init__(self) -> None:
        items = len(self.semantic_ids)
        rows = {
            "items.json": len(self.columns.get("id", {}).get("values", ())),
            "text.npy": len(self.features.text),
            "image.npy": len(self.features.image),
            "present.npy": len(self.features.present),
            "the prior": len(self.neighbours),
            "the popularity": len(self.popularity),
            "the recent popularity": len(self.recent),
            "the generator": len(self.generator.items.codes),
        }
        for what, count in rows.items():
            if count != items:
                raise refuse(
                    f"{what} has {count} items, but there are {items} semantic IDs.",
                    "The stages' folders are of different runs. Run: musicrec train --from "
                    "prepare …",
                )
        sizes = [len(book) for book in self.quantizer.codebooks]
        config = self.generator.config
        if sizes != [config.codebook_size] * config.levels:
            raise refuse(
                f"The tokenizer has codebooks of {sizes} codes, but the generator is built for "
                f"{config.levels} levels of {config.codebook_size}.",
                "Run: musicrec train --from generator …",
            )
        trained_on = self.generator.items.codes.cpu().numpy()
        if not np.array_equal(trained_on, self.semantic_ids):
            raise refuse(
                "The generator was trained on other semantic IDs than those of the tokenizer.",
                "Run: musicrec train --from generator …",
            )

    @property
    def items(self) -> int:
        """N."""
        return len(self.semantic_ids)
