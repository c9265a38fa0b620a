"""A network with tables in int8 says what it said, and arithmetic is float32 still."""

from __future__ import annotations

import numpy as np
import onnx
from onnx import TensorProto, numpy_helper

from musicrec.features.encoder_folder import open_session
from musicrec.features.int8_weights import with_int8_weights

SHAPES = {"table": (50, 16), "square": (16, 16), "zeros": (16, 4), "bias": (16,)}
TEXT = """<ir_version: 8, opset_import: ["" : 18]>
small (int64[T] ids) => (float[T, 4] out, float[T, 16] twice)
{
    rows = Gather (table, ids)
    first = MatMul (rows, square)
    second = MatMul (first, square)
    twice = Add (second, bias)
    out = MatMul (twice, zeros)
}"""


def small() -> onnx.ModelProto:
    rng = np.random.default_rng(3)
    model = onnx.parser.parse_model(TEXT)
    for name, shape in SHAPES.items():
        values = np.zeros(shape) if name == "zeros" else rng.normal(size=shape)
        model.graph.initializer.append(numpy_helper.from_array(values.astype(np.float32), name))
    return model


def test_numbers_differ_by_no_more_than_the_steps() -> None:
    exact, made = small(), with_int8_weights(small())
    ids = {"ids": np.array([0, 7, 7, 49], np.int64)}
    wanted, found = (
        open_session(model.SerializeToString(), 1).run(None, ids) for model in (exact, made)
    )
    assert np.array_equal(found[0], np.zeros((4, 4), np.float32))
    assert 0 < np.abs(found[1] - wanted[1]).max() < 0.02 * np.abs(wanted[1]).max()


def test_tables_are_stored_once_in_int8_and_what_is_no_table_stays() -> None:
    made = with_int8_weights(small())
    types = {tensor.name: tensor.data_type for tensor in made.graph.initializer}
    assert types == {
        **{f"{name}.int8": TensorProto.INT8 for name in ("table", "square", "zeros")},
        **{f"{name}.scale": TensorProto.FLOAT for name in ("table", "square", "zeros")},
        "bias": TensorProto.FLOAT,
    }
    scales = {tensor.name: tuple(tensor.dims) for tensor in made.graph.initializer}
    assert (scales["table.scale"], scales["square.scale"]) == ((50, 1), (1, 16))
    assert not any("Quant" in node.op_type for node in made.graph.node)
