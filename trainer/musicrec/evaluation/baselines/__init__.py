"""Baselines: what anyone could compute without a network, each tuned on validation per task."""

from __future__ import annotations

from musicrec.evaluation.baselines.base import Baseline, Log, Params
from musicrec.evaluation.baselines.conditional import Conditional
from musicrec.evaluation.baselines.content import Content
from musicrec.evaluation.baselines.cosine import Cosine
from musicrec.evaluation.baselines.ease import Ease
from musicrec.evaluation.baselines.frequency import Frequency
from musicrec.evaluation.baselines.item_knn import ItemKnn
from musicrec.evaluation.baselines.lift import Lift
from musicrec.evaluation.baselines.popularity import Popularity
from musicrec.evaluation.baselines.recent_popularity import RecentPopularity
from musicrec.evaluation.baselines.transitions import (
    DirectedTransitions,
    SymmetricTransitions,
    Transitions,
)
from musicrec.evaluation.baselines.with_frequency import ConditionalFrequency, CosineFrequency

# In the order of tuning: a sum comes after its parts.
OF_BASKETS: tuple[type[Baseline], ...] = (
    Popularity,
    RecentPopularity,
    Frequency,
    Cosine,
    Lift,
    Conditional,
    CosineFrequency,
    ConditionalFrequency,
)
OF_SEQUENCES: tuple[type[Baseline], ...] = (
    Popularity,
    RecentPopularity,
    Frequency,
    DirectedTransitions,
    SymmetricTransitions,
    ItemKnn,
    Ease,
    Content,
)


def baselines_of(log: Log) -> tuple[tuple[type[Baseline], ...], dict[str, str]]:
    """The baselines worth measuring on a log, and name → reason of those that cannot be counted.

    What is taken together tells most where visits hold several items; where each holds one, only
    what a user took over time does.
    """
    if not log.sequential:
        return OF_BASKETS, {}
    reasons = {cls.name: cls.why_not(log) for cls in OF_SEQUENCES}
    left_out = {name: reason for name, reason in reasons.items() if reason is not None}
    for cls in OF_BASKETS:
        if cls not in OF_SEQUENCES:
            left_out[cls.name] = "no visit holds two items"
    return tuple(cls for cls in OF_SEQUENCES if cls.name not in left_out), left_out


__all__ = [
    "OF_BASKETS",
    "OF_SEQUENCES",
    "Baseline",
    "Conditional",
    "ConditionalFrequency",
    "Content",
    "Cosine",
    "CosineFrequency",
    "DirectedTransitions",
    "Ease",
    "Frequency",
    "ItemKnn",
    "Lift",
    "Params",
    "Popularity",
    "RecentPopularity",
    "SymmetricTransitions",
    "Transitions",
    "baselines_of",
]
