"""Makes the image encoder's folder: the network, its record, and what it says of made-up pictures.

Nothing is learned and nothing drawn: the same weights and library versions give the same bytes.
"""

from __future__ import annotations

import json
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path
from shutil import copyfile

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from musicrec.export.graph import serialise
from musicrec.export.image_encoder import image_encoder_graph
from musicrec.features.encoder_folder import open_session, versions_of, write_record
from musicrec.features.image_encoder import EMBEDDING, MODEL, NAME, PREPARATION, ImageEncoder
from musicrec.image_encoder.pictures import SIZES, drawings, made_up_picture
from musicrec.image_encoder.weights import PACKAGE, folded_weights, published_weights

GOLDEN = "golden.json"
LICENCE = "Apache-2.0 (EfficientNet-lite0, ImageNet weights)"
PREPROCESSING = "shorter side 256 bicubic, centre crop 224, RGB, (value - 127) / 128"
MEASURED = 64
NUMBERS = 16
"""Of a golden embedding, the first ones."""

Float32 = NDArray[np.float32]


@dataclass(frozen=True, kw_only=True)
class Agreement:
    """Cosine of the encoder's embeddings to the float32 network's, over `pictures` drawings."""

    pictures: int
    mean: float
    least: float


def make_image_encoder(folder: Path) -> Agreement:
    """Write `image-encoder.onnx`, `encoder.json` and `golden.json` to `folder`.

    Raises PACKAGE_MISSING, EXPORT_INVALID.
    """
    weights = folded_weights(published_weights())
    exact = open_session(serialise(image_encoder_graph(weights, quantised=False)), 1)
    with tempfile.TemporaryDirectory() as scratch:
        built = Path(scratch)
        (built / MODEL).write_bytes(serialise(image_encoder_graph(weights)))
        encoder = ImageEncoder(built / MODEL)
        pictures = drawings(MEASURED)
        found = cosines(encoder(pictures), exact.run(None, {"pixel_values": pictures})[0])
        agreement = Agreement(
            pictures=MEASURED,
            mean=round(float(found.mean()), 4),
            least=round(float(found.min()), 4),
        )
        record = {
            "name": NAME,
            "size": EMBEDDING,
            "preprocessing": PREPROCESSING,
            "agreement": asdict(agreement),
            "versions": versions_of(PACKAGE),
            "licence": LICENCE,
        }
        write_record(built, record)
        (built / GOLDEN).write_text(golden(encoder), encoding="utf-8")
        folder.mkdir(parents=True, exist_ok=True)
        for path in built.iterdir():
            copyfile(path, folder / path.name)
    return agreement


def cosines(first: Float32, second: Float32) -> Float32:
    """(M) of the rows of two tables (M, D)."""
    lengths = np.linalg.norm(first, axis=1) * np.linalg.norm(second, axis=1)
    found: Float32 = (first * second).sum(1) / lengths
    return found


def golden(encoder: ImageEncoder) -> str:
    """golden.json: a made-up picture a line, with the start and the length of its embedding."""
    lines = []
    for width, height in SIZES:
        picture = PREPARATION(Image.fromarray(made_up_picture(width, height)))
        vector = encoder(picture[None])[0]
        case = {
            "width": width,
            "height": height,
            "embedding": [round(float(value), 6) for value in vector[:NUMBERS]],
            "norm": round(float(np.linalg.norm(vector)), 5),
        }
        lines.append(json.dumps(case))
    return "[\n" + ",\n".join(lines) + "\n]\n"
