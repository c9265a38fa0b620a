"""Tiny CLIP and SigLIP models as the hub has them: random weights, tokenizers of their kinds.

They say nothing of meaning, nor of looks.
"""

from __future__ import annotations

import importlib
import json
import shutil
from pathlib import Path
from typing import Any

from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors

from tests.features.spm import model, table
from tests.features.twins import CARD, HEADS, HIDDEN, INNER, LAYERS, WORDS, special

SIDE, PATCH = 32, 8
PLACES = 24
PROJECTED = 24
PIECES = (
    r"<\|startoftext\|>|<\|endoftext\|>|'s|'t|'re|'ve|'m|'ll|'d|[\p{L}]+|[\p{N}]|[^\s\p{L}\p{N}]+"
)
FIRST, LAST = "<|startoftext|>", "<|endoftext|>"


def clip_pieces() -> tuple[Tokenizer, dict[str, Any]]:
    """As CLIP's: lowered, bytes joined by pairs, a mark at the end of each word."""
    alphabet = sorted(pre_tokenizers.ByteLevel.alphabet())
    pieces = [*alphabet, *(f"{one}</w>" for one in alphabet)]
    merges: list[tuple[str, str]] = []
    for word in WORDS:
        signs = "".join(
            piece for piece, _ in pre_tokenizers.ByteLevel(False).pre_tokenize_str(word)
        )
        parts = [*signs[:-1], f"{signs[-1]}</w>"]
        joined = parts[0]
        for part in parts[1:]:
            if (joined, part) not in merges:
                merges.append((joined, part))
            joined += part
            pieces.append(joined)
    names = (FIRST, LAST)
    rows = {piece: row for row, piece in enumerate(dict.fromkeys([*pieces, *names]))}
    made = special(
        Tokenizer(models.BPE(rows, merges, unk_token=LAST, end_of_word_suffix="</w>")), names
    )
    made.normalizer = normalizers.Sequence(
        [normalizers.NFC(), normalizers.Replace(Regex(r"\s+"), " "), normalizers.Lowercase()]
    )
    made.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(PIECES), behavior="removed", invert=True),
            pre_tokenizers.ByteLevel(add_prefix_space=False),
        ]
    )
    made.decoder = decoders.ByteLevel()
    made.post_processor = processors.RobertaProcessing(
        (LAST, rows[LAST]), (FIRST, rows[FIRST]), add_prefix_space=False, trim_offsets=False
    )
    said = {"bos_token": FIRST, "eos_token": LAST, "pad_token": LAST, "unk_token": LAST}
    return made, {"tokenizer_class": "CLIPTokenizer", **said}


def siglip_pieces() -> tuple[Tokenizer, dict[str, Any]]:
    """As SigLIP's: SentencePiece's, a mark at the end alone, which fills up what is short, too."""
    pieces = [(one.piece, one.score) for one in model().pieces]
    made = Tokenizer(models.Unigram(pieces, unk_id=0, byte_fallback=False))
    made.normalizer = normalizers.Precompiled(table())
    made.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.WhitespaceSplit(), pre_tokenizers.Metaspace()]
    )
    special(made, ("<unk>", "<s>", "</s>"))
    made.post_processor = processors.TemplateProcessing(
        single="$A </s>", special_tokens=[("</s>", made.token_to_id("</s>"))]
    )
    said = {"eos_token": "</s>", "pad_token": "</s>", "unk_token": "<unk>"}
    return made, {"tokenizer_class": "SiglipTokenizer", **said}


TOKENIZERS = {"clip": clip_pieces, "siglip": siglip_pieces}
PREPROCESSORS: dict[str, dict[str, Any]] = {
    "clip": {
        "crop_size": {"height": SIDE, "width": SIDE},
        "do_center_crop": True,
        "image_mean": [0.48145466, 0.4578275, 0.40821073],
        "image_processor_type": "CLIPImageProcessor",
        "image_std": [0.26862954, 0.26130258, 0.27577711],
        "resample": 3,
        "size": {"shortest_edge": SIDE},
    },
    "siglip": {
        "do_rescale": True,
        "image_mean": [0.5, 0.5, 0.5],
        "image_processor_type": "SiglipImageProcessor",
        "image_std": [0.5, 0.5, 0.5],
        "resample": 2,
        "rescale_factor": 1 / 255,
        "size": {"height": SIDE, "width": SIDE},
    },
}


def network_of(kind: str, tokenizer: Tokenizer) -> Any:
    """A float32 network of transformers in evaluation."""
    import torch

    transformers: Any = importlib.import_module("transformers")
    transformers.utils.logging.disable_progress_bar()
    torch.manual_seed(7)
    sizes = {
        "hidden_size": HIDDEN,
        "intermediate_size": INNER,
        "num_attention_heads": HEADS,
        "num_hidden_layers": LAYERS,
    }
    last = tokenizer.token_to_id({"clip": LAST, "siglip": "</s>"}[kind])
    texts = {
        **sizes,
        "vocab_size": tokenizer.get_vocab_size(),
        "max_position_embeddings": PLACES,
        "bos_token_id": last,
        "eos_token_id": last,
        "pad_token_id": last,
    }
    pictures = {**sizes, "image_size": SIDE, "patch_size": PATCH}
    own: dict[str, Any] = {"projection_dim": PROJECTED} if kind == "clip" else {}
    config = transformers.AutoConfig.for_model(
        kind, text_config=texts, vision_config=pictures, initializer_factor=20.0, **own
    )
    network = transformers.AutoModel.from_config(config, attn_implementation="eager").eval()
    with torch.no_grad():  # so that places and tokens count, whichever class draws them
        for parameter in network.parameters():
            if parameter.ndim >= 2:
                parameter.normal_(std=0.2)
    return network


def write_tower(folder: Path, kind: str) -> Path:
    """The files of a model; the folder."""
    tokenizer, said = TOKENIZERS[kind]()
    folder.mkdir(parents=True, exist_ok=True)
    network_of(kind, tokenizer).save_pretrained(folder)
    tokenizer.save(str(folder / "tokenizer.json"))
    if kind == "siglip":
        (folder / "spiece.model").write_bytes(model().SerializeToString())
    files = {
        "tokenizer_config.json": {"model_max_length": PLACES, **said},
        "preprocessor_config.json": PREPROCESSORS[kind],
    }
    for name, value in files.items():
        (folder / name).write_text(json.dumps(value, ensure_ascii=False), encoding="utf-8")
    (folder / "README.md").write_text(CARD, encoding="utf-8")
    return folder


def as_sentence_transformers(folder: Path, to: Path) -> Path:
    """The same model as sentence-transformers lays it out: in a folder of its own."""
    shutil.copytree(folder, to / "0_CLIPModel")
    shutil.move(to / "0_CLIPModel" / "README.md", to / "README.md")
    of_type = "sentence_transformers.models.CLIPModel"
    modules = [{"idx": 0, "name": "0", "path": "0_CLIPModel", "type": of_type}]
    (to / "modules.json").write_text(json.dumps(modules), encoding="utf-8")
    return to
