"""Baselines: what anyone could compute without a network, each tuned on validation per task."""

from musicrec.evaluation.baselines.base import Baseline, Params
from musicrec.evaluation.baselines.cosine import Cosine
from musicrec.evaluation.baselines.cosine_frequency import CosineFrequency
from musicrec.evaluation.baselines.frequency import Frequency
from musicrec.evaluation.baselines.lift import Lift
from musicrec.evaluation.baselines.popularity import Popularity
from musicrec.evaluation.baselines.recent_popularity import RecentPopularity

BASELINES: tuple[type[Baseline], ...] = (
    Popularity,
    RecentPopularity,
    Frequency,
    Cosine,
    Lift,
    CosineFrequency,
)

__all__ = [
    "BASELINES",
    "Baseline",
    "Cosine",
    "CosineFrequency",
    "Frequency",
    "Lift",
    "Params",
    "Popularity",
    "RecentPopularity",
]
