"""A model of sentences that a configuration names → the files that ship with the bundle.

Read are the layouts of sentence-transformers whose network is one of NETWORKS and whose vectors are
a mean, the first or the largest over tokens; a plain transformer counts as a mean. Whatever else is
refused by name: a page could not compute it. The folder in the cache holds the bundle's own files
and a record; it is made once, and made again where what it came from or the libraries changed.
"""

from __future__ import annotations

import hashlib
import inspect
import json
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from musicrec.features.encoder_folder import (
    RECORD,
    finish_folder,
    is_complete,
    recorded_hash,
    require_package,
    versions_of,
)
from musicrec.features.minilm import INSTEAD
from musicrec.features.model_files import ModelFiles, model_files, unsupported
from musicrec.features.sentence_encoder import (
    MAX_TOKENS,
    TOKENIZER,
    TOKENIZER_CONFIG,
    SentenceEncoder,
    read_tokenizer,
)
from musicrec.features.sentence_network import Pooling, sentence_model
from musicrec.model_name import ModelName
from musicrec.stage import hash_file

MODEL = "text_encoder.onnx"
SHIPPED = (MODEL, TOKENIZER, TOKENIZER_CONFIG)
RECIPE = "sentences, weights in int8"
NETWORKS = ("bert", "distilbert", "mpnet", "roberta", "xlm-roberta")
AFTER_PADDING = ("mpnet", "roberta", "xlm-roberta")
"""Their places are counted from behind that of the padding."""
POOLINGS = ("mean", "cls", "max")
LARGEST = 2_000_000_000
"""Bytes of float32 weights that one ONNX file can hold while it is made."""
LONG_TEXT = "Oat milk and green tea. " * 100


@dataclass(frozen=True, kw_only=True)
class SentenceModel:
    """The folder of a model as it ships, and what its record says of it."""

    folder: Path
    record: dict[str, Any]

    @property
    def size(self) -> int:
        """Numbers of an embedding."""
        return int(self.record["size"])

    @property
    def hash(self) -> str:
        """SHA-256 of the network."""
        return recorded_hash(self.folder, MODEL)

    def said(self) -> dict[str, Any]:
        """What a bundle's manifest says of it."""
        names = ("model", "revision", "licence", "size", "most_tokens")
        return {name: self.record[name] for name in names}

    def encoder(self, threads: int) -> SentenceEncoder:
        """What reads texts with it."""
        most = self.record["most_tokens"]
        return SentenceEncoder(self.folder, MODEL, most_tokens=most, threads=threads)


def shipped_model(name: ModelName, cache: Path) -> SentenceModel:
    """The model in `cache`, fetched and made if it is not there.

    Raises MODEL_UNREACHABLE, MODEL_MISSING, MODEL_UNSUPPORTED, PACKAGE_MISSING.
    """
    folder = cache / "models" / name.model.replace("/", "--")
    versions = {**versions_of("transformers", "tokenizers"), "recipe": RECIPE, **_source(name)}
    if not is_complete(folder, versions):
        files = model_files(name, cache)
        with tempfile.TemporaryDirectory() as scratch:
            built = Path(scratch) / "built"
            built.mkdir()
            record = {
                "model": name.model,
                "revision": files.revision,
                "licence": files.licence,
                **_convert(name, files, built),
            }
            finish_folder(built, folder, {**record, "versions": versions})
    record = json.loads((folder / RECORD).read_text(encoding="utf-8"))
    return SentenceModel(folder=folder, record=record)


def _source(name: ModelName) -> dict[str, str]:
    """What was asked for: a name, or the content of a folder's files."""
    if name.folder is None:
        return {"asked": f"{name.model}@{name.revision or ''}"}
    digest = hashlib.sha256()
    for path in sorted(name.folder.rglob("*")):
        if path.is_file() and path.suffix in (".json", ".safetensors", ".md"):
            digest.update(f"{path.relative_to(name.folder)} {hash_file(path)}\n".encode())
    return {"asked": digest.hexdigest()}


def _convert(name: ModelName, files: ModelFiles, built: Path) -> dict[str, Any]:
    """The shipped files into `built`; what the record says of them."""
    source = files.folder
    config = _json(name, source / "config.json")
    kind = config.get("model_type")
    if kind not in NETWORKS or "auto_map" in config:
        own = "runs code of its own" if "auto_map" in config else f"is of the kind {kind}"
        raise unsupported(name, own, f"Known are: {', '.join(NETWORKS)}.")
    for file in (TOKENIZER, TOKENIZER_CONFIG):
        if not (source / file).is_file():
            raise unsupported(name, f"has no {file}", "Save it with a fast tokenizer.")
        shutil.copyfile(source / file, built / file)
    pooling = _pooling(name, source)
    network = _network(name, source)
    inputs = ["input_ids", "attention_mask"]
    if "token_type_ids" in inspect.signature(network.forward).parameters:
        inputs += ["token_type_ids"] if network.config.type_vocab_size > 1 else []
    most = _most_tokens(name, source, config)
    _check_marks(name, source, most)
    (built / MODEL).write_bytes(sentence_model(network, inputs, pooling))
    # Whatever the card says of its width: what comes out is what counts.
    size = len(SentenceEncoder(built, MODEL, most_tokens=most)("oat milk"))
    return {"size": size, "most_tokens": most, "pooling": pooling, "network": kind}


def _network(name: ModelName, source: Path) -> Any:
    import torch

    transformers = require_package("transformers", "transformers", instead=INSTEAD)
    transformers.utils.logging.disable_progress_bar()
    transformers.utils.logging.set_verbosity_error()
    try:
        network = transformers.AutoModel.from_pretrained(
            source,
            attn_implementation="eager",
            dtype=torch.float32,
            local_files_only=True,
            trust_remote_code=False,
            use_safetensors=True,
        ).eval()
    except Exception as error:  # each reader of weights has classes of its own
        what = f"cannot be read ({type(error).__name__}: {str(error)[:200]})"
        raise unsupported(name, what, "Fetch its files again.") from error
    size = 4 * network.num_parameters()
    if size > LARGEST:
        raise unsupported(
            name, f"has {size / 1e9:.1f} GB of weights", "Name one of fewer than 2 GB."
        )
    return network


def _pooling(name: ModelName, source: Path) -> Pooling:
    """What modules.json and what it names say; a mean where there is none."""
    if not (source / "modules.json").is_file():
        return "mean"
    modules = _json(name, source / "modules.json")
    kinds = [str(one.get("type", "")).rpartition(".")[2] for one in modules]
    if kinds[:2] != ["Transformer", "Pooling"] or kinds[2:] not in ([], ["Normalize"]):
        raise unsupported(
            name,
            f"is made of {', '.join(kinds)}",
            "Known are: Transformer, Pooling and, where there is one, Normalize.",
        )
    if modules[0].get("path"):
        raise unsupported(name, "keeps its network in a folder", "Save it again.")
    settings = _json(name, source / modules[1]["path"] / "config.json")
    said = settings.get("pooling_mode")
    if said is None:
        known = {"mean": "mean_tokens", "cls": "cls_token", "max": "max_tokens"}
        on = [key for key in settings if key.startswith("pooling_mode_") and settings[key]]
        short = {f"pooling_mode_{value}": key for key, value in known.items()}
        said = ", ".join(short.get(key, key) for key in on)
    if said not in POOLINGS:
        raise unsupported(name, f"pools by {said}", f"Known are: {', '.join(POOLINGS)}.")
    return cast(Pooling, said)


def _most_tokens(name: ModelName, source: Path, config: dict[str, Any]) -> int:
    places = int(config["max_position_embeddings"])
    if config["model_type"] in AFTER_PADDING:
        places -= int(config.get("pad_token_id", 1)) + 1
    limits: list[Any] = [
        _optional(name, source / "sentence_bert_config.json").get("max_seq_length"),
        _optional(name, source / TOKENIZER_CONFIG).get("model_max_length"),
    ]
    return min(MAX_TOKENS, places, *(int(limit) for limit in limits if limit))


def _check_marks(name: ModelName, source: Path, most: int) -> None:
    """A page cuts a text to the first tokens and the last mark, and lowers no letters itself."""
    whole = read_tokenizer(source, None).encode(LONG_TEXT).ids
    cut = read_tokenizer(source, most).encode(LONG_TEXT).ids
    if cut != [*whole[: most - 1], whole[-1]]:
        raise unsupported(
            name, "marks the end of a text with several tokens", "Name a model that has one."
        )
    lowers = _optional(name, source / "sentence_bert_config.json").get("do_lower_case", False)
    if lowers and read_tokenizer(source, most).encode(LONG_TEXT.lower()).ids != cut:
        raise unsupported(
            name, "lowers letters outside its tokenizer", "Name one whose tokenizer does."
        )
    prompt = _optional(name, source / "config_sentence_transformers.json")
    if prompt.get("default_prompt_name"):
        raise unsupported(name, "puts words before each text", "Name one that takes texts alone.")


def _optional(name: ModelName, path: Path) -> dict[str, Any]:
    found: dict[str, Any] = _json(name, path) if path.is_file() else {}
    return found


def _json(name: ModelName, path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        what = f"has no {path.name} that can be read"
        raise unsupported(name, what, "Fetch its files again.") from error
