"""The stage `features`: what is known of items → whitened text and image, company, the prior.

Everything that is learned from visits comes in two versions: `fit` (visits before validation) and
`ship` (before test); the collaborative embeddings are `fit` only, for they shape semantic IDs.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from musicrec.data.items import ItemTable, load_items
from musicrec.data.visits import FIT, VALIDATION, Visits, load_visits
from musicrec.features.collaborative import collaborative_embeddings
from musicrec.features.company import count_company
from musicrec.features.cooccurrence import Cooccurrence
from musicrec.features.given import given_to
from musicrec.features.image import PictureReport, embed_pictures, find_pictures, shipped_pictures
from musicrec.features.image_encoder import EMBEDDING
from musicrec.features.prior import Prior, count_popularity, make_prior
from musicrec.features.sequence_prior import SequencePrior, choose_sequence_prior
from musicrec.features.store import Features, save_features
from musicrec.features.text import TEMPLATE, embed_items, shipped_text
from musicrec.features.transitions import is_sequential
from musicrec.features.whitening import whiten
from musicrec.stage import Context


def run(context: Context) -> None:
    """Write `<work>/features`; raises PACKAGE_MISSING, STAGE_INPUT_MISSING."""
    folder, config = context.features, context.config.features
    folder.mkdir(parents=True, exist_ok=True)
    items, visits = load_items(context.prepare), load_visits(context.prepare)
    # First what may be refused: choosing how to count takes long.
    text, has_text, read_by = _texts(context, items)
    image, has_image, seen_by, pictures = _pictures(context, items)
    sequence: SequencePrior | None = None
    fitted: Prior | None = None
    tried: dict[str, Any] | None = None
    if is_sequential(visits):
        sequence, fitted, tried = choose_sequence_prior(
            visits,
            len(items),
            neighbours=config.prior_neighbours,
            min_households=_floor(context),
            progress=context.progress,
        )
    fit = _write_statistics(context, "fit", visits.up_to(FIT), len(items), sequence, fitted)
    _write_statistics(context, "ship", visits.up_to(VALIDATION), len(items), sequence)
    collaborative = collaborative_embeddings(fit)
    if not has_text.any() and not has_image.any():
        # Of no item anything is known but its company: that is then what IDs are made of.
        text, has_text = collaborative, np.any(collaborative != 0, axis=1)
        context.progress.say("features: no text, no picture: semantic IDs from company alone")
    stored_text, text_whitening = whiten(text, has_text)
    stored_image, image_whitening = whiten(image, has_image)
    features = Features(
        text=stored_text,
        image=stored_image,
        present=np.stack([has_text, has_image], 1).astype(np.uint8),
        collaborative=collaborative,
        variances=np.stack([text_whitening.variances, image_whitening.variances]),
    )
    record: dict[str, Any] = {
        "items": len(items),
        "template": list(TEMPLATE),
        "encoders": {"text": config.text_encoder, "image": config.image_encoder},
        "network": {"text": read_by, "image": seen_by},
        "present": {"text": int(has_text.sum()), "image": int(has_image.sum())},
        "pictures": {"trouble": pictures.trouble, "examples": pictures.examples},
        "explained": {
            "text": _explained(text[has_text], text_whitening.variances),
            "image": _explained(image[has_image], image_whitening.variances),
        },
        "sequence": tried,
    }
    save_features(folder, features, {"text": text_whitening, "image": image_whitening}, record)


def _explained(rows: np.ndarray, variances: np.ndarray) -> float:
    """Share of the variance that the whitened directions hold."""
    total = float(rows.var(0).sum()) if len(rows) else 0.0
    return round(float(variances.sum()) / total, 4) if total > 0 else 0.0


def _floor(context: Context) -> int:
    """Fewest users of a pair that the prior may know."""
    return 1 if context.shop.public else context.config.features.prior_min_households


def _write_statistics(
    context: Context,
    name: str,
    visits: Visits,
    items: int,
    sequence: SequencePrior | None,
    prior: Prior | None = None,
) -> Cooccurrence:
    """prior_NAME.npz and popularity_NAME.npz; the company they are counted from.

    `prior` where choosing how has made it already.
    """
    folder, config = context.features, context.config.features
    context.progress.say(f"features: prior and popularity of {name}, {len(visits):,} visits")
    pairs = count_company(visits, items, None if sequence is None else sequence.transitions)
    if prior is None and sequence is not None:
        prior = sequence.make(visits, items, progress=context.progress)
    if prior is None:
        prior = make_prior(
            pairs,
            neighbours=config.prior_neighbours,
            shrink=config.prior_shrink,
            exponent=config.prior_exponent,
            min_households=_floor(context),
        )
    prior.save(folder / f"prior_{name}.npz")
    popularity = count_popularity(visits, items, recent_days=config.recent_days)
    popularity.save(folder / f"popularity_{name}.npz")
    return pairs


def _texts(context: Context, items: ItemTable) -> tuple[np.ndarray, np.ndarray, str | None]:
    """Vectors, which items have one, and the hash of what read them, where it ships."""
    given = given_to(context, "text", len(items))
    if given is not None:
        return *given, None
    shipped = shipped_text(context)
    text, present = embed_items(context, items, shipped)
    return text, present, shipped.hash if shipped and present.any() else None


def _pictures(
    context: Context, items: ItemTable
) -> tuple[np.ndarray, np.ndarray, str | None, PictureReport]:
    """As `_texts`, and what became of them."""
    report = PictureReport(items=len(items))
    given = given_to(context, "image", len(items))
    if given is not None:
        return *given, None, report
    embeddings, present = np.zeros((len(items), EMBEDDING), np.float32), np.zeros(len(items), bool)
    if context.config.features.image_encoder == "none" or "image" not in items.columns:
        report.trouble["none"] = len(items)
        return embeddings, present, None, report
    paths = find_pictures(context.data, items.ids, items.texts("image"), report)
    shipped = shipped_pictures(context) if any(paths) else None
    if any(paths):
        embeddings, present = embed_pictures(
            paths,
            items.ids,
            report,
            model=shipped,
            cache=context.cache,
            threads=context.threads,
            progress=context.progress,
        )
    for line in report.lines():
        context.progress.say(line)
    return embeddings, present, shipped.hash if shipped and present.any() else None, report
