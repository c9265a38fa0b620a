"""image-encoder.onnx: EfficientNet-lite0 without its classifier, pictures → embeddings.

Only filters are int8, with a scale an output; a session makes float32 constants of them when it
starts, so that it computes as the float32 network does, as fast, from a quarter of the bytes.
Activations are not rounded: nothing is calibrated, and one file serves every shop. The few small
filters at the picture's side stay float32: docs/experiment-log.md, "Image encoder".
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import onnx

from musicrec.export.graph import Graph
from musicrec.export.quantise import Floats
from musicrec.features.image_encoder import EMBEDDING, PICTURE

STAGES = ((1, 3, 1), (2, 3, 2), (2, 5, 2), (3, 3, 2), (3, 5, 1), (4, 5, 2), (1, 3, 1))
"""Blocks, their kernel, and the stride of the first; the others add their input to their output."""
EXACT = 1024
"""Filters of fewer numbers stay float32: 8 kB of the file, four fifths of what int8 costs."""
MOST = 6.0
"""Activations end here (ReLU6)."""


@dataclass(frozen=True, kw_only=True)
class Block:
    """Widens (unless it is the first of all), looks around in each channel, narrows."""

    name: str
    widens: bool
    kernel: int
    stride: int
    adds_input: bool

    @property
    def layers(self) -> list[str]:
        """Names of its convolutions in order."""
        parts = (*(("expand",) if self.widens else ()), "depthwise", "project")
        return [f"{self.name}.{part}" for part in parts]


def blocks() -> Iterator[Block]:
    """The sixteen of the network, `block.1` to `block.16`."""
    number = 0
    for count, kernel, stride in STAGES:
        for repeat in range(count):
            number += 1
            yield Block(
                name=f"block.{number}",
                widens=number > 1,
                kernel=kernel,
                stride=1 if repeat else stride,
                adds_input=repeat > 0,
            )


def image_encoder_graph(
    weights: Mapping[str, Floats], *, quantised: bool = True
) -> onnx.ModelProto:
    """pixel_values float32 (B, 3, 224, 224) → embedding float32 (B, 1280).

    weights: NAME.weight (outputs, inputs / groups, K, K) and NAME.bias (outputs) of `stem`, every
    layer of every block, and `head`, batch norms folded in. `quantised=False`: the network in
    float32, to measure int8 against.
    """
    graph = Graph(
        "image-encoder",
        weights=weights,
        quantised=quantised,
        doc="EfficientNet-lite0, ImageNet weights, up to its classifier.",
    )
    doc = "RGB, (value - 127) / 128"
    x = graph.input("pixel_values", "float32", ["B", 3, PICTURE, PICTURE], doc)
    x = _bounded(graph, _convolve(graph, x, "stem", size=PICTURE, kernel=3, stride=2))
    size = PICTURE // 2
    for block in blocks():
        before = x
        *expand, depthwise, project = block.layers
        for layer in expand:
            x = _bounded(graph, _convolve(graph, x, layer))
        x = _convolve(
            *(graph, x, depthwise),
            size=size,
            kernel=block.kernel,
            stride=block.stride,
            groups=len(weights[f"{depthwise}.bias"]),
        )
        x = _convolve(graph, _bounded(graph, x), project)
        size //= block.stride
        if block.adds_input:
            x = graph.node("Add", [x, before], f"{block.name}.sum")
    x = _bounded(graph, _convolve(graph, x, "head"))
    graph.node("Flatten", [graph.node("GlobalAveragePool", [x], "mean")], "embedding", axis=1)
    graph.output("embedding", "float32", ["B", EMBEDDING], "the mean over the picture")
    return graph.build()


def _convolve(
    graph: Graph,
    x: str,
    name: str,
    *,
    size: int = 1,
    kernel: int = 1,
    stride: int = 1,
    groups: int = 1,
) -> str:
    """A convolution over (size, size), padded as TensorFlow's SAME: what is odd goes below."""
    missing = max((-(-size // stride) - 1) * stride + kernel - size, 0)
    near, far = missing // 2, missing - missing // 2
    return graph.convolution(
        *(x, name, name),
        pads=(near, near, far, far),
        stride=stride,
        groups=groups,
        exact=graph.weights[f"{name}.weight"].size < EXACT,
    )


def _bounded(graph: Graph, x: str) -> str:
    """ReLU6."""
    limits = [graph.number("least", 0.0), graph.number("most", MOST)]
    return graph.node("Clip", [x, *limits], f"{x}.bounded")
