"""`contract/golden/encoders/{clip,siglip}/image_encoder.onnx`: what bundles carry, of tiny twins.

`contract/golden/pictures.json` holds what the manifest says of each, and the trainer's embeddings
of made-up pictures; pages are held to them. `python -m tests.features.picture_model_golden` (in
trainer/) writes both.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from pathlib import Path
from typing import Any

from PIL import Image

from musicrec.features.image_encoder import ImageEncoder
from musicrec.features.picture_model import MODEL, picture_model_of
from musicrec.features.preparation import Preparation
from musicrec.image_encoder.pictures import made_up_picture
from musicrec.model_name import ModelName
from tests.features.sentence_golden import DIGITS, FOLDERS, GOLDEN
from tests.features.tower_twins import PREPROCESSORS, write_tower

CASES = GOLDEN / "pictures.json"
SIZES = ((1, 1), (2, 3), (37, 53), (32, 32), (64, 48), (300, 200), (3, 900), (640, 481))
"""Width and height: tiny, as the networks want it, long, large."""


def write_folder(kind: str) -> dict[str, Any]:
    """The twin's network, as a bundle carries it; what a manifest says of it."""
    with tempfile.TemporaryDirectory() as scratch:
        twin = write_tower(Path(scratch) / "twin", kind)
        made = picture_model_of(ModelName(model=kind, folder=twin), Path(scratch) / "cache")
        (FOLDERS / kind).mkdir(parents=True, exist_ok=True)
        shutil.copyfile(made.folder / MODEL, FOLDERS / kind / MODEL)
        return made.said()


def cases(kind: str, said: dict[str, Any]) -> list[dict[str, Any]]:
    """What the trainer sees in each picture with the committed file."""
    encode = ImageEncoder(FOLDERS / kind / MODEL, Preparation.read(said))
    found = []
    for width, height in SIZES:
        prepared = encode.prepare(Image.fromarray(made_up_picture(width, height)))
        vector = [round(float(value), DIGITS) for value in encode(prepared[None])[0]]
        found.append({"width": width, "height": height, "embedding": vector})
    return found


if __name__ == "__main__":
    written = {}
    for kind in PREPROCESSORS:
        said = write_folder(kind)
        written[kind] = {"encoder": said, "cases": cases(kind, said)}
    CASES.write_text(json.dumps(written, separators=(",", ":")) + "\n", encoding="utf-8")
