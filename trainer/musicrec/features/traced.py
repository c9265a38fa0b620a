"""A network of torch as one ONNX file, weights in int8. What it computes is not known here."""

from __future__ import annotations

import tempfile
import warnings
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import onnx

from musicrec.features.int8_weights import with_int8_weights

OPSET = 18


def traced(network: Any, given: Mapping[str, Any], output: str, free: Sequence[str]) -> bytes:
    """The file of `network`, called with the examples `given` by name, which answers `output`.

    `free`: names of the first dimensions that may be of any size; of the output, of the first.
    """
    import torch

    axes = {name: dict(enumerate(free)) for name in given} | {output: {0: free[0]}}
    with tempfile.TemporaryDirectory() as scratch, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        path = Path(scratch) / "model.onnx"
        torch.onnx.export(
            network,
            tuple(given.values()),
            str(path),
            opset_version=OPSET,
            dynamo=False,
            input_names=list(given),
            output_names=[output],
            dynamic_axes=axes,
        )
        model = with_int8_weights(onnx.load(str(path)))
    _drop_paths(model)
    data: bytes = model.SerializeToString(deterministic=True)
    return data


def _drop_paths(model: onnx.ModelProto) -> None:
    """Drop what says where and how the graph was traced; it differs between machines."""
    for node in model.graph.node:
        node.doc_string = ""
    model.doc_string = ""
