"""Whether titles look as if they were not English, which is what the trainer's own encoders know.

A guess from two signs that need no list of languages: letters beyond ASCII, and words of four
letters and more that are no whole word of the static encoder's vocabulary (shorter ones, "und" and
"des", are in it).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from musicrec.features.static_encoder import COMMITTED, read_vocabulary

ENGLISH = ("minilm", "static")
"""Values of `features.text_encoder` that know no other language."""
WORD = re.compile(r"[^\W\d_]{4,}")
MOST_BEYOND_ASCII = 1 / 3
LEAST_KNOWN = 0.4
"""Known of the words of English catalogues: 0.7 and more; of French ones 0.3, of German 0.1."""
LEAST_TITLES = 10
WARNING = (
    "titles look as if they were not English: MiniLM and the static encoder know English; name a "
    "model of the hub (trainer/README.md, Models of the hub)"
)


def look_foreign(titles: Sequence[str]) -> bool:
    """Whether more than a third of the titles hold letters beyond ASCII, or few words are known.

    False for fewer than ten titles with a letter. Raises FILE_MISSING where the vocabulary is.
    """
    said = [title for title in titles if any(letter.isalpha() for letter in title)]
    if len(said) < LEAST_TITLES:
        return False
    beyond = sum(any(letter.isalpha() and not letter.isascii() for letter in t) for t in said)
    if beyond > MOST_BEYOND_ASCII * len(said):
        return True
    words = [word for title in said for word in WORD.findall(_bare(title))]
    known = set(read_vocabulary(COMMITTED))
    return sum(word in known for word in words) < LEAST_KNOWN * len(words)


def _bare(title: str) -> str:
    """Lower case without accents, as the vocabulary is."""
    letters = unicodedata.normalize("NFD", title.lower())
    return "".join(letter for letter in letters if unicodedata.category(letter) != "Mn")
