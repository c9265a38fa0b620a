"""Items' texts → (N, 384) embeddings.

One template for every shop: title, category, type, brand and description, the ones an item has,
joined by ". ". An item with none of them has no text modality.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from musicrec.data.items import ItemTable
from musicrec.features.encoder_folder import open_session, recorded_hash
from musicrec.features.minilm import MODEL, TEXT_SIZE, export_text_encoder
from musicrec.features.static_encoder import StaticEncoder
from musicrec.features.vector_cache import VectorCache, content_hash, gather, missing_keys, report
from musicrec.progress import Progress
from musicrec.stage import Context

TEMPLATE = ("title", "category", "type", "brand", "description")
MAX_TOKENS = 128

Float32 = NDArray[np.float32]


def item_texts(items: ItemTable) -> list[str]:
    """(N) the text of each item by the template, empty where the item has none.

    A title that repeats the item's ID stands in for a missing one and says nothing.
    """
    columns = [items.texts(name) for name in TEMPLATE]
    return [
        item_text(own, values)
        for own, values in zip(items.ids, zip(*columns, strict=True), strict=True)
    ]


def item_text(own: str, values: Sequence[str]) -> str:
    """The text of the item with the ID `own`; `values` in the order of TEMPLATE."""
    return ". ".join(
        value.strip().rstrip(".")
        for name, value in zip(TEMPLATE, values, strict=True)
        if value.strip() and not (name == "title" and value.strip() == own)
    )


def embed_items(context: Context, items: ItemTable) -> tuple[Float32, NDArray[np.bool_]]:
    """(N, 384) vectors of the items' texts by the run's encoder, and (N) which items have one."""
    texts = item_texts(items)
    rows = embed_texts(
        texts,
        encoder=context.config.features.text_encoder,
        cache=context.cache,
        threads=context.threads,
        progress=context.progress,
    )
    return rows, np.any(rows != 0, axis=1)


def embed_texts(
    texts: list[str], *, encoder: str, cache: Path, threads: int, progress: Progress
) -> Float32:
    """(N, 384) unit vectors; a row of zeros for an empty text, or one without a known word.

    `encoder` is `minilm`, `static` or `hash`. Raises PACKAGE_MISSING.
    """
    if encoder == "static":
        encode = StaticEncoder(threads=threads)
        return np.stack([encode(text) for text in texts])
    if encoder == "hash":
        return np.stack([hash_text(text) for text in texts])
    folder = export_text_encoder(cache)
    store = VectorCache(cache / "vectors" / recorded_hash(folder, MODEL)[:16], size=TEXT_SIZE)
    keys = [content_hash(text.encode()) if text else None for text in texts]
    wanted = missing_keys(store, keys)
    report(progress, "text", len(texts), len(wanted))
    if wanted:
        minilm = MiniLMEncoder(folder, threads)
        for position, key in progress.track(wanted, "text"):
            store.add(key, minilm(texts[position]))
        store.flush()
    return gather(store, keys)


class MiniLMEncoder:
    """MiniLM on one text at a time, of the first MAX_TOKENS tokens.

    As a page reads them: nothing is padded, and no vector depends on another text.
    """

    def __init__(self, folder: Path, threads: int) -> None:
        from tokenizers import Tokenizer

        self._session = open_session(folder / MODEL, threads)
        self._tokenizer: Any = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.enable_truncation(MAX_TOKENS)
        self._tokenizer.no_padding()

    def token_ids(self, text: str) -> list[int]:
        """(T) those of [CLS], the text's pieces and [SEP]; of these two alone if it has none."""
        ids: list[int] = self._tokenizer.encode(text).ids
        return ids

    def __call__(self, text: str) -> Float32:
        """(384) of unit length, of a text without a piece too."""
        ids = np.array([self.token_ids(text)], np.int64)  # (1, T)
        inputs = {
            "input_ids": ids,
            "attention_mask": np.ones_like(ids),
            "token_type_ids": np.zeros_like(ids),
        }
        vector: Float32 = self._session.run(None, inputs)[0][0]
        return vector


def hash_text(text: str) -> Float32:
    """(384) words and their three-letter pieces, hashed with signs, unit length. For tests."""
    vector = np.zeros(TEXT_SIZE, np.float32)
    for word in text.lower().replace(".", " ").replace(",", " ").split():
        padded = f"<{word}>"
        pieces = [word, *(padded[at : at + 3] for at in range(len(padded) - 2))]
        for piece in pieces:
            digest = int.from_bytes(hashlib.sha256(piece.encode()).digest()[:8], "little")
            weight = 2.0 if piece == word else 1.0
            vector[digest % TEXT_SIZE] += weight if digest >> 40 & 1 else -weight
    length = float(np.linalg.norm(vector))
    unit: Float32 = vector / length if length > 0 else vector
    return unit
