"""The made-up shop of `contract/golden/admission.json`: what a page must reproduce for new items.

`python -m tests.admission.admission_golden` writes the file; test_golden.py compares it.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np

from musicrec import seeds
from musicrec.admission.ids import free_ids
from musicrec.admission.kin import Content, find_kin
from musicrec.admission.prior import admit_to_prior
from musicrec.admission.words import Words
from musicrec.features.prior import Prior, as_matrix, heaviest
from musicrec.features.store import Features

GOLDEN = Path(__file__).parents[3] / "contract/golden/admission.json"
KNOWN, NEW, WIDTH, NEIGHBOURS, FUSED, CODES, LEVELS = 40, 12, 64, 4, 5, 4, 3
WORDS = "Oat milk bread étoile 7-up O'Brien's naïve Größe rice_cake 0.5l crème 茶 soy dark".split()


def made_up() -> dict[str, Any]:
    """Inputs and outputs, plain lists of numbers and texts."""
    rng = seeds.generator(7, "admission golden")
    count = KNOWN + NEW
    present = (rng.random((count, 2)) < 0.8).astype(np.uint8)
    rows = [rng.integers(-127, 128, (count, WIDTH)).astype(np.int8) for _ in range(2)]
    for column, stored in enumerate(rows):
        stored[present[:, column] == 0] = 0
    texts = [" ".join(rng.choice(WORDS, int(rng.integers(0, 6)))) for _ in range(count)]
    features = [
        Features(
            text=rows[0][part],
            image=rows[1][part],
            present=present[part],
            collaborative=np.zeros((len(rows[0][part]), 1), np.float32),
            variances=np.zeros((2, WIDTH), np.float32),
        )
        for part in (slice(0, KNOWN), slice(KNOWN, count))
    ]
    words = Words.of(texts[:KNOWN])
    known = Content.of(features[0], texts[:KNOWN], words)
    new = Content.of(features[1], texts[KNOWN:], words)
    kin = find_kin(new, known, count=20)
    prior = _prior(rng)
    after = as_matrix(admit_to_prior(prior, kin.sharpened(2), factor=1))
    books = [rng.normal(size=(CODES, FUSED)).astype(np.float32) for _ in range(LEVELS)]
    # Crowded: whole prefixes are taken, so that some codes are passed over.
    every = np.array(np.unravel_index(np.arange(CODES**LEVELS), (CODES,) * LEVELS)).T
    taken = every[rng.permutation(np.arange(CODES**LEVELS - NEW))[:KNOWN]].astype(np.uint8)
    vectors = rng.normal(size=(NEW, FUSED)).astype(np.float32)
    return {
        "known": KNOWN,
        "texts": texts,
        "text": rows[0].tolist(),
        "image": rows[1].tolist(),
        "present": present.tolist(),
        "kin": {"items": kin.rows.tolist(), "likeness": _short(kin.weights)},
        "prior": {
            "neighbours": prior.neighbours.tolist(),
            "weights": (prior.weights * 255).round().astype(int).tolist(),
        },
        "admitted": _short(after.toarray()),
        "codebooks": [book.tolist() for book in books],
        "taken": taken.tolist(),
        "vectors": vectors.tolist(),
        "ids": free_ids(vectors, books, taken).tolist(),
    }


def _prior(rng: np.random.Generator) -> Prior:
    """Weights are whole 255ths, as a bundle stores them."""
    rows = np.repeat(np.arange(KNOWN), 3)
    columns = (rows + rng.integers(1, KNOWN, len(rows))) % KNOWN
    _, first = np.unique(rows * KNOWN + columns, return_index=True)
    values = (rng.integers(1, 256, len(first)) / 255).astype(np.float32)
    return heaviest(rows[first], columns[first], values, items=KNOWN, neighbours=NEIGHBOURS)


def _short(values: Any) -> Any:
    return np.round(np.asarray(values, np.float64), 6).tolist()


if __name__ == "__main__":
    GOLDEN.write_text(json.dumps(made_up(), ensure_ascii=False) + "\n", encoding="utf-8")
