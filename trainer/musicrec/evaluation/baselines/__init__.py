"""Baselines: what anyone could compute without a network, each tuned on validation per task."""

from musicrec.evaluation.baselines.base import Baseline, Params
from musicrec.evaluation.baselines.conditional import Conditional
from musicrec.evaluation.baselines.cosine import Cosine
from musicrec.evaluation.baselines.frequency import Frequency
from musicrec.evaluation.baselines.lift import Lift
from musicrec.evaluation.baselines.popularity import Popularity
from musicrec.evaluation.baselines.recent_popularity import RecentPopularity
from musicrec.evaluation.baselines.with_frequency import ConditionalFrequency, CosineFrequency

# In the order of tuning: a sum comes after its parts.
BASELINES: tuple[type[Baseline], ...] = (
    Popularity,
    RecentPopularity,
    Frequency,
    Cosine,
    Lift,
    Conditional,
    CosineFrequency,
    ConditionalFrequency,
)

__all__ = [
    "BASELINES",
    "Baseline",
    "Conditional",
    "ConditionalFrequency",
    "Cosine",
    "CosineFrequency",
    "Frequency",
    "Lift",
    "Params",
    "Popularity",
    "RecentPopularity",
]
