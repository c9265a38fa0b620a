"""The static text encoder as it ships: text → rows of its vocabulary → a vector.

A folder of three files: `text-encoder.onnx` (export/static_encoder.py), `vocabulary.txt` (a token a
line, the line is the row) and `encoder.json` (versions, licence, hashes). How it is made is in
`static_encoder/training.py`.

Words are BERT's: lower case, accents dropped, split at punctuation and around Chinese characters,
then the longest pieces of the vocabulary first; a word that cannot be pieced together is left out
whole. Nothing is truncated.
"""

from __future__ import annotations

import unicodedata
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from musicrec.errors import MusicRecError
from musicrec.features.encoder_folder import open_session

MODEL = "text-encoder.onnx"
VOCABULARY = "vocabulary.txt"
COMMITTED = Path(__file__).resolve().parents[3] / "models" / "encoders" / "static"
"""The encoder made without any shop's texts."""
LONGEST_WORD = 100
"""Characters; a longer word is unknown, as in BERT."""
UNKNOWN = "[UNK]"

Float32 = NDArray[np.float32]
Int32 = NDArray[np.int32]


def read_vocabulary(folder: Path) -> list[str]:
    """(V) the tokens; raises FILE_MISSING."""
    path = folder / VOCABULARY
    if not path.is_file():
        raise MusicRecError(
            "FILE_MISSING",
            f"{path} is missing. Make it with: musicrec encoder static --out {folder}",
        )
    return path.read_text(encoding="utf-8").splitlines()


class WordPieces:
    """Text → rows of a vocabulary."""

    def __init__(self, vocabulary: list[str]) -> None:
        from tokenizers import Tokenizer, models, normalizers, pre_tokenizers

        self._unknown = len(vocabulary)
        rows = {token: row for row, token in enumerate([*vocabulary, UNKNOWN])}
        pieces = models.WordPiece(rows, unk_token=UNKNOWN, max_input_chars_per_word=LONGEST_WORD)
        self._tokenizer: Any = Tokenizer(pieces)
        self._tokenizer.normalizer = normalizers.BertNormalizer(lowercase=True)
        self._tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()

    def __call__(self, text: str) -> Int32:
        """(T) int32, the words that are unknown left out."""
        return np.array([row for rows in self.by_word(text) for row in rows], np.int32)

    def by_word(self, text: str) -> list[list[int]]:
        """For each known word its rows, in order."""
        encoded = self._tokenizer.encode(text)
        placed = zip(encoded.word_ids, encoded.ids, strict=True)
        words = ([row for _, row in word] for _, word in groupby(placed, itemgetter(0)))
        return [rows for rows in words if rows != [self._unknown]]


class StaticEncoder:
    """The encoder of a folder; raises FILE_MISSING."""

    def __init__(self, folder: Path = COMMITTED, *, threads: int = 1) -> None:
        self.vocabulary = read_vocabulary(folder)
        self.words = WordPieces(self.vocabulary)
        self._session = open_session(folder / MODEL, threads)

    def knows(self, text: str) -> bool:
        """Whether a text says anything. Twin of the one in static-text.ts; training does not ask.

        A word of it, however short ("up"), is known as a whole, or half of it is in pieces that are
        more than single letters.
        """
        words = [
            [_letters_in(self.vocabulary[row]) for row in rows] for rows in self.words.by_word(text)
        ]
        if any(len(pieces) == 1 and pieces[0] > 1 for pieces in words):
            return True
        known = sum(letters for pieces in words for letters in pieces if letters > 1)
        return known > 0 and 2 * known >= _letters_in(text)

    def embed(self, text: str) -> Float32:
        """(D) unit length, or zeros where no word is known."""
        return self._run("embedding", text)

    def __call__(self, text: str) -> Float32:
        """(384) the same in MiniLM's space, which is what a shop's features are."""
        return self._run("features", text)

    def _run(self, output: str, text: str) -> Float32:
        vector: Float32 = self._session.run([output], {"ids": self.words(text)})[0]
        return vector


def _letters_in(text: str) -> int:
    """Letters and digits of any script."""
    return sum(unicodedata.category(letter)[0] in "LN" for letter in text)
