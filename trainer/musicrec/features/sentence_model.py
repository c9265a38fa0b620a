"""A model of sentences that a configuration names → the files that ship with the bundle.

Read are the layouts of sentence-transformers whose network is one of NETWORKS and whose vectors are
a mean, the first or the largest over tokens; a plain transformer counts as a mean; and what CLIP
and SigLIP make of texts. Whatever else is refused by name: a page could not compute it.
"""

from __future__ import annotations

import inspect
import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any, ClassVar, cast

from musicrec.features.letter_table import without_tables
from musicrec.features.model_files import ModelFiles, unsupported
from musicrec.features.sentence_encoder import (
    MAX_TOKENS,
    TOKENIZER,
    TOKENIZER_CONFIG,
    SentenceEncoder,
    read_tokenizer,
    spelled,
)
from musicrec.features.sentence_network import Pooling, sentence_model, text_tower
from musicrec.features.shipped_model import (
    ShippedModel,
    check_kind,
    load_transformer,
    modules_of,
    network_folder,
    read_json,
    read_optional,
)
from musicrec.model_name import ModelName

MODEL = "text_encoder.onnx"
NETWORKS = ("bert", "distilbert", "mpnet", "roberta", "xlm-roberta")
TOWERS = ("clip", "siglip")
"""Networks of texts and pictures."""
AFTER_PADDING = ("mpnet", "roberta", "xlm-roberta")
"""Their places are counted from behind that of the padding."""
POOLINGS = ("mean", "cls", "max")
LONG_TEXT = "Oat milk and green tea. " * 100
PUNCTUATION = r"""[!"#$%&'()*+,\-./:;<=>?@\[\\\]^_`{|}~]"""


class SentenceModel(ShippedModel):
    """One that reads texts."""

    KIND: ClassVar[str] = "text"
    RECIPE: ClassVar[str] = "sentences, weights in int8"
    FILES: ClassVar[tuple[str, ...]] = (MODEL, TOKENIZER, TOKENIZER_CONFIG)
    SAID: ClassVar[tuple[str, ...]] = ("most_tokens",)

    def encoder(self, threads: int) -> SentenceEncoder:
        """What reads texts with it."""
        most = self.record["most_tokens"]
        return SentenceEncoder(self.folder, MODEL, most_tokens=most, threads=threads)


def sentence_model_of(name: ModelName, cache: Path) -> SentenceModel:
    """The model in `cache`; raises what `ShippedModel.make` does."""
    return SentenceModel.make(name, cache, _convert)


def _convert(name: ModelName, files: ModelFiles, built: Path) -> dict[str, Any]:
    source = network_folder(name, files.folder)
    kind = check_kind(name, source, (*NETWORKS, *TOWERS))
    for file in (TOKENIZER, TOKENIZER_CONFIG):
        if not (source / file).is_file():
            raise unsupported(name, f"has no {file}", "Save it with a fast tokenizer.")
        shutil.copyfile(source / file, built / file)
    pooling = None if kind in TOWERS else _pooling(name, files.folder)
    network = load_transformer(name, source)
    _write_normalizer(name, built, kind)
    most = _most_tokens(name, source, network.config)
    _check_marks(name, source, built, most)
    if pooling is None:
        padding = _padding(name, built) if kind == "siglip" else None
        data = text_tower(network, places=most, padding=padding)
    else:
        inputs = ["input_ids", "attention_mask"]
        if "token_type_ids" in inspect.signature(network.forward).parameters:
            inputs += ["token_type_ids"] if network.config.type_vocab_size > 1 else []
        data = sentence_model(network, inputs, pooling)
    (built / MODEL).write_bytes(data)
    # Whatever the card says of its width: what comes out is what counts.
    size = len(SentenceEncoder(built, MODEL, most_tokens=most)("oat milk"))
    return {"size": size, "most_tokens": most, "pooling": pooling, "network": kind}


def _pooling(name: ModelName, source: Path) -> Pooling:
    """What modules.json and what it names say; a mean where there is none."""
    modules = modules_of(name, source)
    if not modules:
        return "mean"
    kinds = [str(one.get("type", "")).rpartition(".")[2] for one in modules]
    if kinds[:2] != ["Transformer", "Pooling"] or kinds[2:] not in ([], ["Normalize"]):
        raise unsupported(
            name,
            f"is made of {', '.join(kinds)}",
            "Known are: Transformer, Pooling and, where there is one, Normalize.",
        )
    settings = read_json(name, source / modules[1]["path"] / "config.json")
    said = settings.get("pooling_mode")
    if said is None:
        known = {"mean": "mean_tokens", "cls": "cls_token", "max": "max_tokens"}
        on = [key for key in settings if key.startswith("pooling_mode_") and settings[key]]
        short = {f"pooling_mode_{value}": key for key, value in known.items()}
        said = ", ".join(short.get(key, key) for key in on)
    if said not in POOLINGS:
        raise unsupported(name, f"pools by {said}", f"Known are: {', '.join(POOLINGS)}.")
    return cast(Pooling, said)


def _most_tokens(name: ModelName, source: Path, config: Any) -> int:
    texts = getattr(config, "text_config", config)
    places = int(texts.max_position_embeddings)
    if config.model_type in AFTER_PADDING:
        places -= int(config.pad_token_id) + 1
    limits: list[Any] = [
        read_optional(name, source / "sentence_bert_config.json").get("max_seq_length"),
        read_optional(name, source / TOKENIZER_CONFIG).get("model_max_length"),
    ]
    return min(MAX_TOKENS, places, *(int(limit) for limit in limits if limit))


def _padding(name: ModelName, built: Path) -> int:
    config = read_json(name, built / TOKENIZER_CONFIG)
    found = read_tokenizer(built, None).token_to_id(spelled(config.get("pad_token")) or "")
    if found is None:
        raise unsupported(name, "has no token to pad with", "Save it with a fast tokenizer.")
    return int(found)


def _write_normalizer(name: ModelName, built: Path, kind: str) -> None:
    """Write the tokenizer anew where a page would write a text's letters otherwise."""
    path = built / TOKENIZER
    said = read_json(name, path)
    published = said.get("normalizer")
    normalizer = without_tables(published)
    if normalizer is None and published is not None:
        raise unsupported(
            name,
            "writes letters by a table of its own",
            "Known are SentencePiece's: nmt_nfkc, nfkc, with _cf or not.",
        )
    if kind == "siglip":
        steps = _before_siglip(read_json(name, built / TOKENIZER_CONFIG))
        steps += [normalizer] if normalizer else []
        normalizer = {"type": "Sequence", "normalizers": steps}
    if normalizer != published:
        said["normalizer"] = normalizer
        path.write_text(json.dumps(said, ensure_ascii=False), encoding="utf-8")


def _before_siglip(config: Mapping[str, Any]) -> list[Any]:
    """What SigLIP's own library does to a text before its tokenizer is asked.

    Letters are lowered; by its first tokenizer marks are left out, too (`SiglipTokenizer`,
    `canonicalize_text`). What does so already is none the worse.
    """
    steps: list[Any] = [{"type": "Lowercase"}]
    if config.get("tokenizer_class") == "SiglipTokenizer":
        for pattern, instead in ((PUNCTUATION, ""), (r"\s+", " ")):
            steps.append({"type": "Replace", "pattern": {"Regex": pattern}, "content": instead})
        steps.append({"type": "Strip", "strip_left": True, "strip_right": True})
    return steps


def _check_marks(name: ModelName, source: Path, built: Path, most: int) -> None:
    """A page cuts a text to the first tokens and the last mark, and lowers no letters itself."""
    whole = read_tokenizer(built, None).encode(LONG_TEXT).ids
    cut = read_tokenizer(built, most).encode(LONG_TEXT).ids
    if cut != [*whole[: most - 1], whole[-1]]:
        raise unsupported(
            name, "marks the end of a text with several tokens", "Name a model that has one."
        )
    lowers = read_optional(name, source / "sentence_bert_config.json").get("do_lower_case", False)
    if lowers and read_tokenizer(built, most).encode(LONG_TEXT.lower()).ids != cut:
        raise unsupported(
            name, "lowers letters outside its tokenizer", "Name one whose tokenizer does."
        )
    prompt = read_optional(name, source / "config_sentence_transformers.json")
    if prompt.get("default_prompt_name"):
        raise unsupported(name, "puts words before each text", "Name one that takes texts alone.")
