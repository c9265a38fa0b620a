"""`contract/golden/encoders/{word-pieces,unigram,byte-pairs,clip,siglip}/`: what bundles carry.

They are of tiny twins.
Each is what the trainer makes of a model of its kind; `contract/golden/sentences.json` holds texts
in several scripts with the trainer's ids and embeddings, and pages are held to them. `python -m
tests.features.sentence_golden` (in trainer/) writes all of it.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from musicrec.features.sentence_encoder import SentenceEncoder
from musicrec.features.sentence_model import MODEL, SentenceModel, sentence_model_of
from musicrec.model_name import ModelName
from tests.features.tower_twins import PLACES, write_tower
from tests.features.twins import write_model

GOLDEN = Path(__file__).parents[3] / "contract/golden"
FOLDERS = GOLDEN / "encoders"
CASES = GOLDEN / "sentences.json"
KINDS: dict[str, Callable[[Path], Path]] = {
    "word-pieces": partial(write_model, kind="bert", most_tokens=PLACES),
    "unigram": partial(write_model, kind="xlm-roberta", most_tokens=PLACES),
    "byte-pairs": partial(write_model, kind="roberta", most_tokens=PLACES),
    "clip": partial(write_tower, kind="clip"),
    "siglip": partial(write_tower, kind="siglip"),
}
"""What writes the twin of each."""
DIGITS = 7

TEXTS = (
    "Hafermilch, 1 l. Grüner Tee",
    "green tea & oat milk (50%)!",
    "Cre\u0301me brûlée   tea",
    "緑茶 牛乳 greenと",
    "حليب oat حليب",
    "Green tea 🍵 👩\u200d👩\u200d👧",
    "ﬁne ｶﾞ ①㍿ ～~ \u061ctea\u200dmilk ª\u0301",
    "Жизнь",
    "  tea\u00a0milk \t\n brot ",
    "kaffee brot salz und tee " * 12,
    "",
)


def write_folders() -> None:
    """Each twin's network and tokenizer, as a bundle carries them."""
    for name, write in KINDS.items():
        with tempfile.TemporaryDirectory() as scratch:
            twin = write(Path(scratch) / "twin")
            made = sentence_model_of(ModelName(model=name, folder=twin), Path(scratch) / "cache")
            (FOLDERS / name).mkdir(parents=True, exist_ok=True)
            for file in SentenceModel.FILES:
                shutil.copyfile(made.folder / file, FOLDERS / name / file)


def cases(name: str) -> list[dict[str, Any]]:
    """What the trainer reads in each text with the committed files."""
    read = SentenceEncoder(FOLDERS / name, MODEL, most_tokens=PLACES)
    return [
        {
            "text": text,
            "ids": read.token_ids(text),
            "known": read.knows(text),
            "embedding": [round(float(value), DIGITS) for value in read(text)],
        }
        for text in TEXTS
    ]


if __name__ == "__main__":
    write_folders()
    found = {name: cases(name) for name in KINDS}
    said = {"most_tokens": PLACES, "encoders": found}
    text = json.dumps(said, ensure_ascii=False, separators=(",", ":"))
    CASES.write_text(text + "\n", encoding="utf-8")
