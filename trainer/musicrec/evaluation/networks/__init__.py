"""Network baselines: published recommenders of sequences, trained by us on the log at hand.

They are baselines, not the product: nothing of them ships. Each is a stage of its own below
`<work>/networks`, so that a second report reuses what the first has trained.
"""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from dataclasses import dataclass, field

from musicrec.data.cases import load_cases
from musicrec.data.items import load_items
from musicrec.data.visits import FIT, VALIDATION, load_visits
from musicrec.evaluation.networks.windows import windows
from musicrec.evaluation.scorer import Scorer
from musicrec.features.given import given_to
from musicrec.features.text import item_texts
from musicrec.features.transitions import is_sequential
from musicrec.stage import Context, Stage, run_stage

SASREC = Stage(
    name="networks/sasrec",
    module="musicrec.evaluation.networks.sasrec",
    sections=(),
    inputs=("prepare",),
    code=("evaluation/networks",),
)
TIGER = Stage(
    name="networks/tiger",
    module="musicrec.evaluation.networks.tiger",
    sections=("tokenizer",),
    inputs=("prepare", "features"),
    code=("evaluation/networks", "tokenizer"),
)


@dataclass(frozen=True, kw_only=True)
class Networks:
    """The scorers of the trained networks, and name → reason of those that are left out."""

    scorers: tuple[Scorer, ...] = ()
    left_out: Mapping[str, str] = field(default_factory=dict)


def train_networks(context: Context) -> Networks:
    """Train what is not up to date; the stages `prepare` and `features` must have run.

    Raises STAGE_INPUT_MISSING, TRAINING_DIVERGED.
    """
    scorers: list[Scorer] = []
    left_out: dict[str, str] = {}
    unfit, has_text = _why_not(context), _has_text(context)
    for stage in (SASREC, TIGER):
        name = stage.name.removeprefix("networks/")
        if unfit is not None:
            left_out[name] = unfit
        elif stage is TIGER and not has_text:
            left_out[name] = "no item has text to make its ID of"
        else:
            run_stage(context, stage)
            # Found when it is needed, so that measuring baselines needs no torch.
            scorers.append(importlib.import_module(stage.module).load(context))
    return Networks(scorers=tuple(scorers), left_out=left_out)


def _why_not(context: Context) -> str | None:
    """What the log lacks for any network."""
    visits = load_visits(context.prepare)
    if not is_sequential(visits):
        return "visits hold several items"
    asked = load_cases(context.prepare, visits).of("next", VALIDATION)
    if not len(asked) or not len(windows(visits.up_to(FIT))):
        return "sequences are too short to learn from and to choose by"
    return None


def _has_text(context: Context) -> bool:
    """Whether any item has text; the features do not tell, company stands in for it there."""
    items = load_items(context.prepare)
    return given_to(context, "text", len(items)) is not None or any(item_texts(items))


__all__ = ["SASREC", "TIGER", "Networks", "train_networks"]
