"""The committed twins are small, and read as it is said of them."""

from __future__ import annotations

import json

import numpy as np
import pytest

from musicrec.features.sentence_model import SentenceModel
from tests.features.sentence_golden import CASES, FOLDERS, KINDS, TEXTS, cases
from tests.features.tower_twins import PLACES

AGAIN = "Write it again: python -m tests.features.sentence_golden"


@pytest.mark.parametrize("name", KINDS)
def test_the_cases_are_what_the_trainer_reads(name: str) -> None:
    committed = json.loads(CASES.read_text(encoding="utf-8"))["encoders"][name]
    assert [case["text"] for case in committed] == list(TEXTS), AGAIN
    for case, again in zip(committed, cases(name), strict=True):
        assert (case["ids"], case["known"]) == (again["ids"], again["known"]), AGAIN
        assert np.allclose(case["embedding"], again["embedding"], rtol=0, atol=1e-6), AGAIN
    assert max(len(case["ids"]) for case in committed) == PLACES
    assert [case["text"] for case in committed if not case["known"]][-1] == ""


def test_they_are_small() -> None:
    paths = [path for name in KINDS for path in (FOLDERS / name).iterdir()]
    paths = [path for path in paths if path.name in SentenceModel.FILES]
    assert sum(path.stat().st_size for path in [CASES, *paths]) < 500_000
