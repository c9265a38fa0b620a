"""`contract/golden/encoders/`: a small twin of MiniLM's folder, and what the trainer reads with it.

The same files, inputs, output and kinds of nodes as musicrec/features/minilm.py exports, with a
vocabulary of our own and random weights: it says nothing of meaning. `minilm.json` beside it holds
texts with the trainer's ids and embeddings; pages are held to them. `python -m
tests.features.minilm_golden` (in trainer/) writes both.
"""

from __future__ import annotations

import json
import string
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import onnx.parser
from onnx import numpy_helper
from tokenizers import AddedToken, Tokenizer
from tokenizers.decoders import WordPiece as WordPieceDecoder
from tokenizers.models import WordPiece
from tokenizers.normalizers import BertNormalizer
from tokenizers.pre_tokenizers import BertPreTokenizer
from tokenizers.processors import TemplateProcessing

from musicrec import seeds
from musicrec.export.graph import serialise
from musicrec.features.encoder_folder import write_record
from musicrec.features.int8_weights import with_int8_weights
from musicrec.features.minilm import MODEL, TEXT_ENCODER, TEXT_SIZE
from musicrec.features.sentence_encoder import MAX_TOKENS, SentenceEncoder

GOLDEN = Path(__file__).parents[3] / "contract/golden"
FOLDER = GOLDEN / "encoders" / TEXT_ENCODER
CASES = GOLDEN / "minilm.json"

HIDDEN = 32
DIGITS = 7
SPECIAL = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]")
SIGNS = string.ascii_lowercase + string.digits
WORDS = "oat milk tea green coffee bread salt cream creme and with ##ing ##ed ##es ##er".split()
VOCABULARY = (*SPECIAL, *SIGNS, *(f"##{sign}" for sign in SIGNS), *"!%&'(),-.:?[]/", *WORDS)

TEXTS = (
    "Oat milk",
    "OAT MILK",
    "Barista oat milk, 1 l. Drinks. Milk. Larder",
    "Crème fraîche & jalapeño, cafe\u0301 BRÛLÉE",
    "rock'n'roll (50%): bread/salt-free?! [new] a_b",
    "<b>tea</b> [SEP] tea",
    "Green tea 🍵 👩\u200d👩\u200d👧",
    "חלב oat حليب",
    "茶",
    "  coffee\u00a0creamer \t\n breads\u00ad ",
    f"{'x' * 101} tea",
    # Nothing is left of it but [CLS] and [SEP].
    "\u0007\u200b",
    "Green tea with oat milk and bread, salted. " * 16,
)


def tokenizer() -> Tokenizer:
    """As MiniLM's: its file also asks for padding, which trainer and page leave out."""
    ids = {piece: number for number, piece in enumerate(VOCABULARY)}
    made = Tokenizer(WordPiece(ids, unk_token="[UNK]", max_input_chars_per_word=100))
    made.add_special_tokens([AddedToken(name, special=True, normalized=False) for name in SPECIAL])
    made.normalizer = BertNormalizer(lowercase=True)
    made.pre_tokenizer = BertPreTokenizer()
    made.post_processor = TemplateProcessing(
        single="[CLS] $A [SEP]",
        pair="[CLS] $A [SEP] $B:1 [SEP]:1",
        special_tokens=[(name, ids[name]) for name in ("[CLS]", "[SEP]")],
    )
    made.decoder = WordPieceDecoder()
    made.enable_truncation(MAX_TOKENS)
    made.enable_padding(pad_id=ids["[PAD]"], pad_token="[PAD]", length=MAX_TOKENS)
    return made


NETWORK = """
<ir_version: 8, opset_import: ["": 18]>
twin (int64[B, T] input_ids, int64[B, T] attention_mask, int64[B, T] token_type_ids)
=> (float[B, 384] sentence_embedding)
{
    first = Constant <value = int64[1] {0}> ()
    axis = Constant <value = int64[1] {1}> ()
    last = Constant <value = int64[1] {2}> ()
    words = Gather (word, input_ids)
    kinds = Gather (kind, token_type_ids)
    length = Shape <start = 1, end = 2> (input_ids)
    places = Slice (place, first, length)
    named = Add (words, kinds)
    seen = Add (named, places)
    hidden = MatMul (seen, up)
    kept = Relu (hidden)
    vectors = MatMul (kept, down)
    there = Cast <to = 1> (attention_mask)
    weight = Unsqueeze (there, last)
    weighed = Mul (vectors, weight)
    total = ReduceSum <keepdims = 0> (weighed, axis)
    count = ReduceSum <keepdims = 0> (weight, axis)
    mean = Div (total, count)
    norm = ReduceL2 <keepdims = 1> (mean, axis)
    sentence_embedding = Div (mean, norm)
}
"""
"""Of each token word, kind and place, two layers, then the mean over tokens, of unit length."""


def network() -> onnx.ModelProto:
    """With seeded weights; there are as many places as a text may have tokens."""
    rng = seeds.generator(1, "minilm golden")
    shapes = {
        "word": (len(VOCABULARY), HIDDEN),
        "kind": (2, HIDDEN),
        "place": (MAX_TOKENS, HIDDEN),
        "up": (HIDDEN, HIDDEN),
        "down": (HIDDEN, TEXT_SIZE),
    }
    model = onnx.parser.parse_model(NETWORK)
    for name, shape in shapes.items():
        values = rng.normal(size=shape).astype(np.float32)
        model.graph.initializer.append(numpy_helper.from_array(values, name))
    onnx.checker.check_model(model, full_check=True)
    return model


def write_folder(folder: Path) -> None:
    """The twin's four files."""
    (folder / MODEL).parent.mkdir(parents=True, exist_ok=True)
    tokenizer().save(str(folder / "tokenizer.json"), pretty=False)
    settings: dict[str, Any] = {
        "do_lower_case": True,
        "tokenize_chinese_chars": True,
        "strip_accents": None,
        "tokenizer_class": "BertTokenizer",
        "model_max_length": 512,
        **{f"{name[1:-1].lower()}_token": name for name in SPECIAL},
    }
    text = json.dumps(settings)
    (folder / "tokenizer_config.json").write_text(text + "\n", encoding="utf-8")
    (folder / MODEL).write_bytes(serialise(with_int8_weights(network())))
    record = {
        "name": "minilm-twin",
        "size": TEXT_SIZE,
        "licence": "as the repository's: made up, for tests",
    }
    write_record(folder, record)


def cases(folder: Path) -> dict[str, Any]:
    """What the trainer reads in each text."""
    encode = SentenceEncoder(folder, MODEL)
    return {
        "cases": [
            {
                "text": text,
                "ids": encode.token_ids(text),
                "embedding": [round(float(value), DIGITS) for value in encode(text)],
            }
            for text in TEXTS
        ]
    }


if __name__ == "__main__":
    write_folder(FOLDER)
    said = json.dumps(cases(FOLDER), ensure_ascii=False, separators=(",", ":"))
    CASES.write_text(said + "\n", encoding="utf-8")
