"""SentencePiece's table of letters in a tokenizer → steps that trainer and page both know.

A table (`Precompiled`) says of every letter what it is written as. A page's library has none, and
the trainer's loses marks behind letters that a table changes; both have Unicode's own forms, from
which SentencePiece's tables differ in some hundred letters. What is left of a table is those.
Source: Kudo & Richardson 2018 (arXiv:1808.06226), `nmt_nfkc`; Unicode Standard Annex 15.
"""

from __future__ import annotations

import base64
import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

PLANES = (range(0xD800), range(0xE000, 0x40000), range(0xE0000, 0xE1000))
"""Where there are letters: behind are none, or private ones, between two halves of one."""
LETTERS = [chr(point) for plane in PLANES for point in plane]
FORMS: tuple[list[dict[str, Any]], ...] = (
    [{"type": "NFKC"}],
    [{"type": "NFKC"}, {"type": "Lowercase"}],
)
"""What a table may come near to."""
MOST = 500
"""Letters in which a table may differ."""
STAND_IN = 0xF0000
"""From here on are letters that nobody writes: they stand for what a form would change."""


def without_tables(normalizer: Any) -> Any | None:
    """A tokenizer's normalizer without tables; None where one is too far from any form."""
    if not isinstance(normalizer, dict):
        return normalizer
    if normalizer.get("type") == "Precompiled":
        return _steps(base64.b64decode(normalizer.get("precompiled_charsmap") or ""))
    if normalizer.get("type") != "Sequence":
        return normalizer
    parts = [without_tables(part) for part in normalizer["normalizers"]]
    return None if None in parts else _sequence(parts)


def _steps(table: bytes) -> dict[str, Any] | None:
    from tokenizers.normalizers import Precompiled

    if not table:
        return _sequence([])
    normalize = Precompiled(table).normalize_str
    wanted = [normalize(letter) for letter in LETTERS]
    for form in FORMS:
        found = _written(form)
        odd = {
            letter: meant
            for letter, meant, has in zip(LETTERS, wanted, found, strict=True)
            if meant != has
        }
        if len(odd) > MOST:
            continue
        steps = _around(form, odd)
        changed = [
            (letter, meant)
            for letter, meant, has in zip(LETTERS, wanted, found, strict=True)
            if not letter == meant == has
        ]
        if _written(steps, [letter for letter, _ in changed]) == [meant for _, meant in changed]:
            return _sequence(steps)
    return None


def _around(form: Sequence[dict[str, Any]], odd: Mapping[str, str]) -> list[dict[str, Any]]:
    """The form, less what it does to odd letters: what those are meant to be is put in before.

    Where the form would change that, a stand-in is put in, and is taken out behind.
    """
    by_meaning: dict[str, list[str]] = defaultdict(list)
    for letter, meant in odd.items():
        by_meaning[meant].append(letter)
    kept = dict(zip(by_meaning, _written(form, list(by_meaning)), strict=True))
    before, behind = [], []
    for number, (meant, letters) in enumerate(by_meaning.items()):
        stand_in = meant if kept[meant] == meant else chr(STAND_IN + number)
        before.append(_replace(letters, stand_in))
        if stand_in != meant:
            behind.append(_replace([stand_in], meant))
    return [*before, *form, *behind]


def _replace(letters: Sequence[str], by: str) -> dict[str, Any]:
    """One of the letters by a text."""
    special = "\\]^-[&~|"
    inner = "".join(f"\\{letter}" if letter in special else letter for letter in letters)
    return {"type": "Replace", "pattern": {"Regex": f"[{inner}]"}, "content": by}


def _written(steps: Sequence[dict[str, Any]], texts: Sequence[str] = LETTERS) -> list[str]:
    """What the steps make of each of the texts."""
    from tokenizers import Tokenizer, models

    said = json.loads(Tokenizer(models.BPE()).to_str())
    said["normalizer"] = _sequence(steps)
    normalizer: Any = Tokenizer.from_str(json.dumps(said)).normalizer
    return [normalizer.normalize_str(text) for text in texts]


def _sequence(steps: Sequence[Any]) -> dict[str, Any]:
    return {"type": "Sequence", "normalizers": list(steps)}
