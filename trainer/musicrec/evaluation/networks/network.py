"""What a network baseline is: a loss on windows, a ranking of cases."""

from __future__ import annotations

from abc import ABC, abstractmethod

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from musicrec.data.cases import Cases


class Network(nn.Module, ABC):
    """`cases`: at most so many validation cases choose the epoch."""

    cases = 3000

    @abstractmethod
    def loss(self, windows: Tensor) -> Tensor:
        """windows (P, T) int64, see `windows.py` → the mean loss of a step."""

    @abstractmethod
    def rank(self, cases: Cases, excluded: NDArray[np.bool_], count: int) -> NDArray[np.int32]:
        """See `Scorer`."""


class NetworkScorer:
    """A `Scorer` of a trained network."""

    def __init__(self, *, name: str, how: str, network: Network) -> None:
        self.name = name
        self.how = how
        self.network = network.eval()

    @torch.no_grad()
    def rank(self, cases: Cases, excluded: NDArray[np.bool_], count: int) -> NDArray[np.int32]:
        """See `Scorer`."""
        return self.network.rank(cases, excluded, count)
