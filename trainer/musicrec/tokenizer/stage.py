"""The stage `tokenizer`: features and company → a unique semantic ID for every item.

Writes tokenizer.pt and tokenizer.json (`checkpoint.py`), raw_codes.npy and semantic_ids.npy
(N, L) uint8, before and after unique assignment, and health.json. IDs are made from fit visits;
validation visits are read for one figure of health.json, nothing else.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import numpy as np

from musicrec import seeds
from musicrec.config import TokenizerSection
from musicrec.data.items import load_items
from musicrec.data.visits import FIT, VALIDATION, load_visits
from musicrec.errors import MusicRecError
from musicrec.features.company import count_company
from musicrec.features.store import Features, load_features, load_popularity, load_prior, load_rule
from musicrec.stage import Context
from musicrec.tokenizer.assignment import Assignment
from musicrec.tokenizer.checkpoint import save_tokenizer
from musicrec.tokenizer.health import company, health, too_fine
from musicrec.tokenizer.kinds import Made, make_tokenizer
from musicrec.tokenizer.train import Partners, TrainingSettings

LABELS = ("category", "type")
LEAST_PERPLEXITY = 4.0
"""Of a level, in codes; below, it says nothing."""
ENOUGH = 256
"""Items that a level must be able to tell apart before it is judged."""


def run(context: Context) -> None:
    """Write `<work>/tokenizer`.

    Raises STAGE_INPUT_MISSING, CONFIG_INVALID (`make_tokenizer`), TRAINING_DIVERGED,
    TOKENIZER_COLLAPSED, DATA_INVALID.
    """
    folder, config = context.tokenizer, context.config.tokenizer
    folder.mkdir(parents=True, exist_ok=True)
    features = load_features(context.features)
    if few := too_fine(len(features.text), config.levels, config.codebook_size):
        context.progress.say(f"tokenizer: {few}")
    made = _make(context, features, config)
    assignment = made.assignment()
    figures = _figures(context, assignment, config, made.reconstruction)
    different = len(np.unique(made.vectors.numpy(), axis=0))
    refuse_collapse(figures, different=different, codebook_size=config.codebook_size)
    save_tokenizer(folder, made.tokenizer)
    np.save(folder / "raw_codes.npy", assignment.raw)
    np.save(folder / "semantic_ids.npy", assignment.codes)
    text = json.dumps(figures, indent=1, sort_keys=True)
    (folder / "health.json").write_text(text + "\n", encoding="utf-8")
    used = ", ".join(f"{value:.0f}" for value in figures["perplexity"])
    context.progress.say(
        f"tokenizer: perplexity by level {used} of {config.codebook_size}; "
        f"{figures['collisions_before']} items shared an ID, {figures['moved']} moved to a free one"
    )


def _make(context: Context, features: Features, config: TokenizerSection) -> Made:
    # One thread: the network is so small that more would only wait for each other.
    seeds.set_up_torch(seeds.derive_seed(context.seed, "tokenizer"), threads=1)
    neighbours, weights = load_prior(context.features, "fit")
    popularity, _ = load_popularity(context.features, "fit")
    return make_tokenizer(
        config.kind,
        features,
        Partners.of(neighbours, weights, popularity),
        TrainingSettings.of(config, seed=context.seed),
        context.progress,
    )


def _figures(
    context: Context,
    assignment: Assignment,
    config: TokenizerSection,
    reconstruction: dict[str, float],
) -> dict[str, Any]:
    items, visits = load_items(context.prepare), load_visits(context.prepare)
    figures = health(
        raw=assignment.raw,
        codes=assignment.codes,
        codebook_size=config.codebook_size,
        reconstruction=reconstruction,
        labels={name: items.codes(name) for name in LABELS},
    )
    rule = load_rule(context.features)
    fit = count_company(visits.up_to(FIT), len(items), rule)
    asked = visits.split == VALIDATION
    if rule is not None:  # a step alone has no company: its predecessor comes with it
        asked[:-1] |= asked[1:]
    held_out = count_company(visits.select(asked), len(items), rule)
    figures["kind"] = config.kind
    figures["company_validation"] = company(assignment.codes, fit, held_out)
    return figures


def refuse_collapse(figures: Mapping[str, Any], *, different: int, codebook_size: int) -> None:
    """Raise TOKENIZER_COLLAPSED where a level uses hardly any code.

    `different`: distinct vectors among the items'. The first level must say something of
    any large catalogue; deeper ones have nothing to say where whole groups look the same.
    """
    least = min(LEAST_PERPLEXITY, codebook_size / 2)
    first, *deeper = figures["perplexity"]
    if figures["items"] >= ENOUGH and first < least:
        raise MusicRecError(
            "TOKENIZER_COLLAPSED",
            f"The first level of the semantic IDs uses {first:.1f} codes on average for "
            f"{figures['items']} items: they look all alike. Check that titles, descriptions or "
            "pictures differ between items; then try a lower tokenizer.learning_rate.",
            {"level": 1, "perplexity": first},
        )
    for level, value in enumerate(deeper, 2):
        if different >= ENOUGH and value < least:
            raise MusicRecError(
                "TOKENIZER_COLLAPSED",
                f"Level {level} of the semantic IDs uses {value:.1f} codes on average although "
                f"{different} items look different: the levels before leave it nothing. Try fewer "
                "tokenizer.levels, or a lower tokenizer.learning_rate.",
                {"level": level, "perplexity": value},
            )
