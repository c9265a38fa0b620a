"""A model of pictures that a configuration names → the file that ships with the bundle.

Read is what CLIP and SigLIP make of pictures. Their preparation must come down to `Preparation`;
whatever else is refused by name: a page could not compute it.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, ClassVar

import numpy as np

from musicrec.features.image_encoder import ImageEncoder
from musicrec.features.model_files import ModelFiles, unsupported
from musicrec.features.preparation import Preparation, Resampling
from musicrec.features.shipped_model import (
    ShippedModel,
    check_kind,
    load_transformer,
    network_folder,
    read_json,
    read_optional,
)
from musicrec.features.traced import traced
from musicrec.model_name import ModelName

MODEL = "image_encoder.onnx"
HALF = (0.5, 0.5, 0.5)
KINDS = {
    "clip": ((0.48145466, 0.4578275, 0.40821073), (0.26862954, 0.26130258, 0.27577711)),
    "siglip": (HALF, HALF),
}
"""Mean and deviation where a model does not say its own."""
RESAMPLINGS: dict[int, Resampling] = {2: "bilinear", 3: "bicubic"}
"""As Pillow numbers them."""
STEPS = 255


class PictureModel(ShippedModel):
    """One that reads pictures."""

    KIND: ClassVar[str] = "image"
    RECIPE: ClassVar[str] = "pictures, weights in int8"
    FILES: ClassVar[tuple[str, ...]] = (MODEL,)
    SAID: ClassVar[tuple[str, ...]] = ("side", "shorter", "resampling", "mean", "deviation")

    def encoder(self, threads: int) -> ImageEncoder:
        """What reads pictures with it."""
        return ImageEncoder(self.folder / MODEL, Preparation.read(self.record), threads=threads)


def picture_model_of(name: ModelName, cache: Path) -> PictureModel:
    """The model in `cache`; raises what `ShippedModel.make` does."""
    return PictureModel.make(name, cache, _convert)


def _convert(name: ModelName, files: ModelFiles, built: Path) -> dict[str, Any]:
    source = network_folder(name, files.folder)
    kind = check_kind(name, source, tuple(KINDS))
    network = load_transformer(name, source)
    said = _preparation(name, source, kind, int(network.config.vision_config.image_size))
    (built / MODEL).write_bytes(_picture_tower(network, said["side"]))
    blank = np.zeros((1, 3, said["side"], said["side"]), np.float32)
    size = len(ImageEncoder(built / MODEL, Preparation.read(said))(blank)[0])
    return {"size": size, "network": kind, **said}


def _picture_tower(network: Any, side: int) -> bytes:
    """The ONNX file of pixel_values float32 (B, 3, side, side) → embedding (B, D), unit length."""
    import torch
    from torch.nn import functional

    class Tower(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.network = network

        def forward(self, pixels: Any) -> Any:
            found = self.network.get_image_features(pixel_values=pixels)
            return functional.normalize(found.pooler_output, dim=1)

    pixels = torch.zeros(2, 3, side, side)
    return traced(Tower(), {"pixel_values": pixels}, "embedding", ("batch",))


def _preparation(name: ModelName, source: Path, kind: str, seen: int) -> dict[str, Any]:
    """What preprocessor_config.json comes down to, as the manifest says it."""
    said = read_optional(name, source / "preprocessor_config.json")
    if not said:
        said = read_json(name, source / "processor_config.json").get("image_processor", {})
    side, shorter = _sizes(name, said)
    if side != seen:
        raise unsupported(
            name, f"sees {seen} pixels a side and is given {side}", "Fetch its files again."
        )
    resampling = RESAMPLINGS.get(said.get("resample", 3))
    if resampling is None:
        known = ", ".join(f"{number} ({word})" for number, word in RESAMPLINGS.items())
        raise unsupported(name, f"resizes by {said['resample']}", f"Known are: {known}.")
    if abs(said.get("rescale_factor", 1 / STEPS) * STEPS - 1) > 1e-6:
        raise unsupported(name, f"rescales by {said['rescale_factor']}", f"Known is: 1 / {STEPS}.")
    off = [key for key in ("do_resize", "do_rescale", "do_normalize") if not said.get(key, True)]
    if off:
        raise unsupported(name, f"says {off[0]}: false", "Name one that prepares its pictures.")
    mean, deviation = KINDS[kind]
    return {
        "side": side,
        **({} if shorter is None else {"shorter": shorter}),
        "resampling": resampling,
        "mean": [value * STEPS for value in said.get("image_mean", mean)],
        "deviation": [value * STEPS for value in said.get("image_std", deviation)],
    }


def _sizes(name: ModelName, said: Mapping[str, Any]) -> tuple[int, int | None]:
    """Pixels a side, and of the shorter side before the middle is cut out."""
    size, crop = said.get("size", 224), said.get("crop_size", 224)
    cuts = said.get("do_center_crop", "crop_size" in said)
    middle = _square(crop)
    if isinstance(size, dict) and "height" in size:
        pressed = _square(size)
        if pressed is not None and (not cuts or middle == pressed):
            return pressed, None
    elif cuts and middle is not None:
        shorter = size if isinstance(size, int) else size.get("shortest_edge", 0)
        if middle <= shorter:
            return middle, shorter
    raise unsupported(
        name,
        f"makes pictures of size {size}, cut to {crop if cuts else 'nothing'}",
        "Known are: the middle of a shorter side, or a square that the picture is pressed into.",
    )


def _square(size: Any) -> int | None:
    """Pixels a side, where all sides are alike."""
    if isinstance(size, int):
        return size
    height: int | None = size.get("height")
    return height if height == size.get("width") else None
