"""The golden file that a page's calls reproduce is what the trainer writes."""

from __future__ import annotations

import json
from typing import Any

import pytest

from musicrec.delta.file import check_delta
from tests.delta.delta_golden import GOLDEN, made_up

AGAIN = "After an export write it again: python -m tests.delta.delta_golden"


def about(value: Any) -> Any:
    """Likeness and distances up to what sums of float32 may differ by."""
    if isinstance(value, float):
        return pytest.approx(value, abs=2e-5)
    if isinstance(value, dict):
        return {key: about(inner) for key, inner in value.items()}
    return [about(inner) for inner in value] if isinstance(value, list) else value


def test_the_golden_file_is_what_a_delta_says() -> None:
    stored = json.loads(GOLDEN.read_text(encoding="utf-8"))
    made = json.loads(json.dumps(made_up()))
    assert made == about(stored), AGAIN
    for case in stored.values():
        check_delta(case["delta"], where=str(GOLDEN))
