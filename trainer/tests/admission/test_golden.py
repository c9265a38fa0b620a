"""The golden file that a page reproduces is what the trainer computes."""

from __future__ import annotations

import json

import numpy as np

from tests.admission.admission_golden import GOLDEN, made_up


def test_the_golden_file_is_what_new_items_get() -> None:
    stored, made = json.loads(GOLDEN.read_text(encoding="utf-8")), made_up()
    assert stored.keys() == made.keys()
    for name in ("texts", "text", "image", "present", "taken", "ids", "prior"):
        assert stored[name] == made[name], name
    assert stored["kin"]["items"] == made["kin"]["items"]
    for found, expected in [
        (stored["kin"]["likeness"], made["kin"]["likeness"]),
        (stored["admitted"], made["admitted"]),
    ]:
        assert np.allclose(found, expected, atol=2e-6)
