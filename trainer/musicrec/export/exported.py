"""The exported networks in the place of the torch modules, so that the reference decode runs them.

It answers what `generator/decode.py` asks of a `Generator` during a call and nothing else: encoding
goes through `encode_call`, whose result the decoder takes as `encoded`.
"""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from musicrec.export.networks import Networks
from musicrec.generator.call import Call, call_rows
from musicrec.generator.model import Generator, exported_mask


class _Vectors(nn.Module):
    """The item tower, computed once from codes (N, L): forward() → (N, D)."""

    def __init__(self, vectors: NDArray[np.float32], codes: NDArray[np.uint8]) -> None:
        super().__init__()
        self.register_buffer("codes", torch.from_numpy(codes.astype(np.int64)))
        self.register_buffer("vectors", torch.from_numpy(vectors))

    def forward(self) -> Tensor:
        vectors: Tensor = self.get_buffer("vectors")
        return vectors


class ExportedGenerator(Generator):
    """`Networks` over a catalogue: codes (N, L) and raw int8 residuals (N, R)."""

    def __init__(
        self, networks: Networks, *, codes: NDArray[np.uint8], residuals: NDArray[np.int8]
    ) -> None:
        nn.Module.__init__(self)  # no parameters of its own
        self.config = networks.config
        self.networks = networks
        self._vectors = networks.item_vectors(codes, residuals)
        self.add_module("items", _Vectors(self._vectors, codes))

    def encode_call(self, call: Call) -> tuple[Tensor, Tensor]:
        """State and dense query, (D) each."""
        items, item_roles = call_rows(call, self.config)
        roles = [self.config.state_role(call.objective), *item_roles]
        vectors = np.zeros((len(roles), self.config.dimension), np.float32)
        vectors[1:] = self._vectors[items]
        mask = exported_mask(roles, max_history=self.config.max_history).numpy()
        state, query = self.networks.encode(vectors, np.array(roles), mask)
        return torch.from_numpy(state[0]), torch.from_numpy(query[0])

    def level_log_probs(self, level: int, state: Tensor, prefix: Tensor) -> Tensor:
        """As `Generator.level_log_probs`; all rows of state (B, D) are of one call."""
        rows = self.networks.log_probs(level + 1, state[:1].numpy(), prefix.numpy())
        return torch.from_numpy(rows).expand(len(prefix), -1)
