"""fusion.onnx: whitened features of an item → its codes, distances at the last level, fused vector.

The computation is that of the docstrings of `tokenizer/fusion.py` and
`tokenizer/residual_quantizer.py`. Codes are those before unique assignment.
"""

from __future__ import annotations

import numpy as np
import onnx
from torch import nn

from musicrec.export.graph import Graph
from musicrec.export.weights import Weights, array_of
from musicrec.tokenizer.fusion import ExpertGroup, FusionEncoder
from musicrec.tokenizer.residual_quantizer import ResidualQuantizer

GROUPS = ("shared", "text", "image")


def fusion_weights(encoder: FusionEncoder, quantizer: ResidualQuantizer) -> Weights:
    """Parameters by their names in a bundle: matrices (inputs, outputs), experts from 1."""
    weights: Weights = {"fusion.missing": array_of(encoder.missing)}
    for group in GROUPS:
        experts = encoder.get_submodule(group)
        if not isinstance(experts, ExpertGroup):
            raise TypeError("the groups of a fusion encoder are ExpertGroup modules")
        _put_linear(weights, f"fusion.{group}.gate", experts.gate)
        for number, expert in enumerate(experts.experts, start=1):
            for part in ("up", "down"):
                name = f"fusion.{group}.expert.{number}.{part}"
                _put_linear(weights, name, expert.get_submodule(part))
    for level, codebook in enumerate(quantizer.codebooks, start=1):
        weights[f"codebook.{level}"] = array_of(codebook)
    return weights


def _put_linear(weights: Weights, name: str, linear: nn.Module) -> None:
    if not isinstance(linear, nn.Linear):
        raise TypeError(f"{name} is not a Linear")
    weights[f"{name}.weight"] = np.ascontiguousarray(array_of(linear.weight).T)
    weights[f"{name}.bias"] = array_of(linear.bias)


def fusion_graph(weights: Weights, *, quantised: bool = True) -> onnx.ModelProto:
    """text, image (B, A), present (B, 2) → codes int32 (B, L), distances (B, V), fused (B, F)."""
    features = weights["fusion.missing"].shape[1]
    levels = sum(name.startswith("codebook.") for name in weights)
    size, width = weights["codebook.1"].shape
    graph = Graph(
        "fusion",
        weights=weights,
        quantised=quantised,
        doc="Fusion encoder (shared and specific experts) and residual quantizer.",
    )
    present = _present(graph, features)
    text, image = _modality(graph, "text", 0), _modality(graph, "image", 1)
    both = graph.node("Concat", [text, image, present], "both", axis=1)
    shared = _group(graph, both, "shared")
    own_text = graph.node("Mul", [_group(graph, text, "text"), "has_text"], "own_text")
    own_image = graph.node("Mul", [_group(graph, image, "image"), "has_image"], "own_image")
    total = graph.node("Add", [shared, own_text], "shared_and_text")
    total = graph.node("Add", [total, own_image], "total")
    ones = graph.constant("fusion.norm.weight", np.ones(width, np.float32))
    graph.node("LayerNormalization", [total, ones], "fused", axis=-1, epsilon=1e-5)
    _quantise(graph, levels)
    graph.output("codes", "int32", ["B", levels], "before unique assignment")
    graph.output("distances", "float32", ["B", size], "squared, to the last level's codewords")
    graph.output("fused", "float32", ["B", width], "fused vectors")
    return graph.build()


def _present(graph: Graph, features: int) -> str:
    """Declare the inputs; has_… and lacks_… (B, 1) of each modality."""
    for name in ("text", "image"):
        graph.input(name, "float32", ["B", features], f"whitened {name} features")
    present = graph.input("present", "float32", ["B", 2], "1 or 0: text, image")
    one = graph.number("one", 1.0)
    for number, name in enumerate(("text", "image")):
        graph.slice(present, number, f"has_{name}", axis=1)
        graph.node("Sub", [one, f"has_{name}"], f"lacks_{name}")
    return present


def _modality(graph: Graph, name: str, number: int) -> str:
    """The features where the item has them, the learned vector where it lacks them (B, A)."""
    missing = graph.parameter("fusion.missing")
    learned = graph.slice(missing, number, f"missing_{name}", axis=0)
    given = graph.node("Mul", [name, f"has_{name}"], f"given_{name}")
    instead = graph.node("Mul", [learned, f"lacks_{name}"], f"instead_{name}")
    return graph.node("Add", [given, instead], f"seen_{name}")


def _group(graph: Graph, x: str, group: str) -> str:
    """Σ_k softmax(gate(x))_k · expert_k(x), (B, F)."""
    name = f"fusion.{group}"
    gates = graph.linear(x, f"{name}.gate", f"{group}.gate")
    gates = graph.node("Softmax", [gates], f"{group}.shares", axis=1)  # (B, K)
    total = ""
    for number in range(1, len(graph.weights[f"{name}.gate.bias"]) + 1):
        at, expert = f"{group}.{number}", f"{name}.expert.{number}"
        h = graph.node("Relu", [graph.linear(x, f"{expert}.up", f"{at}.up")], f"{at}.relu")
        h = graph.linear(h, f"{expert}.down", f"{at}.down")
        gate = graph.slice(gates, number - 1, f"{at}.share", axis=1)  # (B, 1)
        h = graph.node("Mul", [h, gate], f"{at}.shared")
        total = graph.node("Add", [total, h], f"{at}.sum") if total else h
    return total


def _quantise(graph: Graph, levels: int) -> None:
    """Level by level: nearest codeword of what is left, the lower code of equals."""
    rest, codes = "fused", []
    last = graph.integers("last_axis", [-1])
    for level in range(1, levels + 1):
        at = f"level_{level}"
        book = graph.parameter(f"codebook.{level}")
        # |r − C|² = |r|² − 2 r · C + |C|²
        turned = graph.node("Transpose", [book], f"{at}.turned", perm=[1, 0])
        product = graph.node("MatMul", [rest, turned], f"{at}.product")
        two = graph.number("two", 2.0)
        product = graph.node("Mul", [product, two], f"{at}.twice")
        squares = graph.node("Mul", [book, book], f"{at}.book.squares")
        lengths = graph.node("ReduceSum", [squares, last], f"{at}.book.lengths", keepdims=0)
        own = graph.node("Mul", [rest, rest], f"{at}.squares")
        own = graph.node("ReduceSum", [own, last], f"{at}.lengths", keepdims=1)
        own = graph.node("Add", [own, lengths], f"{at}.both")
        near = graph.node("Sub", [own, product], f"{at}.near")
        output = "distances" if level == levels else f"{at}.distances"
        near = graph.node("Relu", [near], output)
        code = graph.node("ArgMin", [near], f"{at}.code", axis=1, keepdims=0)
        column = graph.node("Unsqueeze", [code, last], f"{at}.column")
        codes.append(graph.node("Cast", [column], f"{at}.int32", to=onnx.TensorProto.INT32))
        if level < levels:
            words = graph.node("Gather", [book, code], f"{at}.words", axis=0)
            rest = graph.node("Sub", [rest, words], f"{at}.rest")
    graph.node("Concat", codes, "codes", axis=1)
