"""An image encoder as it ships: prepared pictures → embeddings.

That of every shop is a folder of two files: `image-encoder.onnx` (export/image_encoder.py) and
`encoder.json` (versions, licence, hashes). How it is made is in `image_encoder/`; that of a bundle,
in picture_model.py; how a picture is prepared, in preparation.py.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from musicrec.errors import MusicRecError
from musicrec.features.encoder_folder import open_session
from musicrec.features.preparation import Preparation
from musicrec.stage import hash_file

NAME = "efficientnet-lite0"
MODEL = "image-encoder.onnx"
COMMITTED = Path(__file__).resolve().parents[3] / "models" / "encoders" / NAME
"""The encoder of every shop; a page reads the same file."""
PREPARATION = Preparation(
    side=224,
    shorter=256,
    resampling="bicubic",
    mean=(127.0, 127.0, 127.0),
    deviation=(128.0, 128.0, 128.0),
)
PICTURE = PREPARATION.side
"""Pixels a side."""
EMBEDDING = 1280

Float32 = NDArray[np.float32]


class ImageEncoder:
    """The encoder of a file; raises FILE_MISSING."""

    def __init__(
        self,
        path: Path = COMMITTED / MODEL,
        preparation: Preparation = PREPARATION,
        *,
        threads: int = 1,
    ) -> None:
        if not path.is_file():
            raise MusicRecError(
                "FILE_MISSING",
                f"{path} is missing. Make it with: musicrec encoder image --out {path.parent}",
            )
        self.prepare = preparation
        self.hash = hash_file(path)
        self._session = open_session(path, threads)

    def __call__(self, pictures: Float32) -> Float32:
        """(B, D) of (B, 3, S, S), each as if it were alone."""
        vectors: Float32 = self._session.run(["embedding"], {"pixel_values": pictures})[0]
        return vectors
