"""The vectors of new items: the embeddings of their codes, residuals of their kin, and a lift.

A residual is the mixture of the kin's. Beside it stands one number more, 0 for every known item and
`level` for the new: it moves a vector along the direction that adds as much to the dense logit for
one shopper as for another, as nearly as a direction can. A level says, in nats, how far new items
are preferred to what their likeness alone earns them. Known items' vectors stay what they were.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from musicrec.admission.kin import Kin
from musicrec.generator.model import Generator

RIDGE = 0.1
"""Of the queries' mean variance over directions: the lift follows what many of them say."""


def admit_to_generator(
    model: Generator, ids: NDArray[np.uint8], kin: Kin, *, lift: Tensor, level: float
) -> Generator:
    """The generator with items of IDs (C, L) behind its own N, and a residual one number wider."""
    state = dict(model.state_dict())
    codes, residual = state["items.codes"], state["items.residual"]
    added = torch.from_numpy(kin.mix(residual.numpy()))  # (C, R)
    known, new = residual.new_zeros(len(residual), 1), residual.new_full((len(ids), 1), level)
    state["items.codes"] = torch.cat([codes, torch.from_numpy(ids).to(codes)])
    state["items.residual"] = torch.cat(
        [torch.cat([residual, known], 1), torch.cat([added, new], 1)]
    )
    projection = state["items.projection.weight"]  # (D, R)
    state["items.projection.weight"] = torch.cat([projection, lift[:, None].to(projection)], 1)
    config = replace(model.config, residual=model.config.residual + 1)
    larger = Generator(config, semantic_ids=state["items.codes"])
    larger.load_state_dict(state, strict=True)
    return larger.eval()


@torch.no_grad()
def lift_of(queries: Tensor) -> Tensor:
    """(D) the vector whose product with dense queries (Q, D) has the mean 1 and varies least."""
    rows = queries.double()
    mean = rows.mean(0)
    spread = (rows - mean).T @ (rows - mean) / len(rows)  # (D, D)
    spread.diagonal().add_(RIDGE * spread.diagonal().mean() + 1e-12)
    direction = torch.linalg.solve(spread, mean)
    lift: Tensor = (direction / (mean @ direction)).float()
    return lift
