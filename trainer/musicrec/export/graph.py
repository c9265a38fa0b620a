"""Building blocks of the exported networks over onnx.helper: opset 17, IR 8, stable names.

Graphs are written node by node, not traced: three readers (ONNX Runtime, the plain TypeScript
networks, the WGSL kernels) rely on the initialisers' names, and a traced graph names what it likes.
`quantised=False` keeps every matrix in float32, to measure int8 against; it is never shipped.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from musicrec.errors import MusicRecError
from musicrec.export.quantise import LARGEST, Floats, Per, quantise

OPSET = 17
IR_VERSION = 8
NORM_EPSILON = 1e-5
TYPES = {"float32": TensorProto.FLOAT, "int32": TensorProto.INT32}
Shape = Sequence[int | str]


class Graph:
    """A network under construction. Values are named by strings; each call adds nodes.

    Parameters come from `weights` under the names of docs/bundle-format.md and become initialisers
    when they are used.
    """

    def __init__(
        self, name: str, *, weights: Mapping[str, Floats], quantised: bool, doc: str
    ) -> None:
        self.name = name
        self.weights = weights
        self.quantised = quantised
        self.doc = doc
        self._nodes: list[onnx.NodeProto] = []
        self._inputs: list[onnx.ValueInfoProto] = []
        self._outputs: list[onnx.ValueInfoProto] = []
        self._initialisers: dict[str, onnx.TensorProto] = {}

    def input(self, name: str, dtype: str, shape: Shape, doc: str) -> str:
        """Declare an input; a shape's strings are free dimensions."""
        self._inputs.append(helper.make_tensor_value_info(name, TYPES[dtype], shape, doc))
        return name

    def output(self, name: str, dtype: str, shape: Shape, doc: str) -> None:
        """Declare an output, a value that exists under that name."""
        self._outputs.append(helper.make_tensor_value_info(name, TYPES[dtype], shape, doc))

    def node(self, operator: str, inputs: Sequence[str], output: str, **attributes: Any) -> str:
        """One operator with one output; the node is named after it."""
        node = helper.make_node(operator, list(inputs), [output], name=output, **attributes)
        self._nodes.append(node)
        return output

    def constant(self, name: str, value: NDArray[Any]) -> str:
        """An initialiser as it is."""
        if name not in self._initialisers:
            array = np.array(value, order="C")  # keeps 0-d, unlike ascontiguousarray
            self._initialisers[name] = numpy_helper.from_array(array, name)
        return name

    def integers(self, name: str, values: Sequence[int]) -> str:
        """An int64 initialiser for shapes and axes."""
        return self.constant(name, np.array(values, np.int64))

    def number(self, name: str, value: float) -> str:
        """A float32 scalar as an initialiser."""
        return self.constant(name, np.array(value, np.float32))

    def parameter(self, name: str) -> str:
        """A float32 parameter as an initialiser."""
        return self.constant(name, self._weight(name))

    def _weight(self, name: str) -> Floats:
        if name not in self.weights:
            raise MusicRecError(
                "EXPORT_INVALID",
                f"{self.name} needs the parameter {name}, which the trained model lacks. Train "
                "again with this version of the trainer.",
            )
        value = np.asarray(self.weights[name], np.float32)
        if not np.isfinite(value).all():
            raise MusicRecError(
                "EXPORT_INVALID",
                f"{name} holds values that are not finite. Training has diverged: lower the "
                "learning rate and train again.",
            )
        return value

    def _stored(self, name: str, per: Per, largest: int = LARGEST) -> tuple[str, str]:
        """int8 initialisers NAME and NAME.scale."""
        values, scale = quantise(self._weight(name), per=per, name=name, largest=largest)
        return self.constant(name, values), self.constant(f"{name}.scale", scale)

    def matmul(self, x: str, weight: str, output: str) -> str:
        """x (…, inputs) · weight (inputs, outputs), int8 with a scale per output column.

        The matrix is dequantised by Cast and Mul, which ONNX Runtime folds into a constant when it
        loads the graph. It would not fold DequantizeLinear, and fuses that with MatMul into
        MatMulNBits, which quantises the activations too (1.32: log-probabilities off by .02).
        """
        if not self.quantised:
            return self.node("MatMul", [x, self.parameter(weight)], output)
        stored, scale = self._stored(weight, "column")
        return self.node("MatMul", [x, self._dequantised(stored, scale, output)], output)

    def _dequantised(self, stored: str, scale: str, output: str) -> str:
        steps = self.node("Cast", [stored], f"{output}.cast", to=TensorProto.FLOAT)
        return self.node("Mul", [steps, scale], f"{output}.matrix")

    def linear(self, x: str, name: str, output: str) -> str:
        """x · NAME.weight + NAME.bias."""
        product = self.matmul(x, f"{name}.weight", f"{output}.product")
        return self.node("Add", [product, self.parameter(f"{name}.bias")], output)

    def convolution(
        self,
        x: str,
        name: str,
        output: str,
        *,
        pads: Sequence[int],
        stride: int,
        groups: int,
        exact: bool,
    ) -> str:
        """x (B, inputs, H, W) under the filters NAME.weight, + NAME.bias → (B, outputs, …).

        Filters (outputs, inputs / groups, K, K) are int8 with a scale an output, floats again by
        the nodes of `matmul`; `exact` ones stay float32. pads: above, left, below, right.
        """
        weight = f"{name}.weight"
        size = self._weight(weight).shape[-1]
        if self.quantised and not exact:
            values, scale = quantise(self._weight(weight), per="row", name=weight)
            stored = self.constant(weight, values)
            scales = self.constant(f"{weight}.scale", scale.reshape(-1, 1, 1, 1))
            filters = self._dequantised(stored, scales, output)
        else:
            filters = self.parameter(weight)
        return self.node(
            "Conv",
            [x, filters, self.parameter(f"{name}.bias")],
            output,
            kernel_shape=[size, size],
            pads=list(pads),
            strides=[stride, stride],
            group=groups,
        )

    def table(self, indices: str, weight: str, output: str, *, largest: int = LARGEST) -> str:
        """Rows of a table, indices (B) int32 → (B, width).

        Of an int8 table only the rows read become float32: Gather of values and scales, then Mul.
        """
        if not self.quantised:
            return self.node("Gather", [self.parameter(weight), indices], output, axis=0)
        stored, scale = self._stored(weight, "row", largest)
        rows = self.node("Gather", [stored, indices], f"{output}.int8", axis=0)
        rows = self.node("Cast", [rows], f"{output}.cast", to=TensorProto.FLOAT)
        scales = self.node("Gather", [scale, indices], f"{output}.scale", axis=0)
        last = self.integers("last_axis", [-1])
        scales = self.node("Unsqueeze", [scales, last], f"{output}.scales")
        return self.node("Mul", [rows, scales], output)

    def column(self, matrix: str, number: int, output: str) -> str:
        """Column `number` of (B, columns) → (B)."""
        index = self.constant(f"scalar_{number}", np.array(number, np.int64))
        return self.node("Gather", [matrix, index], output, axis=1)

    def slice(self, x: str, number: int, output: str, *, axis: int) -> str:
        """x without all but entry `number` of an axis, which stays, of length 1."""
        return self.node(
            "Gather", [x, self.integers(f"index_{number}", [number])], output, axis=axis
        )

    def layer_norm(self, x: str, name: str, output: str) -> str:
        """LayerNorm over the last axis with NAME.weight, NAME.bias."""
        inputs = [x, self.parameter(f"{name}.weight"), self.parameter(f"{name}.bias")]
        return self.node("LayerNormalization", inputs, output, axis=-1, epsilon=NORM_EPSILON)

    def build(self) -> onnx.ModelProto:
        """The model, checked. Raises EXPORT_INVALID if ONNX refuses it."""
        graph = helper.make_graph(
            self._nodes,
            self.name,
            self._inputs,
            self._outputs,
            list(self._initialisers.values()),
            doc_string=self.doc,
        )
        model = helper.make_model(
            graph,
            opset_imports=[helper.make_opsetid("", OPSET)],
            ir_version=IR_VERSION,
            producer_name="musicrec",
            doc_string=self.doc,
        )
        try:
            onnx.checker.check_model(model, full_check=True)
        except (onnx.checker.ValidationError, onnx.shape_inference.InferenceError) as error:
            raise MusicRecError(
                "EXPORT_INVALID", f"{self.name} is no valid ONNX: {error}"
            ) from error
        return model


def serialise(model: onnx.ModelProto) -> bytes:
    """The bytes of a model; the same model gives the same bytes."""
    data: bytes = model.SerializeToString(deterministic=True)
    return data
