"""`contract/golden/encoders/{word-pieces,unigram,byte-pairs}/`: what bundles carry, of tiny twins.

Each is what the trainer makes of a model of its kind; `contract/golden/sentences.json` holds texts
in several scripts with the trainer's ids and embeddings, and pages are held to them. `python -m
tests.features.sentence_golden` (in trainer/) writes all of it.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from pathlib import Path
from typing import Any

from musicrec.features.sentence_encoder import SentenceEncoder
from musicrec.features.sentence_model import MODEL, SHIPPED, shipped_model
from musicrec.model_name import ModelName
from tests.features.twins import write_model

GOLDEN = Path(__file__).parents[3] / "contract/golden"
FOLDERS = GOLDEN / "encoders"
CASES = GOLDEN / "sentences.json"
KINDS = {"word-pieces": "bert", "unigram": "xlm-roberta", "byte-pairs": "roberta"}
MOST_TOKENS = 24
DIGITS = 7

TEXTS = (
    "Hafermilch, 1 l. Grüner Tee",
    "green tea & oat milk (50%)!",
    "Cre\u0301me brûlée   tea",
    "緑茶 牛乳 greenと",
    "حليب oat حليب",
    "Green tea 🍵 👩\u200d👩\u200d👧",
    "Жизнь",
    "  tea\u00a0milk \t\n brot ",
    "kaffee brot salz und tee " * 12,
    "",
)


def write_folders() -> None:
    """Each twin's network and tokenizer, as a bundle carries them."""
    for name, kind in KINDS.items():
        with tempfile.TemporaryDirectory() as scratch:
            twin = write_model(Path(scratch) / "twin", kind, most_tokens=MOST_TOKENS)
            made = shipped_model(ModelName(model=name, folder=twin), Path(scratch) / "cache")
            (FOLDERS / name).mkdir(parents=True, exist_ok=True)
            for file in SHIPPED:
                shutil.copyfile(made.folder / file, FOLDERS / name / file)


def cases(name: str) -> list[dict[str, Any]]:
    """What the trainer reads in each text with the committed files."""
    read = SentenceEncoder(FOLDERS / name, MODEL, most_tokens=MOST_TOKENS)
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
    said = {"most_tokens": MOST_TOKENS, "encoders": found}
    text = json.dumps(said, ensure_ascii=False, separators=(",", ":"))
    CASES.write_text(text + "\n", encoding="utf-8")
