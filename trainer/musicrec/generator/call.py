"""One question to the recommender, and the rows the encoder reads for it.

A call is what the engine gets from a page; it knows nothing of targets or splits.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from musicrec.data.cases import KIND, NOVELTY, Case
from musicrec.generator.model import BLOCKED, Generator, GeneratorConfig

OBJECTIVE_OF_NOVELTY = {"any": "any", "items": "new", "types": "new"}


@dataclass(frozen=True, kw_only=True)
class Call:
    """Visits oldest first as (seconds since 1970 or None, item indices), the basket, the time now.

    `kind` is `next` or `complements`, `novelty` `any`, `items` or `types`.
    """

    visits: Sequence[tuple[int | None, Sequence[int]]]
    basket: Sequence[int] = ()
    at: int | None = None
    kind: str = "next"
    novelty: str = "any"

    @property
    def blend_key(self) -> str:
        """The key of the manifest's blend weights."""
        return f"{self.kind}.{self.novelty}"

    @property
    def objective(self) -> str:
        """The state token to ask."""
        return OBJECTIVE_OF_NOVELTY[self.novelty]


def newest_items(
    visits: Sequence[tuple[int | None, Sequence[int]]], *, most: int
) -> tuple[list[int], list[int]]:
    """The newest `most` history items and the rank of their visit, the newest being 1.

    A visit without items has no rank, an item counts once in a visit and has a row for each of its
    visits. Inside a visit the given order counts, which only matters where a visit does not fit.
    """
    items: list[int] = []
    ranks: list[int] = []
    filled = [list(dict.fromkeys(bought)) for _, bought in reversed(visits) if len(bought) > 0]
    for rank, bought in enumerate(filled, start=1):
        taken = bought[: most - len(items)]
        if not taken:
            break
        items += taken
        ranks += [rank] * len(taken)
    return items, ranks


def call_rows(call: Call, config: GeneratorConfig) -> tuple[list[int], list[int]]:
    """Items and roles of the rows after the state token: history, then basket."""
    items, ranks = newest_items(call.visits, most=config.max_history)
    roles = [min(rank, config.max_history) for rank in ranks]
    basket = list(dict.fromkeys(call.basket))
    return items + basket, roles + [0] * len(basket)


def encode_calls(model: Generator, vectors: Tensor, calls: Sequence[Call]) -> tuple[Tensor, Tensor]:
    """States and dense queries of calls, each (C, D).

    vectors (N, D) are the item tower's. Equal to encoder.onnx on each call alone: rows of
    padding are hidden from all others.
    """
    config = model.config
    rows = [call_rows(call, config) for call in calls]
    length = 1 + max((len(items) for items, _ in rows), default=0)
    items = np.full((len(calls), length), -1, np.int64)
    roles = np.zeros((len(calls), length), np.int64)
    for number, (call, (row_items, row_roles)) in enumerate(zip(calls, rows, strict=True)):
        items[number, 1 : 1 + len(row_items)] = row_items
        roles[number, 1 : 1 + len(row_roles)] = row_roles
        roles[number, 0] = config.state_role(call.objective)
    first, later = call_masks(items, roles)
    index = torch.from_numpy(items)
    given = vectors[index.clamp(min=0)] * (index >= 0)[..., None]
    states = model.encode(given, torch.from_numpy(roles), first, queries=1, later_mask=later)[:, 0]
    return states, model.dense_query(states)


def call_masks(items: NDArray[np.int64], roles: NDArray[np.int64]) -> tuple[Tensor, Tensor]:
    """(C, T, T) masks of calls whose row 0 is the state token; −1 in `items` is padding."""
    present = items >= 0
    history = present & (roles > 0)
    basket = present & (roles == 0)
    length = items.shape[1]
    first = np.repeat(history[:, None], length, axis=1)
    looks_at = np.where(basket.any(1)[:, None], basket, history)
    first[:, 0] = looks_at
    later = np.repeat(present[:, None], length, axis=1)
    later[:, :, 0] = True
    diagonal = np.arange(length)
    first[:, diagonal, diagonal] = True
    later[:, diagonal, diagonal] = True
    blocked, free = np.float32(BLOCKED), np.float32(0)
    return (
        torch.from_numpy(np.where(first, free, blocked)),
        torch.from_numpy(np.where(later, free, blocked)),
    )


def call_of(case: Case) -> Call:
    """The engine call that a case stands for."""
    return Call(
        visits=[(at, items.tolist()) for at, items in case.visits],
        basket=case.basket.tolist(),
        at=case.at,
        kind=KIND[case.task],
        novelty=NOVELTY[case.task],
    )
