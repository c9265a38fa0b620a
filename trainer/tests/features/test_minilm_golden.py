"""The small twin of MiniLM's folder is what its maker makes, and reads texts as it is said to."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from musicrec.features.encoder_folder import RECORD, open_session
from musicrec.features.minilm import MODEL
from musicrec.features.sentence_encoder import MAX_TOKENS, SentenceEncoder
from tests.features.minilm_golden import CASES, FOLDER, VOCABULARY, cases, write_folder

AGAIN = "Write it again: python -m tests.features.minilm_golden"


def committed() -> list[dict[str, Any]]:
    read: list[dict[str, Any]] = json.loads(CASES.read_text(encoding="utf-8"))["cases"]
    return read


def test_the_folder_is_what_its_maker_makes(tmp_path: Path) -> None:
    write_folder(tmp_path)
    kept, made = (
        {
            path.relative_to(folder).as_posix(): path.read_bytes()
            for path in folder.rglob("*")
            if path.is_file()
        }
        for folder in (FOLDER, tmp_path)
    )
    assert set(kept) == {RECORD, "tokenizer.json", "tokenizer_config.json", MODEL}
    assert kept == made, AGAIN
    assert sum(map(len, kept.values())) < 60_000


def test_the_cases_are_what_the_trainer_reads() -> None:
    made = cases(FOLDER)["cases"]
    for case, again in zip(committed(), made, strict=True):
        assert (case["text"], case["ids"]) == (again["text"], again["ids"]), AGAIN
        assert np.allclose(case["embedding"], again["embedding"], rtol=0, atol=1e-6), AGAIN


def test_any_word_of_ascii_is_split_and_a_long_text_is_cut() -> None:
    encode = SentenceEncoder(FOLDER, MODEL)
    unknown, end = VOCABULARY.index("[UNK]"), VOCABULARY.index("[SEP]")
    assert unknown not in encode.token_ids("The quick brown fox jumps over 13 lazy dogs")
    ids = encode.token_ids("tea " * MAX_TOKENS)
    assert len(ids) == MAX_TOKENS and ids[-1] == end


def test_it_is_as_particular_as_minilm_is() -> None:
    """Order counts, absent tokens do not, and neither does what else is in a batch."""
    encode = SentenceEncoder(FOLDER, MODEL)
    assert not np.allclose(encode("milk tea"), encode("tea milk"), atol=1e-3)
    assert np.linalg.norm(encode("milk tea")) == pytest.approx(1, abs=1e-6)
    session = open_session(FOLDER / MODEL, 1)

    def run(rows: list[list[int]]) -> Any:
        width = max(map(len, rows))
        ids = np.array([row + [0] * (width - len(row)) for row in rows], np.int64)
        mask = np.array([[1] * len(row) + [0] * (width - len(row)) for row in rows], np.int64)
        feeds = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
        return session.run(["sentence_embedding"], feeds)[0]

    short, long = encode.token_ids("tea"), encode.token_ids("green coffee with salted cream")
    alone, together = run([short])[0], run([short, long])[0]
    assert np.allclose(alone, together, atol=1e-6)
