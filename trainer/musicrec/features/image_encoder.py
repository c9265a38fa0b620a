"""The image encoder as it ships: prepared pictures → embeddings.

A folder of two files: `image-encoder.onnx` (export/image_encoder.py) and `encoder.json` (versions,
licence, hashes). How it is made is in `image_encoder/`; how a picture is prepared, in `image.py`.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from musicrec.errors import MusicRecError
from musicrec.features.encoder_folder import open_session
from musicrec.stage import hash_file

NAME = "efficientnet-lite0"
MODEL = "image-encoder.onnx"
COMMITTED = Path(__file__).resolve().parents[3] / "models" / "encoders" / NAME
"""The encoder of every shop; a page reads the same file."""
PICTURE = 224
"""Pixels a side."""
EMBEDDING = 1280

Float32 = NDArray[np.float32]


class ImageEncoder:
    """The encoder of a folder; raises FILE_MISSING."""

    def __init__(self, folder: Path = COMMITTED, *, threads: int = 1) -> None:
        path = folder / MODEL
        if not path.is_file():
            raise MusicRecError(
                "FILE_MISSING",
                f"{path} is missing. Make it with: musicrec encoder image --out {folder}",
            )
        self.hash = hash_file(path)
        self._session = open_session(path, threads)

    def __call__(self, pictures: Float32) -> Float32:
        """(B, 1280) of (B, 3, 224, 224), each as if it were alone."""
        vectors: Float32 = self._session.run(["embedding"], {"pixel_values": pictures})[0]
        return vectors
