"""A shop's changes written into a delta: what a page's calls give, without a page.

`removeItems`, then `addItems`, then `updateItems`, upon what the delta said before. New items get
the nearest free ID of the frozen tokenizer, kin among the bundle's items, and features by the
bundle's encoders unless they bring some. Nothing is trained.
"""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from musicrec.admission.admit import KIN
from musicrec.admission.ids import free_ids
from musicrec.admission.kin import Content, Kin, find_kin
from musicrec.admission.words import Words
from musicrec.delta.file import Item, basis_of
from musicrec.delta.known import KnownShop, stored_features
from musicrec.delta.told import Told, ToldItem
from musicrec.errors import MusicRecError
from musicrec.features import image_encoder, picture_model, sentence_model, static_encoder
from musicrec.features.image import prepare_picture
from musicrec.features.image_encoder import ImageEncoder
from musicrec.features.preparation import Preparation
from musicrec.features.sentence_encoder import SentenceEncoder
from musicrec.features.static_encoder import StaticEncoder
from musicrec.features.store import MODALITIES, Features
from musicrec.features.text import TEMPLATE, item_text, item_texts
from musicrec.features.whitening import SCALE

NEIGHBOURS = 8
"""Kin that an answer names."""
LIKENESS_DIGITS = 6
MOST_STEPS = 127

Float = NDArray[np.floating[Any]]


@dataclass(frozen=True, kw_only=True)
class Said:
    """What is said of a shop at once."""

    removed: Sequence[Told] = ()
    added: Sequence[ToldItem] = ()
    changed: Sequence[Told] = ()


@dataclass(frozen=True, kw_only=True)
class Answer:
    """The delta's items, and of each new one what a page's `addItems` answers."""

    items: list[Item]
    added: list[dict[str, Any]] = field(default_factory=list)


def add_to(items: Sequence[Item], said: Said, shop: KnownShop, encoders: Path | None) -> Answer:
    """Items of a delta, with what is said upon them; all of it or nothing.

    `encoders`: a folder of encoders, the trainer's own by default. Raises ITEM_UNKNOWN,
    ITEM_DUPLICATE, ITEM_INVALID, IDS_FULL.
    """
    entries = {item["id"]: dict(item) for item in items}
    known = set(shop.items.ids)
    for told in said.removed:
        _remove(entries, told, known)
    for told in said.added:
        if _is_there(entries, told.id, known):
            raise _error("ITEM_DUPLICATE", told, "is there already", "remove it first")
        entry = entries.pop(told.id, {"id": told.id})
        # A place is found below; by then all that can be wrong with a row has been said.
        entries[told.id] = {**entry, "added": {}}
    places, answers = _place(said.added, entries, shop, encoders)
    for told, place in zip(said.added, places, strict=True):
        entries[told.id]["added"] = place
    for told in said.changed:
        if not _is_there(entries, told.id, known):
            raise _error("ITEM_UNKNOWN", told, "is not there", "mend the id, or add the item")
        entry = entries.setdefault(told.id, {"id": told.id})
        entry["changed"] = {**entry.get("changed", {}), **told.columns}
        if "available" in told.columns:
            entry.pop("available", None)
    return Answer(items=list(entries.values()), added=answers)


def _is_there(entries: dict[str, Item], own: str, known: set[str]) -> bool:
    entry = entries.get(own, {})
    return "added" in entry or (own in known and "removed" not in entry)


def _remove(entries: dict[str, Item], told: Told, known: set[str]) -> None:
    if not _is_there(entries, told.id, known):
        raise _error("ITEM_UNKNOWN", told, "is not there", "mend the id, or leave the line out")
    entries.pop(told.id, None)
    if told.id in known:
        entries[told.id] = {"id": told.id, "removed": True}


def _place(
    told: Sequence[ToldItem], entries: dict[str, Item], shop: KnownShop, encoders: Path | None
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    if not told:
        return [], []
    features = _features(told, shop, encoders)
    held = [entry["added"]["codes"] for entry in entries.values() if entry.get("added")]
    taken = np.concatenate([shop.ids, np.array(held, np.uint8).reshape(-1, shop.ids.shape[1])])
    room = len(shop.codebooks[0]) ** len(shop.codebooks)
    if len(taken) + len(told) > room:
        raise MusicRecError(
            "IDS_FULL",
            f"{len(told)} new items find no room: {len(taken)} of {room} IDs are taken. "
            "Train again with more levels.",
            {"held": len(taken), "room": room},
        )
    fused = shop.fused(features)
    ids = free_ids(fused, shop.codebooks, taken)
    kin = _kin(told, features, shop)
    basis = basis_of(shop.manifest)
    places, answers = [], []
    for row, one in enumerate(told):
        likeness = np.round(kin.weights[row].astype(np.float64), LIKENESS_DIGITS).tolist()
        stored = {
            name: base64.b64encode(getattr(features, name)[row].tobytes()).decode()
            for name, has in zip(MODALITIES, features.present[row], strict=True)
            if has
        }
        codes = ids[row].tolist()
        places.append(
            {
                "basis": basis,
                "columns": one.columns,
                **stored,
                "codes": codes,
                "kin": {"items": kin.rows[row].tolist(), "likeness": likeness},
            }
        )
        nearest, distances = _path(fused[row], shop.codebooks, codes)
        near = list(zip(kin.rows[row, :NEIGHBOURS].tolist(), likeness, strict=False))
        answers.append(
            {
                "id": one.id,
                "codes": codes,
                "nearest": nearest,
                "distances": distances,
                "neighbours": [
                    {"id": shop.items.ids[item], "likeness": value} for item, value in near
                ],
            }
        )
    return places, answers


def _path(
    vector: Float, codebooks: Sequence[Float], codes: Sequence[int]
) -> tuple[list[int], list[float]]:
    """The nearest code of each level, taken or not, and the squared distances to `codes`."""
    rest, nearest, distances = vector.astype(np.float64), [], []
    for book, code in zip(codebooks, codes, strict=True):
        squares = ((rest - book) ** 2).sum(1)
        nearest.append(int(squares.argmin()))
        distances.append(round(float(squares[code]), LIKENESS_DIGITS))
        rest = rest - book[code]
    return nearest, distances


def _kin(told: Sequence[ToldItem], features: Features, shop: KnownShop) -> Kin:
    known_texts = item_texts(shop.items)
    words = Words.of(known_texts)
    known = Content.of(shop.features, known_texts, words)
    new = Content.of(features, [_text(one) for one in told], words)
    return find_kin(new, known, count=KIN)


def _text(told: ToldItem) -> str:
    cells = [told.columns.get(name) for name in TEMPLATE]
    return item_text(told.id, [cell if isinstance(cell, str) else "" for cell in cells])


def _features(told: Sequence[ToldItem], shop: KnownShop, encoders: Path | None) -> Features:
    """(C) stored features: those the items bring, or those of their texts and pictures."""
    stored = {name: np.zeros((len(told), width), np.int8) for name, width in shop.widths.items()}
    present = np.zeros((len(told), len(MODALITIES)), np.uint8)
    for row, one in enumerate(told):
        for modality, values in one.features.items():
            steps = np.floor(values.astype(np.float64) / np.float64(np.float32(SCALE)) + 0.5)
            stored[modality][row] = np.clip(steps, -MOST_STEPS, MOST_STEPS)
            present[row, MODALITIES.index(modality)] = 1
    plain = [row for row, one in enumerate(told) if not one.features]
    embedded = {
        "text": _embedded_texts([told[row] for row in plain], shop, encoders),
        "image": _embedded_pictures([told[row] for row in plain], shop, encoders),
    }
    for column, modality in enumerate(MODALITIES):
        read = [
            (row, vector)
            for row, vector in zip(plain, embedded[modality], strict=True)
            if vector is not None
        ]
        if not read:
            continue  # a bundle without the encoder has no whitening either
        whitening = shop.whitening(modality)
        for row, vector in read:
            stored[modality][row] = whitening.apply(vector[None])[0]
            present[row, column] = 1
    for row in plain:
        if present[row].any():
            continue
        what = f'has the title "{told[row].columns["title"]}", and no word that is known'
        mend = "give it a description, a picture, or features"
        if shop.encoder("text") is None:
            what, mend = "has no features, and the bundle names no encoder", "give it features"
        raise _error("ITEM_INVALID", told[row], what, mend)
    return stored_features(stored["text"], stored["image"], present)


def _embedded_texts(
    told: Sequence[ToldItem], shop: KnownShop, encoders: Path | None
) -> list[Float | None]:
    said = shop.encoder("text")
    if said is None or not told:
        return [None] * len(told)
    encode: StaticEncoder | SentenceEncoder
    if isinstance(said, str):
        folder = static_encoder.COMMITTED if encoders is None else encoders / "static"
        encode = StaticEncoder(folder)
    else:
        most_tokens = said["most_tokens"]
        encode = SentenceEncoder(shop.folder, sentence_model.MODEL, most_tokens=most_tokens)
    texts = [_text(one) for one in told]
    vectors = [encode(text) if encode.knows(text) else None for text in texts]
    # What is known may cancel out.
    return [vector if vector is not None and vector.any() else None for vector in vectors]


def _embedded_pictures(
    told: Sequence[ToldItem], shop: KnownShop, encoders: Path | None
) -> list[Float | None]:
    said = shop.encoder("image")
    if said is None or all(one.picture is None for one in told):
        return [None] * len(told)
    if isinstance(said, str):
        folder = image_encoder.COMMITTED if encoders is None else encoders / image_encoder.NAME
        encode = ImageEncoder(folder / image_encoder.MODEL)
    else:
        encode = ImageEncoder(shop.folder / picture_model.MODEL, Preparation.read(said))
    vectors: list[Float | None] = []
    for one in told:
        if one.picture is None:
            vectors.append(None)
            continue
        try:
            prepared = prepare_picture(one.picture, encode.prepare)
        except (OSError, ValueError, SyntaxError) as error:
            raise _error(
                "ITEM_INVALID", one, f"has a picture that cannot be read ({error})", "save it again"
            ) from error
        vectors.append(encode(prepared[None])[0])
    return vectors


def _error(code: str, told: Told, what: str, mend: str) -> MusicRecError:
    message = f'{told.where}: "{told.id}" {what}. To go on, {mend}.'
    return MusicRecError(code, message, {"where": told.where, "id": told.id})
