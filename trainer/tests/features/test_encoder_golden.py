"""The files that the page's encoders are tested with say what the libraries say today."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

import numpy as np

from tests.features import encoder_golden


def read(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def test_pictures_are_pillows() -> None:
    assert read(encoder_golden.PICTURES) == encoder_golden.picture_golden()


def test_files_are_decoded_as_pillow_does() -> None:
    files = read(encoder_golden.FILES)
    assert files.keys() == encoder_golden.file_bytes().keys()
    for name, file in files.items():
        # Another encoder may write other bytes; decoding these gives the same.
        assert encoder_golden.sampled(base64.b64decode(file["base64"])) == file["samples"], name


def test_word_pieces_are_the_librarys() -> None:
    assert read(encoder_golden.WORDS) == encoder_golden.word_piece_golden()


def test_features_are_the_trainers() -> None:
    """Fitting may differ in the last bits between machines; a feature never by more than a step."""
    committed, now = read(encoder_golden.FEATURES), encoder_golden.whitening_golden()
    assert np.allclose(committed["matrix"], now["matrix"], atol=1e-5)
    difference = np.subtract(committed["features"], now["features"])
    assert np.abs(difference).max() <= 1
