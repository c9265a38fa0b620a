"""Tiny models of sentences as the hub has them, made by transformers with seeded random weights.

A kind each of tokenizer: WordPiece (BERT), Unigram (XLM-R), BPE over bytes (RoBERTa); and networks
without token types. They say nothing of meaning.
"""

from __future__ import annotations

import importlib
import json
import string
from collections.abc import Callable
from pathlib import Path
from typing import Any

import tokenizers
from tokenizers import Tokenizer, decoders, models, normalizers, pre_tokenizers, processors

from tests.features.spm import table

HIDDEN, LAYERS, HEADS, INNER = 32, 2, 2, 48
SIZES = {
    "num_hidden_layers": LAYERS,
    "num_attention_heads": HEADS,
    "intermediate_size": INNER,
    "hidden_size": HIDDEN,
    "max_position_embeddings": 100,
}
CARD = "---\nlicense: apache-2.0\nlanguage: [de, ja]\n---\n# A twin\n"
LETTERS = string.ascii_lowercase + "äöüßé" + string.digits
WORDS = "hafer milch grün tee kaffee brot salz green tea oat milk".split()
JAPANESE = "緑茶牛乳"
ARABIC = "حليب"


def _template(tokenizer: Tokenizer, first: str, last: str) -> None:
    marks = [(name, tokenizer.token_to_id(name)) for name in (first, last)]
    tokenizer.post_processor = processors.TemplateProcessing(
        single=f"{first} $A {last}", special_tokens=marks
    )


def special(tokenizer: Tokenizer, names: tuple[str, ...]) -> Tokenizer:
    """The tokenizer, to which these are marks."""
    added = [tokenizers.AddedToken(name, special=True, normalized=False) for name in names]
    tokenizer.add_special_tokens(added)
    return tokenizer


def word_pieces() -> tuple[Tokenizer, dict[str, Any]]:
    """As BERT's of many languages: cased, accents kept."""
    names = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]")
    signs = [*LETTERS, *string.ascii_uppercase, "Ä", *JAPANESE, *ARABIC, *".,-!?&()%'"]
    pieces = [*names, *signs, *(f"##{one}" for one in (*LETTERS, *ARABIC)), *WORDS]
    rows = {piece: row for row, piece in enumerate(dict.fromkeys(pieces))}
    made = special(Tokenizer(models.WordPiece(rows, unk_token="[UNK]")), names)
    made.normalizer = normalizers.BertNormalizer(lowercase=False, strip_accents=False)
    made.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    made.decoder = decoders.WordPiece()
    _template(made, "[CLS]", "[SEP]")
    said = {f"{name[1:-1].lower()}_token": name for name in names}
    return made, {"tokenizer_class": "BertTokenizer", "do_lower_case": False, **said}


def unigram() -> tuple[Tokenizer, dict[str, Any]]:
    """As XLM-R's: pieces with scores, a bar before each word."""
    names = ("<s>", "<pad>", "</s>", "<unk>")
    signs = [*LETTERS, *string.ascii_uppercase, *JAPANESE, *ARABIC, *".,-!?&()%'", "Ä"]
    words = [f"▁{word}" for word in WORDS] + ["緑茶", "牛乳", "حليب", "▁Ha"]
    scored = [(name, 0.0) for name in names] + [("▁", -4.0)]
    scored += [(piece, -8.0 - row / 16) for row, piece in enumerate(dict.fromkeys(signs))]
    scored += [(word, -5.0 - row / 16) for row, word in enumerate(words)]
    made = special(Tokenizer(models.Unigram(scored, unk_id=3, byte_fallback=False)), names)
    made.normalizer = normalizers.Sequence(
        [
            normalizers.Precompiled(table()),
            normalizers.Replace(tokenizers.Regex(" {2,}"), " "),
        ]
    )
    made.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.WhitespaceSplit(), pre_tokenizers.Metaspace()]
    )
    made.decoder = decoders.Metaspace()
    _template(made, "<s>", "</s>")
    said = {"bos": "<s>", "cls": "<s>", "sep": "</s>", "eos": "</s>", "unk": "<unk>"}
    tokens = {f"{name}_token": token for name, token in said.items()} | {"pad_token": "<pad>"}
    return made, {"tokenizer_class": "XLMRobertaTokenizer", **tokens}


def byte_pairs() -> tuple[Tokenizer, dict[str, Any]]:
    """As RoBERTa's: bytes joined by pairs, so that no sign is unknown."""
    names = ("<s>", "<pad>", "</s>", "<unk>", "<mask>")
    pieces = [*names, *sorted(pre_tokenizers.ByteLevel.alphabet())]
    merges: list[tuple[str, str]] = []
    for word in WORDS:
        signs = "".join(piece for piece, _ in pre_tokenizers.ByteLevel().pre_tokenize_str(word))
        for end in range(2, len(signs) + 1):
            pair = (signs[: end - 1], signs[end - 1])
            if pair not in merges:
                merges.append(pair)
                pieces.append(signs[:end])
    rows = {piece: row for row, piece in enumerate(dict.fromkeys(pieces))}
    made = special(Tokenizer(models.BPE(rows, merges)), names)
    made.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    made.decoder = decoders.ByteLevel()
    made.post_processor = processors.RobertaProcessing(
        ("</s>", rows["</s>"]), ("<s>", rows["<s>"]), add_prefix_space=False
    )
    said = {"bos": "<s>", "cls": "<s>", "sep": "</s>", "eos": "</s>", "unk": "<unk>"}
    tokens = {f"{name}_token": token for name, token in said.items()} | {"pad_token": "<pad>"}
    return made, {"tokenizer_class": "RobertaTokenizer", **tokens}


TOKENIZERS: dict[str, Callable[[], tuple[Tokenizer, dict[str, Any]]]] = {
    "bert": word_pieces,
    "distilbert": word_pieces,
    "mpnet": word_pieces,
    "roberta": byte_pairs,
    "xlm-roberta": unigram,
}


def network_of(kind: str, vocabulary: int) -> Any:
    """A float32 network of transformers in evaluation, of the kind that config.json calls so."""
    import torch

    transformers: Any = importlib.import_module("transformers")
    transformers.utils.logging.disable_progress_bar()
    torch.manual_seed(7)
    sizes: dict[str, Any] = {**SIZES, "vocab_size": vocabulary}
    if kind == "distilbert":
        sizes |= {"dim": HIDDEN, "n_layers": LAYERS, "n_heads": HEADS, "hidden_dim": INNER}
    if kind in ("roberta", "xlm-roberta", "mpnet"):
        sizes |= {"type_vocab_size": 1, "pad_token_id": 1}
    config = transformers.AutoConfig.for_model(kind, initializer_range=0.3, **sizes)
    return transformers.AutoModel.from_config(config, attn_implementation="eager").eval()


def write_model(
    folder: Path, kind: str = "bert", *, pooling: str = "mean", most_tokens: int = 64
) -> Path:
    """The files of a model as sentence-transformers lays them out; the folder."""
    tokenizer, said = TOKENIZERS[kind]()
    folder.mkdir(parents=True, exist_ok=True)
    network_of(kind, tokenizer.get_vocab_size()).save_pretrained(folder)
    tokenizer.save(str(folder / "tokenizer.json"))
    of_type = "sentence_transformers.models."
    modules = [
        {"idx": row, "name": str(row), "path": path, "type": of_type + name}
        for row, (name, path) in enumerate(
            [("Transformer", ""), ("Pooling", "1_Pooling"), ("Normalize", "2_Normalize")]
        )
    ]
    modes = {"mean": "mean_tokens", "cls": "cls_token", "max": "max_tokens"}
    pooled: dict[str, Any] = {"word_embedding_dimension": HIDDEN}
    pooled |= {f"pooling_mode_{mode}": name == pooling for name, mode in modes.items()}
    files: dict[str, Any] = {
        "tokenizer_config.json": {"model_max_length": 512, **said},
        "sentence_bert_config.json": {"max_seq_length": most_tokens, "do_lower_case": False},
        "modules.json": modules,
        "1_Pooling/config.json": pooled,
    }
    (folder / "1_Pooling").mkdir(exist_ok=True)
    for name, value in files.items():
        (folder / name).write_text(json.dumps(value, ensure_ascii=False), encoding="utf-8")
    (folder / "README.md").write_text(CARD, encoding="utf-8")
    return folder
