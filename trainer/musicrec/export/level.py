"""level_l.onnx: user state and prefix codes → log-probabilities of the level's codes."""

from __future__ import annotations

import onnx

from musicrec.export.graph import Graph
from musicrec.export.weights import Weights
from musicrec.generator.model import GeneratorConfig


def level_graph(
    weights: Weights, config: GeneratorConfig, level: int, *, quantised: bool = True
) -> onnx.ModelProto:
    """state float32 (1, D), prefix int32 (B, level − 1) → log_probs float32 (B, V).

    `level` counts from 1; level 1 has no prefix and B = 1.
    """
    graph = Graph(
        f"level_{level}",
        weights=weights,
        quantised=quantised,
        doc=f"Level {level}: log-softmax of a one-hidden-layer head on state and prefix codes.",
    )
    name = f"level.{level}"
    state = graph.input("state", "float32", [1, config.dimension], "user state")
    hidden = graph.linear(state, f"{name}.state", "projected")  # (1, H)
    rows: int | str = 1
    if level > 1:
        rows = "B"
        prefix = graph.input("prefix", "int32", [rows, level - 1], "codes of the levels before")
        for position in range(1, level):
            code = graph.column(prefix, position - 1, f"code_{position}")
            table = graph.table(code, f"{name}.prefix.{position}.weight", f"prefix_{position}")
            hidden = graph.node("Add", [hidden, table], f"hidden_{position}")  # (B, H)
    hidden = graph.node("Relu", [hidden], "relu")
    logits = graph.linear(hidden, f"{name}.code", "logits")
    graph.node("LogSoftmax", [logits], "log_probs", axis=-1)
    graph.output("log_probs", "float32", [rows, config.codebook_size], "over all codes")
    return graph.build()
