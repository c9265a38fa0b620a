"""Items' texts → (N, D) embeddings; D is 384 of every encoder but a model that ships.

One template for every shop: title, category, type, brand and description, the ones an item has,
joined by ". ". An item with none of them has no text modality.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from musicrec.data.items import ItemTable
from musicrec.features.encoder_folder import recorded_hash
from musicrec.features.minilm import MODEL, TEXT_SIZE, export_text_encoder
from musicrec.features.sentence_encoder import SentenceEncoder
from musicrec.features.sentence_model import SentenceModel, sentence_model_of
from musicrec.features.static_encoder import StaticEncoder
from musicrec.features.vector_cache import VectorCache, content_hash, gather, missing_keys, report
from musicrec.model_name import ModelName
from musicrec.progress import Progress
from musicrec.stage import Context

TEMPLATE = ("title", "category", "type", "brand", "description")

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


def embed_items(
    context: Context, items: ItemTable, model: SentenceModel | None
) -> tuple[Float32, NDArray[np.bool_]]:
    """(N, D) vectors of the items' texts by the run's encoder, and (N) which items have one.

    `model`: that of `shipped_text`.
    """
    texts = item_texts(items)
    rows = embed_texts(
        texts,
        encoder=model or context.config.features.text_encoder,
        cache=context.cache,
        threads=context.threads,
        progress=context.progress,
    )
    return rows, np.any(rows != 0, axis=1)


def shipped_text(context: Context) -> SentenceModel | None:
    """The model that the run's texts are read with, where it is one that ships with the bundle."""
    model = ModelName.parse(context.config.features.text_encoder)
    return sentence_model_of(model, context.cache) if model else None


def embed_texts(
    texts: list[str],
    *,
    encoder: str | SentenceModel,
    cache: Path,
    threads: int,
    progress: Progress,
) -> Float32:
    """(N, D) unit vectors; a row of zeros for an empty text, or one without a known word.

    `encoder` is `minilm`, `static`, `hash` or a model that ships. Raises PACKAGE_MISSING.
    """
    if encoder == "static":
        encode = StaticEncoder(threads=threads)
        return np.stack([encode(text) for text in texts])
    if encoder == "hash":
        return np.stack([hash_text(text) for text in texts])
    open_encoder: Callable[..., SentenceEncoder]
    if isinstance(encoder, SentenceModel):
        network, size, open_encoder = encoder.hash, encoder.size, encoder.encoder
    else:
        folder = export_text_encoder(cache)
        network, size = recorded_hash(folder, MODEL), TEXT_SIZE
        open_encoder = partial(SentenceEncoder, folder, MODEL)
    store = VectorCache(cache / "vectors" / network[:16], size=size)
    keys = [content_hash(text.encode()) if text else None for text in texts]
    wanted = missing_keys(store, keys)
    report(progress, "text", len(texts), len(wanted))
    if wanted:
        read = open_encoder(threads=threads)
        for position, key in progress.track(wanted, "text"):
            store.add(key, read(texts[position]))
        store.flush()
    return gather(store, keys)


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
