"""A float32 ONNX network with its tables in int8, a scale a column or a row; sums stay float32.

Activations are left alone: what quantises those too gives other numbers on a CPU that saturates
than on one that does not, and a page has its own. The runtime folds a matrix back to float32 at
load; of an embedding only the rows that a text asks for are ever made.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from musicrec.export.quantise import Per, quantise


def with_int8_weights(model: onnx.ModelProto) -> onnx.ModelProto:
    """A copy: the matrices of MatMul by column, the tables of Gather by row; the rest as it is.

    ValueError for a table that serves as both.
    """
    made = onnx.ModelProto()
    made.CopyFrom(model)
    graph = made.graph
    tables = {
        tensor.name: numpy_helper.to_array(tensor)
        for tensor in graph.initializer
        if tensor.data_type == TensorProto.FLOAT and len(tensor.dims) == 2
    }
    matrices = {node.input[1] for node in graph.node if node.op_type == "MatMul"}
    both = matrices & {node.input[0] for node in graph.node if node.op_type == "Gather"}
    if both & set(tables):
        raise ValueError(f"{sorted(both)} are matrices and tables: give each its own")
    stored: dict[str, list[onnx.TensorProto]] = {}
    nodes: list[onnx.NodeProto] = []
    for node in graph.node:
        if node.op_type == "MatMul" and node.input[1] in tables:
            name = node.input[1]
            if name not in stored:
                stored[name] = list(_tensors(name, tables[name], per="column"))
                nodes += _floats(name, f"{name}.int8", f"{name}.scale")
            node.input[1] = f"{name}.float"
            nodes.append(node)
        elif node.op_type == "Gather" and node.input[0] in tables and not _axis(node):
            name, asked, out = node.input[0], node.input[1], node.output[0]
            stored.setdefault(name, list(_tensors(name, tables[name], per="row")))
            for part in ("int8", "scale"):
                rows = [f"{name}.{part}", asked]
                nodes.append(helper.make_node("Gather", rows, [f"{out}.{part}"]))
            nodes += _floats(out, f"{out}.int8", f"{out}.scale", to=out)
        else:
            nodes.append(node)
    kept = [tensor for tensor in graph.initializer if tensor.name not in stored]
    del graph.node[:], graph.initializer[:]
    graph.node.extend(nodes)
    graph.initializer.extend(kept)
    graph.initializer.extend(tensor for pair in stored.values() for tensor in pair)
    onnx.checker.check_model(made)
    return made


def _tensors(name: str, table: NDArray[np.float32], *, per: Per) -> Iterator[onnx.TensorProto]:
    """Steps (K, N) int8 and their scale, (1, N) by column, (K, 1) by row."""
    steps, scale = quantise(table, per=per, name=name)
    yield numpy_helper.from_array(steps, f"{name}.int8")
    yield numpy_helper.from_array(
        scale.reshape((1, -1) if per == "column" else (-1, 1)), f"{name}.scale"
    )


def _floats(name: str, steps: str, scale: str, *, to: str | None = None) -> list[onnx.NodeProto]:
    """Cast and Mul, which no runtime fuses into arithmetic in int8."""
    cast = helper.make_node("Cast", [steps], [f"{name}.cast"], to=TensorProto.FLOAT)
    return [cast, helper.make_node("Mul", [f"{name}.cast", scale], [to or f"{name}.float"])]


def _axis(node: onnx.NodeProto) -> int:
    return next((one.i for one in node.attribute if one.name == "axis"), 0)
