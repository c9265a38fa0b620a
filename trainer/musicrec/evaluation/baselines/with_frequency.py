"""An item-to-item baseline + w · household frequency, each as z-scores over a case's catalogue.

The parameters of both parts are those chosen for them alone; only w is tuned here.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from musicrec.data.cases import Cases
from musicrec.evaluation.baselines.base import Baseline, Log, Params
from musicrec.evaluation.baselines.conditional import Conditional
from musicrec.evaluation.baselines.cosine import Cosine
from musicrec.evaluation.baselines.frequency import Frequency

WEIGHTS = (0.0, 0.125, 0.25, 0.5, 1.0, 2.0, 4.0, 8.0, 16.0)


def z_scores(scores: NDArray[np.float32]) -> NDArray[np.float32]:
    """(B, N) → mean 0, deviation 1 over each row; 0 where a row is constant."""
    centred = scores - scores.mean(axis=1, keepdims=True)
    deviation = centred.std(axis=1, keepdims=True)
    z: NDArray[np.float32] = centred / np.where(deviation > 0, deviation, 1)
    return z


class WithFrequency(Baseline):
    """`frequency` w, with the parameters of both parts. Subclasses set `part`."""

    part: type[Baseline]

    def __init__(self, log: Log) -> None:
        super().__init__(log)
        self.items = self.part(log)
        self.frequency = Frequency(log)

    def grid_of(self, task: str, earlier: dict[str, dict[str, Params]]) -> tuple[Params, ...]:
        """Weights around the choices of the two parts for this task."""
        chosen = {**earlier[self.part.name][task], **earlier[Frequency.name][task]}
        return tuple({**chosen, "frequency": weight} for weight in WEIGHTS)

    def scores(self, cases: Cases, params: Params) -> NDArray[np.float32]:
        """The weighted sum."""
        rest = {name: value for name, value in params.items() if name != "frequency"}

        def z_of(part: Baseline) -> NDArray[np.float32]:
            key = ("z", part.name, *sorted(rest.items()))
            return self.log.kept(cases, key, lambda: z_scores(part.scores(cases, rest)))

        return z_of(self.items) + np.float32(params["frequency"]) * z_of(self.frequency)


class CosineFrequency(WithFrequency):
    """With the cosine."""

    name = "cosine + frequency"
    part = Cosine


class ConditionalFrequency(WithFrequency):
    """With the discounted conditional probability."""

    name = "conditional probability + frequency"
    part = Conditional
