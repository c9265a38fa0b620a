"""A `Source` from the folders that the stages left."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from musicrec.config import Config
from musicrec.data.items import ItemTable, load_items
from musicrec.data.prices import ASSUMED
from musicrec.errors import MusicRecError
from musicrec.export.protocol import digest_blend, digest_report
from musicrec.export.source import Encoding, Features, Modality, Source
from musicrec.export.tables import refuse
from musicrec.features.given import given_to
from musicrec.features.image import shipped_pictures
from musicrec.features.image_encoder import EMBEDDING
from musicrec.features.image_encoder import NAME as IMAGE_ENCODER
from musicrec.features.minilm import TEXT_SIZE
from musicrec.features.shipped_model import ShippedModel
from musicrec.features.store import (
    load_features,
    load_networks,
    load_popularity,
    load_prior,
    load_whitening,
)
from musicrec.features.text import embed_texts, item_texts, shipped_text
from musicrec.features.whitening import SCALE
from musicrec.generator.scorer import read_blend
from musicrec.generator.store import load_generator
from musicrec.shop import Licence, Shop
from musicrec.stage import Context
from musicrec.tokenizer.checkpoint import load_tokenizer

PAGE_ENCODERS = {"text": ("minilm", "static"), "image": (IMAGE_ENCODER,)}
"""Encoders whose features a page can make more of."""
WIDTHS = {"text": TEXT_SIZE, "image": EMBEDDING}
"""Numbers of an embedding, whichever of them made it."""

ENCODER_LICENCES = {
    "minilm": Licence(
        what="text features",
        licence="Apache-2.0",
        notice="Computed with sentence-transformers/all-MiniLM-L6-v2.",
    ),
    "static": Licence(
        what="text features",
        licence="Apache-2.0",
        notice="Computed with a static encoder distilled from "
        "sentence-transformers/all-MiniLM-L6-v2.",
    ),
    IMAGE_ENCODER: Licence(
        what="image features",
        licence="Apache-2.0",
        notice="Computed with EfficientNet-lite0, ImageNet weights.",
    ),
}


def load_source(context: Context, *, quality: Mapping[str, Any] | None = None) -> Source:
    """What the stages left, checked for fitting together.

    `quality` is what the manifest says of how good it is; None: the digest of the stage's report.
    Raises STAGE_INPUT_MISSING, STAGE_INPUT_INVALID, EXPORT_INVALID.
    """
    with _of_stage("prepare"):
        items = load_items(context.prepare)
        currency = _currency(context)
    with _of_stage("features"):
        features = load_features(context.features)
        neighbours, weights = load_prior(context.features, "ship")
        popularity, recent = load_popularity(context.features, "ship")
    with _of_stage("tokenizer"):
        tokenizer = load_tokenizer(context.tokenizer)
        semantic_ids: NDArray[np.uint8] = np.load(context.tokenizer / "semantic_ids.npy")
    if tokenizer.encoder is None:
        raise refuse(
            f"tokenizer.kind is {tokenizer.kind}, an arm to compare with: it has no encoder that a "
            "bundle could give new items an ID by.",
            "Set tokenizer.kind to fusion, or stop with: musicrec train --to evaluation …",
        )
    with _of_stage("generator"):
        generator = load_generator(context.generator / "generator_ship.pt")
        chosen = read_blend(context)
        numbers, blend, choices = chosen["protocol"], chosen["blend"], digest_blend(chosen)
    if quality is None:
        with _of_stage("evaluation"):
            text = (context.evaluation / "report.json").read_text(encoding="utf-8")
            quality = digest_report(json.loads(text))
    if not blend:
        raise refuse(
            "No blend was chosen: the validation period has no case.",
            "Move validation_from in shop.yaml to an earlier day.",
        )
    section = context.config.features
    with _of_stage("features"):
        models = _models(context)
    return Source(
        name=context.shop.name,
        currency=currency,
        licences=[
            *licences(context.shop, context.config, present=features.present.any(axis=0)),
            *(_licence(modality, model) for modality, model in models.items()),
        ],
        columns=items.columns,
        semantic_ids=semantic_ids,
        generator=generator,
        fusion=tokenizer.encoder,
        quantizer=tokenizer.quantizer,
        features=Features(
            text=features.text,
            image=features.image,
            present=features.present,
            text_scale=SCALE,
            image_scale=SCALE,
        ),
        encodings=_encodings(context, items, features.present, models),
        new_items={
            "level": context.config.export.new_item_level,
            "factor": context.config.export.new_item_factor,
            "sharpness": context.config.export.new_item_sharpness,
        },
        neighbours=neighbours,
        weights=weights,
        popularity=popularity,
        recent=recent,
        prior={
            "epsilon": numbers["epsilon"],
            "visit_decay": numbers["visit_decay"],
            "max_sources": numbers["max_sources"],
            "min_households": 1 if context.shop.public else section.prior_min_households,
        },
        frequency={
            "half_life_days": numbers["half_life_days"],
            "days_per_visit": numbers["days_per_visit"],
        },
        decoding={
            "beam_width": numbers["beam_width"],
            "extra_candidates": numbers["extra_candidates"],
        },
        blend=blend,
        defaults=defaults(context.config.export.per_type),
        protocol={"evaluation": quality, "choices": choices},
    )


def _currency(context: Context) -> str:
    """What shop.yaml says, else what `prepare` read in the prices."""
    if context.shop.currency is not None:
        return context.shop.currency
    text = (context.prepare / "statistics.json").read_text(encoding="utf-8")
    found: str = json.loads(text)["items"].get("currency", ASSUMED)
    return found


def _models(context: Context) -> dict[Modality, ShippedModel]:
    """What read the run's texts and pictures, where it ships: the very ones of the features."""
    networks = load_networks(context.features)
    ways: dict[Modality, Callable[[Context], ShippedModel | None]] = {
        "text": shipped_text,
        "image": shipped_pictures,
    }
    found: dict[Modality, ShippedModel] = {}
    for modality, shipped in ways.items():
        model = shipped(context) if modality in networks else None
        if model is None:
            continue
        if model.hash != networks[modality]:
            raise MusicRecError(
                "STAGE_INPUT_INVALID",
                f"The features are of another {model.record['model']} than the cache holds now. "
                "Run: musicrec train --from features …",
            )
        found[modality] = model
    return found


def _licence(modality: Modality, model: ShippedModel) -> Licence:
    name, licence = model.record["model"], model.record["licence"]
    return Licence(
        what=f"{modality} encoder",
        licence=licence or "not said",
        notice=f"{name}, weights in int8; {modality} features were computed with it.",
    )


def _encodings(
    context: Context,
    items: ItemTable,
    present: NDArray[np.uint8],
    models: Mapping[Modality, ShippedModel],
) -> dict[Modality, Encoding]:
    """Of text and image, where features came from an encoder that a page has."""
    section = context.config.features
    used: dict[Modality, str] = {"text": section.text_encoder, "image": section.image_encoder}
    found: dict[Modality, Encoding] = {
        modality: Encoding(
            encoder=model.said(),
            whitening=load_whitening(context.features, modality),
            files={name: (model.folder / name).read_bytes() for name in model.FILES},
        )
        for modality, model in models.items()
    }
    for column, (modality, encoder) in enumerate(used.items()):
        given = given_to(context, modality, len(present)) is not None
        if given or encoder not in PAGE_ENCODERS[modality] or not present[:, column].any():
            continue
        whitening = load_whitening(context.features, modality)
        if len(whitening.mean) != WIDTHS[modality]:
            continue  # nothing was known of any item but its company
        model_mean = None
        if encoder == "minilm":
            model_mean = whitening.mean
            whitening = replace(whitening, mean=_mean_in_page(context, items))
        found[modality] = Encoding(encoder=encoder, whitening=whitening, model_mean=model_mean)
    return found


def _mean_in_page(context: Context, items: ItemTable) -> NDArray[np.float32]:
    """Of the static encoder, which pages use unless they are told to run MiniLM itself.

    It lies apart from MiniLM, most of that is the mean.
    """
    rows = embed_texts(
        [text for text in item_texts(items) if text],
        encoder="static",
        cache=context.cache,
        threads=1,
        progress=context.progress,
    )
    mean: NDArray[np.float32] = rows.mean(0)
    return mean


def defaults(per_type: int) -> dict[str, dict[str, Any]]:
    """The manifest's novelty and type cap by kind, where a call says nothing.

    What goes with a basket is what the shopper does not know yet: their own items are `again`.
    """
    return {
        kind: {
            "novelty": "items" if kind == "complements" else "any",
            "per_type": per_type if kind in ("next", "complements") else 0,
        }
        for kind in ("next", "complements", "similar", "again", "trending")
    }


def licences(shop: Shop, config: Config, *, present: Any) -> list[Licence]:
    """The shop's own, and the notices of the encoders whose features the bundle holds."""
    used = [
        encoder
        for encoder, there in zip(
            (config.features.text_encoder, config.features.image_encoder), present, strict=True
        )
        if there
    ]
    return [*shop.licences, *(ENCODER_LICENCES[name] for name in used if name in ENCODER_LICENCES)]


@contextlib.contextmanager
def _of_stage(stage: str) -> Iterator[None]:
    """Whatever a damaged file of a stage raises, as an error that names the stage to run."""
    try:
        yield
    except MusicRecError:
        raise
    except FileNotFoundError as error:
        raise MusicRecError(
            "STAGE_INPUT_MISSING",
            f"{error.filename} is missing. Run: musicrec train --from {stage} …",
        ) from error
    except Exception as error:  # each format's reader has classes of its own
        raise MusicRecError(
            "STAGE_INPUT_INVALID",
            f"What {stage} left cannot be read ({type(error).__name__}: {error}). "
            f"Run: musicrec train --from {stage} …",
        ) from error
