"""A network of sentences as it ships: a text → token IDs → a vector.

Twin of src/runtime/sentence-encoder.ts. How such a network is made is in minilm.py and
sentence_model.py.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from musicrec.features.encoder_folder import open_session

MAX_TOKENS = 128
TOKENIZER = "tokenizer.json"
TOKENIZER_CONFIG = "tokenizer_config.json"
SILENT = ("bos_token", "cls_token", "eos_token", "pad_token", "sep_token", "unk_token")
"""Tokens that say nothing: marks, and what stands for unknown pieces."""
BLANK = "▁"
"""Nor does a blank alone, which Unigram puts before each word, known or not."""

Float32 = NDArray[np.float32]


class SentenceEncoder:
    """A network on one text at a time, of the first `most_tokens` tokens.

    As a page reads them: nothing is padded, and no vector depends on another text.
    """

    def __init__(
        self, folder: Path, model: str, *, most_tokens: int = MAX_TOKENS, threads: int = 1
    ) -> None:
        self._session = open_session(folder / model, threads)
        self._inputs = [one.name for one in self._session.get_inputs()]
        self._tokenizer = read_tokenizer(folder, most_tokens)
        config = json.loads((folder / TOKENIZER_CONFIG).read_text(encoding="utf-8"))
        tokens = [spelled(config.get(name)) for name in SILENT]
        self._silent = {self._tokenizer.token_to_id(one) for one in (*tokens, BLANK) if one}

    def token_ids(self, text: str) -> list[int]:
        """(T) those of the marks and the text's pieces; of the marks alone if it has none."""
        ids: list[int] = self._tokenizer.encode(text).ids
        return ids

    def knows(self, text: str) -> bool:
        """Whether any piece of the text is known."""
        return any(token not in self._silent for token in self.token_ids(text))

    def __call__(self, text: str) -> Float32:
        """(D) of unit length, of a text without a piece too."""
        ids = np.array([self.token_ids(text)], np.int64)  # (1, T)
        given = {
            "input_ids": ids,
            "attention_mask": np.ones_like(ids),
            "token_type_ids": np.zeros_like(ids),
        }
        found = self._session.run(None, {name: given[name] for name in self._inputs})
        vector: Float32 = found[0][0]
        return vector


def spelled(token: Any) -> str | None:
    """A configuration has a token as it is, or as an object around it, or not."""
    found: str | None = token["content"] if isinstance(token, dict) else token
    return found


def read_tokenizer(folder: Path, most_tokens: int | None) -> Any:
    """A folder's tokenizer, cut at `most_tokens`, or whole; it never pads."""
    from tokenizers import Tokenizer

    tokenizer: Any = Tokenizer.from_file(str(folder / TOKENIZER))
    tokenizer.no_padding()
    if most_tokens is None:
        tokenizer.no_truncation()
    else:
        tokenizer.enable_truncation(most_tokens)
    return tokenizer
