"""encoder.onnx: rows of history and basket → user state and dense query.

The computation is that of docs/bundle-format.md, "Networks", and of `Generator.encode` with one
query. In the last layer only row 0, the state token, is computed.
"""

from __future__ import annotations

import math

import onnx

from musicrec.export.graph import Graph
from musicrec.export.weights import Weights
from musicrec.generator.model import GeneratorConfig


def encoder_graph(
    weights: Weights, config: GeneratorConfig, *, quantised: bool = True
) -> onnx.ModelProto:
    """vectors (T, D), roles int32 (T), mask (T, T) → state, query (1, D); float32 but for roles."""
    graph = Graph(
        "encoder",
        weights=weights,
        quantised=quantised,
        doc="Pre-norm Transformer over the state token (row 0), history and basket.",
    )
    size = config.dimension
    vectors = graph.input("vectors", "float32", ["T", size], "item vectors, row 0 zero")
    roles = graph.input("roles", "int32", ["T"], "0 basket, r-th newest visit, state token")
    mask = graph.input("mask", "float32", ["T", "T"], "first layer: 0 may attend, -1e9 may not")
    embedded = graph.node("Gather", [graph.parameter("encoder.role.weight"), roles], "role", axis=0)
    x = graph.node("Add", [vectors, embedded], "x_0")  # (T, D)
    for number in range(1, config.layers + 1):
        x = _layer(
            graph,
            x,
            number,
            heads=config.heads,
            size=size,
            mask=mask if number == 1 else None,
            last=number == config.layers,
        )
    state = graph.layer_norm(x, "encoder.norm", "state")
    graph.linear(state, "dense", "query")
    graph.output("state", "float32", [1, size], "user state")
    graph.output("query", "float32", [1, size], "its dot product with an item vector is a logit")
    return graph.build()


def _layer(
    graph: Graph, x: str, number: int, *, heads: int, size: int, mask: str | None, last: bool
) -> str:
    """x (T, D) → (T, D), or (1, D) in the last layer, where row 0 alone asks."""
    name = f"encoder.{number}"
    at = f"layer_{number}"
    h = graph.layer_norm(x, f"{name}.norm1", f"{at}.h")
    asking = graph.slice(h, 0, f"{at}.h_0", axis=0) if last else h
    if last:
        x = graph.slice(x, 0, f"{at}.x_0", axis=0)
        mask = None if mask is None else graph.slice(mask, 0, f"{at}.mask_0", axis=0)
    split = graph.integers("heads", [0, heads, size // heads])

    def project(rows: str, part: str, order: list[int]) -> str:
        """(T, D) → (heads, T, D / heads), or with the last two axes swapped."""
        value = graph.linear(rows, f"{name}.{part}", f"{at}.{part}")
        value = graph.node("Reshape", [value, split], f"{at}.{part}.split")
        return graph.node("Transpose", [value], f"{at}.{part}.heads", perm=order)

    query = project(asking, "query", [1, 0, 2])
    key = project(h, "key", [1, 2, 0])
    value = project(h, "value", [1, 0, 2])
    scale = graph.number("attention_scale", 1 / math.sqrt(size // heads))
    query = graph.node("Mul", [query, scale], f"{at}.query.scaled")
    scores = graph.node("MatMul", [query, key], f"{at}.scores")  # (heads, T, T)
    if mask is not None:
        scores = graph.node("Add", [scores, mask], f"{at}.scores.masked")
    shares = graph.node("Softmax", [scores], f"{at}.shares", axis=-1)
    mixed = graph.node("MatMul", [shares, value], f"{at}.mixed")  # (heads, T, D / heads)
    mixed = graph.node("Transpose", [mixed], f"{at}.mixed.rows", perm=[1, 0, 2])
    mixed = graph.node(
        "Reshape", [mixed, graph.integers("joined", [0, size])], f"{at}.mixed.joined"
    )
    attended = graph.linear(mixed, f"{name}.output", f"{at}.attended")
    x = graph.node("Add", [x, attended], f"{at}.x")
    h = graph.layer_norm(x, f"{name}.norm2", f"{at}.h2")
    h = graph.linear(h, f"{name}.up", f"{at}.up")
    h = graph.node("Relu", [h], f"{at}.relu")
    h = graph.linear(h, f"{name}.down", f"{at}.down")
    return graph.node("Add", [x, h], f"x_{number}")
