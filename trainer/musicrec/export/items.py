"""items.onnx: codes and residual of an item → its vector (docs/bundle-format.md, "Networks")."""

from __future__ import annotations

import onnx

from musicrec.export.graph import Graph
from musicrec.export.weights import Weights
from musicrec.generator.model import GeneratorConfig


def items_graph(
    weights: Weights, config: GeneratorConfig, *, quantised: bool = True
) -> onnx.ModelProto:
    """codes int32 (B, L), residual float32 (B, R) → vectors float32 (B, D)."""
    graph = Graph(
        "items",
        weights=weights,
        quantised=quantised,
        doc="Item tower: item vector = sum of the codes' embeddings + residual * P.",
    )
    codes = graph.input("codes", "int32", ["B", config.levels], "codes of each level")
    residual = graph.input(
        "residual", "float32", ["B", config.residual], "raw int8 values of residuals.bin"
    )
    total = graph.matmul(residual, "items.residual.weight", "projected")  # (B, D)
    for level in range(1, config.levels + 1):
        code = graph.column(codes, level - 1, f"code_{level}")
        rows = graph.table(code, f"items.code.{level}.weight", f"embedded_{level}")
        output = "vectors" if level == config.levels else f"sum_{level}"
        total = graph.node("Add", [total, rows], output)
    graph.output("vectors", "float32", ["B", config.dimension], "item vectors")
    return graph.build()
