"""Tables of letters, against those of sentencepiece and against what it writes itself."""

from __future__ import annotations

import base64
import importlib
import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tokenizers import Tokenizer, models
from tokenizers.normalizers import Precompiled

from musicrec.errors import MusicRecError
from musicrec.features.letter_table import LETTERS, MOST, without_tables
from musicrec.features.sentence_model import sentence_model_of
from musicrec.model_name import ModelName
from tests.features.spm import table
from tests.features.twins import write_model

RULES = ("nmt_nfkc", "nfkc", "nmt_nfkc_cf", "nfkc_cf")
SPECIMENS = (
    *("ｶﾞｷﾞ ﾊﾟ", "①㍿㌔", "ﬁﬂ", "e\u0301 A\u030a", "～~", "令和㋿", "\u200d👩\u200d👧", "\u061c"),
    *("İI ß ẞ", "ΣΟΣ", "\ufb01", "\x07\x7f", "a\u00a0b\u3000c", "각", "각", "ª\u0320"),
)


def as_tokenizer(normalizer: Any) -> Any:
    said = json.loads(Tokenizer(models.BPE()).to_str())
    return Tokenizer.from_str(json.dumps({**said, "normalizer": normalizer})).normalizer


def precompiled(data: bytes) -> dict[str, Any]:
    return {"type": "Precompiled", "precompiled_charsmap": base64.b64encode(data).decode()}


def by_sentencepiece(rule: str, text: str) -> Any:
    spm: Any = importlib.import_module("sentencepiece")
    normalizer = spm.SentencePieceNormalizer(
        rule_name=rule,
        add_dummy_prefix=False,
        escape_whitespaces=False,
        remove_extra_whitespaces=False,
    )
    return normalizer.Normalize(text)


@pytest.fixture(scope="module", params=RULES)
def rule(request: pytest.FixtureRequest) -> tuple[str, Any]:
    """Its name, and the steps that are written in its place."""
    name = str(request.param)
    steps = without_tables(precompiled(table(name)))
    assert steps is not None and "Precompiled" not in json.dumps(steps)
    return name, as_tokenizer(steps)


def test_every_letter_is_written_as_the_table_has_it(rule: tuple[str, Any]) -> None:
    name, steps = rule
    wanted = Precompiled(table(name))
    changed = [letter for letter in LETTERS if wanted.normalize_str(letter) != letter]
    assert len(changed) > 4000
    for letter in changed:
        assert steps.normalize_str(letter) == wanted.normalize_str(letter)


def test_texts_are_written_as_sentencepiece_does(rule: tuple[str, Any]) -> None:
    name, steps = rule
    for text in SPECIMENS:
        assert steps.normalize_str(text) == by_sentencepiece(name, text)


@cache
def steps_of_xlm_roberta() -> Any:
    return as_tokenizer(without_tables(precompiled(table())))


# One mark a letter, none behind joined ones: "ﬁ" and an accent are "fí" by Unicode's form alone.
@given(st.lists(st.sampled_from([*"aｶ가①㍿ﬁ ~～\u3000", "ｶﾞ", "a\u0301"]), max_size=8))
def test_so_is_any_mixture_of_odd_letters(letters: list[str]) -> None:
    text = "".join(letters)
    assert steps_of_xlm_roberta().normalize_str(text) == by_sentencepiece("nmt_nfkc", text)


def test_what_has_no_table_stays_as_it_is() -> None:
    plain = {"type": "Sequence", "normalizers": [{"type": "NFC"}, {"type": "Lowercase"}]}
    assert without_tables(plain) == plain
    assert without_tables(None) is None
    assert without_tables(precompiled(b"")) == {"type": "Sequence", "normalizers": []}


def test_a_table_that_is_no_form_is_refused(tmp_path: Path) -> None:
    spm: Any = importlib.import_module("sentencepiece")
    proto: Any = importlib.import_module("sentencepiece.sentencepiece_model_pb2")
    rules = tmp_path / "rules.tsv"
    # Letter by letter the next: more than MOST of them.
    lines = [f"{0x4E00 + i:X}\t{0x4E01 + i:X}" for i in range(MOST + 100)]
    rules.write_text("\n".join(lines) + "\n", encoding="utf-8")
    spm.SentencePieceTrainer.train(
        sentence_iterator=iter(["oat milk green tea"] * 100),
        model_prefix=str(tmp_path / "own"),
        vocab_size=40,
        hard_vocab_limit=False,
        normalization_rule_tsv=str(rules),
        minloglevel=2,
    )
    found = proto.ModelProto()
    found.ParseFromString((tmp_path / "own.model").read_bytes())
    assert without_tables(precompiled(found.normalizer_spec.precompiled_charsmap)) is None
    folder = write_model(tmp_path / "twin", "xlm-roberta")
    path = folder / "tokenizer.json"
    said = json.loads(path.read_text(encoding="utf-8"))
    said["normalizer"] = precompiled(found.normalizer_spec.precompiled_charsmap)
    path.write_text(json.dumps(said), encoding="utf-8")
    with pytest.raises(MusicRecError, match="a table of its own") as raised:
        sentence_model_of(ModelName(model="twin", folder=folder), tmp_path / "cache")
    assert raised.value.code == "MODEL_UNSUPPORTED"
