"""The committed twins are small, and read as it is said of them."""

from __future__ import annotations

import json

import numpy as np
import pytest

from tests.features.sentence_golden import CASES, FOLDERS, KINDS, MOST_TOKENS, TEXTS, cases

AGAIN = "Write it again: python -m tests.features.sentence_golden"


@pytest.mark.parametrize("name", KINDS)
def test_the_cases_are_what_the_trainer_reads(name: str) -> None:
    committed = json.loads(CASES.read_text(encoding="utf-8"))["encoders"][name]
    assert [case["text"] for case in committed] == list(TEXTS), AGAIN
    for case, again in zip(committed, cases(name), strict=True):
        assert (case["ids"], case["known"]) == (again["ids"], again["known"]), AGAIN
        assert np.allclose(case["embedding"], again["embedding"], rtol=0, atol=1e-6), AGAIN
    assert max(len(case["ids"]) for case in committed) == MOST_TOKENS
    assert [case["text"] for case in committed if not case["known"]][-1] == ""


def test_they_are_small() -> None:
    paths = [path for name in KINDS for path in (FOLDERS / name).iterdir()]
    assert sum(path.stat().st_size for path in [CASES, *paths]) < 400_000
