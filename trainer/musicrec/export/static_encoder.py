"""text-encoder.onnx of a static encoder: rows of the vocabulary → embedding, features.

A sum, so that a page needs no runtime: it reads the initialisers and adds up.
"""

from __future__ import annotations

import numpy as np
import onnx
from numpy.typing import NDArray

from musicrec.export.graph import Graph

SMALLEST = 1e-12
"""Below it a sum has no direction: the embedding is zero, the text says nothing."""
STEPS = 31
"""Of a number, to either side of zero: ±127 take a third more bytes on the way to a page."""

Float32 = NDArray[np.float32]


def static_encoder_graph(tokens: Float32, projection: Float32) -> onnx.ModelProto:
    """ids int32 (T) → embedding float32 (D), of unit length; features float32 (F).

    tokens (V, D) are stored as int8 with a scale a row (`tokens.weight`, `tokens.weight.scale`),
    projection (D, F) as it is (`projection.weight`). No ids, or a sum of zero: zeros.
    """
    graph = Graph(
        "text-encoder",
        weights={"tokens.weight": tokens, "projection.weight": projection},
        quantised=True,
        doc="embedding = sum of the tokens' vectors, unit length; features = embedding * P.",
    )
    ids = graph.input("ids", "int32", ["T"], "rows of vocabulary.txt; unknown words left out")
    rows = graph.table(ids, "tokens.weight", "rows", largest=STEPS)  # (T, D)
    total = graph.node("ReduceSum", [rows, graph.integers("first_axis", [0])], "sum", keepdims=0)
    length = graph.node("ReduceL2", [total], "length", axes=[0], keepdims=1)
    length = graph.node("Max", [length, graph.number("smallest", SMALLEST)], "divisor")
    embedding = graph.node("Div", [total, length], "embedding")
    projected = graph.parameter("projection.weight")
    graph.node("MatMul", [embedding, projected], "features")
    graph.output("embedding", "float32", [tokens.shape[1]], "unit length, or zeros")
    graph.output(
        "features", "float32", [projection.shape[1]], "in the space of the model taught by"
    )
    return graph.build()
