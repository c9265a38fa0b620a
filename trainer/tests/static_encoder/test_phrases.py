from __future__ import annotations

import numpy as np

from musicrec.seeds import generator
from musicrec.static_encoder.phrases import LONGEST, Phrases, whole_words

VOCABULARY = [",", "7", "the", "##ing", "##less", *(f"word{c}" for c in "abcdefghijklmnop")]


def phrases(words: np.ndarray) -> list[list[int]]:
    vectors = generator(1, "vectors").normal(size=(len(VOCABULARY), 6)).astype(np.float32)
    return Phrases(VOCABULARY, vectors, words).draw(300, generator(1, "phrases"))


def test_words_held_out_are_in_no_phrase() -> None:
    words = whole_words(VOCABULARY)
    assert [VOCABULARY[row] for row in words[:2]] == ["the", "worda"]
    drawn = {row for phrase in phrases(words[:-4]) for row in phrase}
    assert not drawn & set(words[-4:].tolist())
    assert drawn >= {*range(3), *words[:-4].tolist()}


def test_phrases_are_short_and_the_same_for_the_same_seed() -> None:
    words = whole_words(VOCABULARY)
    drawn = phrases(words)
    assert drawn == phrases(words)
    assert all(1 <= len(phrase) <= 2 * LONGEST for phrase in drawn)
    assert np.mean([len(phrase) for phrase in drawn]) > 3
