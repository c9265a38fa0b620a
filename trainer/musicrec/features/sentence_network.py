"""A transformer of texts as one ONNX file: tokens → an embedding of unit length, weights in int8.

Whose transformer it is, and where its files are, is not known here.
"""

from __future__ import annotations

import tempfile
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal

import onnx

from musicrec.features.int8_weights import with_int8_weights

OPSET = 18
OUTPUT = "sentence_embedding"
FEWEST = -3.0e38
"""In place of what is not there, where the largest is sought."""

Pooling = Literal["mean", "cls", "max"]


def pool(hidden: Any, mask: Any, pooling: Pooling = "mean") -> Any:
    """(B, D) of unit length: one of hidden (B, T, D) over the tokens of mask (B, T)."""
    from torch.nn import functional

    there = mask[:, :, None].to(hidden.dtype)  # (B, T, 1)
    if pooling == "mean":
        pooled = (hidden * there).sum(1) / there.sum(1)
    elif pooling == "cls":
        pooled = hidden[:, 0]
    else:
        pooled = (hidden * there + FEWEST * (1 - there)).amax(1)
    return functional.normalize(pooled, dim=1)


def sentence_model(network: Any, inputs: Sequence[str], pooling: Pooling = "mean") -> bytes:
    """The ONNX file of a network of transformers, which is called with `inputs` int64 (B, T).

    `inputs` begins with input_ids, attention_mask. How many texts and tokens there are is free.
    """
    import torch

    class Pooled(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.network = network

        def forward(self, *given: Any) -> Any:
            output = self.network(**dict(zip(inputs, given, strict=True)))
            return pool(output.last_hidden_state, given[1], pooling)

    ones = torch.ones(2, 7, dtype=torch.long)
    arguments = (ones, ones, *[torch.zeros_like(ones)] * (len(inputs) - 2))
    with tempfile.TemporaryDirectory() as scratch, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        traced = Path(scratch) / "model.onnx"
        torch.onnx.export(
            Pooled(),
            arguments,
            str(traced),
            opset_version=OPSET,
            dynamo=False,
            input_names=list(inputs),
            output_names=[OUTPUT],
            dynamic_axes={name: {0: "batch", 1: "tokens"} for name in inputs}
            | {OUTPUT: {0: "batch"}},
        )
        model = with_int8_weights(onnx.load(str(traced)))
    _drop_paths(model)
    data: bytes = model.SerializeToString(deterministic=True)
    return data


def _drop_paths(model: onnx.ModelProto) -> None:
    """Drop what says where and how the graph was traced; it differs between machines."""
    for node in model.graph.node:
        node.doc_string = ""
    model.doc_string = ""
