"""Tables of letters and tiny models of sentencepiece itself, made by its own library."""

from __future__ import annotations

import importlib
import io
from functools import cache
from typing import Any

WORDS = "hafer milch grün tee kaffee brot salz green tea oat milk 緑茶 牛乳"


@cache
def model(rule: str = "nmt_nfkc") -> Any:
    """A ModelProto of few pieces, whose letters are written by a rule of sentencepiece's."""
    spm: Any = importlib.import_module("sentencepiece")
    proto: Any = importlib.import_module("sentencepiece.sentencepiece_model_pb2")
    made = io.BytesIO()
    spm.SentencePieceTrainer.train(
        sentence_iterator=iter([WORDS] * 200),
        model_writer=made,
        vocab_size=70,
        hard_vocab_limit=False,
        normalization_rule_name=rule,
        minloglevel=2,
    )
    found = proto.ModelProto()
    found.ParseFromString(made.getvalue())
    return found


def table(rule: str = "nmt_nfkc") -> bytes:
    """What each letter is written as, as a tokenizer's `Precompiled` has it."""
    data: bytes = model(rule).normalizer_spec.precompiled_charsmap
    return data
