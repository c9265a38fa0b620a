"""Training samples: a visit, the household's history before it, and several questions about it.

A sample is laid out as query rows, then history rows, then the rows of the visit itself. Each
query sees a random part of the visit as its basket (or nothing) and is asked for the rest, so
that one pass over the history serves several questions. The masks here keep questions, baskets
and targets apart; with a single query they are the masks of docs/bundle-format.md.

A visit is a set: rows of a visit carry no position, only its rank as a role.

Shapes: B visits, Q queries, H history rows, M rows of the visit, T = Q + H + M.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from musicrec.generator.model import BLOCKED, GeneratorConfig

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

ABSENT = -1


@dataclass(frozen=True, kw_only=True)
class VisitLog:
    """All visits, sorted by (user, time), with what sampling needs beside them.

    user int [V], at int [V] seconds since 1970, start int [V+1] into items int [E] (ascending
    inside a visit), split int [V]; derived: first int [V] the user's first visit, visit_of int [E],
    is_new bool [E] the user never bought the item before.
    """

    user: Ints
    at: Ints
    start: Ints
    items: Ints
    split: Ints
    first: Ints
    visit_of: Ints
    is_new: Flags

    @classmethod
    def build(
        cls,
        *,
        user: NDArray[Any],
        at: NDArray[Any],
        start: NDArray[Any],
        items: NDArray[Any],
        split: NDArray[Any],
    ) -> VisitLog:
        """Derive the helper arrays from the five of visits.npz."""
        user = np.asarray(user, np.int64)
        start = np.asarray(start, np.int64)
        items = np.asarray(items, np.int64)
        count = len(user)
        sizes = np.diff(start)
        first = np.searchsorted(user, user)  # users are contiguous and ascending
        visit_of = np.repeat(np.arange(count), sizes)
        is_new = np.zeros(len(items), bool)
        _, first_seen = np.unique(
            user[visit_of] * (int(items.max(initial=0)) + 1) + items, return_index=True
        )
        is_new[first_seen] = True
        return cls(
            user=user,
            at=np.asarray(at, np.int64),
            start=start,
            items=items,
            split=np.asarray(split, np.int64),
            first=first,
            visit_of=visit_of,
            is_new=is_new,
        )

    @classmethod
    def read(cls, path: Path) -> VisitLog:
        """Read `prepare/visits.npz`."""
        with np.load(path) as arrays:
            names = ("user", "at", "start", "items", "split")
            return cls.build(**{name: arrays[name] for name in names})

    @property
    def sizes(self) -> Ints:
        """Number of items of each visit, [V]."""
        return np.diff(self.start)

    @property
    def sequential(self) -> bool:
        """Whether no visit holds several items, so that there are no baskets to ask about."""
        return int(self.sizes.max(initial=0)) <= 1


@dataclass(frozen=True, kw_only=True)
class Batch:
    """Rows of B samples. Item arrays hold item indices, `ABSENT` where there is no row."""

    history: Ints  # (B, H) newest visit first
    history_role: Ints  # (B, H) rank of the visit, 1 = newest, capped at max_history
    visit: Ints  # (B, M)
    in_basket: Flags  # (B, Q, M) rows of the visit that the query sees
    weight: NDArray[
        np.float32
    ]  # (B, Q, M) weights of the targets of a query: they add up to 1 or 0
    objective: Ints  # (B, Q) index into the configuration's objectives

    @property
    def queries(self) -> int:
        """Q."""
        return int(self.in_basket.shape[1])


def history_rows(log: VisitLog, visits: Ints, *, max_history: int) -> tuple[Ints, Ints]:
    """The newest `max_history` items before each visit, newest visit first: items and roles (B, H).

    Where the oldest visit does not fit whole, its first items are taken. Repeated items keep their
    rows.
    """
    end = log.start[visits]
    low = np.maximum(log.start[log.first[visits]], end - max_history)
    width = int((end - low).max(initial=0))
    position = end[:, None] - 1 - np.arange(width)  # (B, H)
    valid = position >= low[:, None]
    position = np.where(valid, position, 0)
    visit_of = log.visit_of[position]
    edge = log.visit_of[np.minimum(low, len(log.items) - 1)]
    shift = np.where(visit_of == edge[:, None], (low - log.start[edge])[:, None], 0)
    items = np.where(valid, log.items[position - np.where(valid, shift, 0)], ABSENT)
    roles = np.where(valid, np.minimum(visits[:, None] - visit_of, max_history), 0)
    return items, roles


Plan = tuple[tuple[str, bool], ...]
"""The queries of a sample: objective, with a basket?"""
BASKET_PLAN: Plan = (
    ("any", False),
    ("new", False),
    ("any", True),
    ("any", True),
    ("new", True),
    ("new", True),
)


def plan_of(log: VisitLog) -> Plan:
    """The queries that a log can answer.

    No baskets where visits hold one item, and no question for the new alone where nobody takes an
    item twice.
    """
    if not log.sequential:
        return BASKET_PLAN
    return (("any", False),) if bool(log.is_new.all()) else (("any", False), ("new", False))


def askable(log: VisitLog) -> Flags:
    """[V] visits that ask something: a sequence's first step has nothing to go by."""
    if not log.sequential:
        return np.ones(len(log.user), bool)
    return np.asarray(np.arange(len(log.user)) > log.first)


@dataclass(frozen=True, kw_only=True)
class Sampler:
    """Draws the questions of an epoch; the same (seed, epoch) gives the same batches on any rank.

    `max_rows` bounds the rows of a visit: larger visits are drawn from. A sample keeps
    `history_rows` of the newest `max_history` items, drawn anew each time: cheaper by a third, and
    no two epochs are alike. `forget` is the chance that a sample keeps only a random number of its
    newest visits, so that short histories are known too.
    """

    log: VisitLog
    config: GeneratorConfig
    visits: Ints
    plan: Plan = BASKET_PLAN
    batch_size: int = 64
    max_rows: int = 32
    max_basket: int = 10
    history_rows: int = 32
    forget: float = 0.1
    seed: int = 0
    rank: int = 0
    world: int = 1

    def batches_per_epoch(self) -> int:
        """Batches that each rank sees; equal on all ranks."""
        return len(self.visits) // self.batch_size // self.world

    def order(self, epoch: int) -> list[Ints]:
        """Visits of this rank's batches: of like size together, batches shuffled.

        Where all visits hold one item it is their histories that are of like length.
        """
        rng = np.random.default_rng([self.seed, epoch])
        jitter = rng.random(len(self.visits))
        size = self.log.sizes[self.visits]
        if int(size.max(initial=0)) <= 1:
            size = np.minimum(self.visits - self.log.first[self.visits], self.config.max_history)
        order = np.argsort(size + jitter, kind="stable")
        whole = len(order) // self.batch_size
        spare = rng.choice(len(order), len(order) - whole * self.batch_size, replace=False)
        order = np.delete(order, spare)
        batches = self.visits[order].reshape(whole, self.batch_size)[rng.permutation(whole)]
        return list(batches[self.rank :: self.world][: self.batches_per_epoch()])

    def epoch(self, epoch: int) -> Iterator[Batch]:
        """This rank's batches of an epoch."""
        for number, visits in enumerate(self.order(epoch)):
            yield self.draw(visits, np.random.default_rng([self.seed, epoch, self.rank, number]))

    def draw(self, visits: Ints, rng: np.random.Generator) -> Batch:
        """Rows and questions for some visits."""
        log = self.log
        history, roles = history_rows(log, visits, max_history=self.config.max_history)
        if self.forget > 0:
            keep = np.where(
                rng.random(len(visits)) < self.forget, rng.integers(0, 8, len(visits)), 1 << 30
            )
            gone = roles > keep[:, None]
            history, roles = np.where(gone, ABSENT, history), np.where(gone, 0, roles)
        if history.shape[1] > self.history_rows:
            keys = np.where(history != ABSENT, rng.random(history.shape), 2.0)
            kept = np.sort(keys.argsort(1)[:, : self.history_rows], axis=1)
            history = np.take_along_axis(history, kept, 1)
            roles = np.take_along_axis(roles, kept, 1)
        rows, new = self._visit_rows(visits, rng)
        present = rows != ABSENT  # (B, M)
        count = present.sum(1)  # (B)
        batch, width, queries = len(visits), rows.shape[1], len(self.plan)
        # A query's basket: the first k of its own shuffle of the visit, at least one item left.
        keys = np.where(present[:, None], rng.random((batch, queries, width)), 2.0)
        rank = keys.argsort(2).argsort(2)
        most = np.minimum(self.max_basket, count - 1)[:, None]
        size = (rng.random((batch, queries)) * most).astype(np.int64) + 1
        with_basket = np.array([basket for _, basket in self.plan])
        size = np.where(with_basket, np.minimum(size, most), 0)
        in_basket = (rank < size[:, :, None]) & present[:, None]
        objective = np.array([self.config.objectives.index(name) for name, _ in self.plan])
        wants_new = np.array([name == "new" for name, _ in self.plan])
        target = present[:, None] & ~in_basket & (new[:, None] | ~wants_new[None, :, None])
        weight = target / np.maximum(target.sum(2, keepdims=True), 1)
        return Batch(
            history=history,
            history_role=roles,
            visit=rows,
            in_basket=in_basket,
            weight=weight.astype(np.float32),
            objective=np.broadcast_to(objective, (batch, queries)).copy(),
        )

    def _visit_rows(self, visits: Ints, rng: np.random.Generator) -> tuple[Ints, Flags]:
        """Items of each visit, at most `max_rows`, and which are new to the user: (B, M)."""
        log = self.log
        sizes = log.sizes[visits]
        widest = int(sizes.max(initial=1))
        position = log.start[visits][:, None] + np.arange(widest)
        valid = np.arange(widest) < sizes[:, None]
        if widest > self.max_rows:
            keys = np.where(valid, rng.random(valid.shape), 2.0)
            chosen = keys.argsort(1)[:, : self.max_rows]
            position = np.take_along_axis(position, chosen, 1)
            valid = np.take_along_axis(valid, chosen, 1)
        position = np.where(valid, position, 0)
        new: Flags = np.logical_and(log.is_new[position], valid)
        return np.where(valid, log.items[position], ABSENT), new


def row_items(batch: Batch) -> Ints:
    """(B, T) the item of every row, `ABSENT` for query rows and padding."""
    query = np.full((len(batch.visit), batch.queries), ABSENT, np.int64)
    return np.concatenate([query, batch.history, batch.visit], axis=1)


def row_roles(batch: Batch, config: GeneratorConfig) -> Ints:
    """(B, T) the role of every row; padding has role 0 and is seen by nobody."""
    state = config.max_history + 1 + batch.objective
    return np.concatenate([state, batch.history_role, np.zeros_like(batch.visit)], axis=1)


def attention_masks(batch: Batch) -> tuple[Tensor, Tensor]:
    """(B, T, T) for the first layer and for the later ones; 0 = may look, `BLOCKED` = may not.

    First layer: every row sees itself; item rows see the history; a query sees its basket, or the
    history where it has none. Later: a query sees itself, the history and its basket.
    """
    count, queries = len(batch.visit), batch.queries
    history = batch.history != ABSENT  # (B, H)
    items = row_items(batch)
    length = items.shape[1]
    start, end = queries, queries + history.shape[1]
    first = np.zeros((count, length, length), bool)
    first[:, queries:, start:end] = history[:, None]
    first[:, :queries, end:] = batch.in_basket
    without = np.logical_not(batch.in_basket.any(axis=2, keepdims=True))  # (B, Q, 1)
    first[:, :queries, start:end] = history[:, None] & without
    later = np.zeros_like(first)
    later[:, :, start:end] = history[:, None]
    later[:, :queries, end:] = batch.in_basket
    diagonal = np.arange(length)
    first[:, diagonal, diagonal] = True
    later[:, diagonal, diagonal] = True
    return _additive(first), _additive(later)


def _additive(allowed: Flags) -> Tensor:
    return torch.from_numpy(np.where(allowed, np.float32(0), np.float32(BLOCKED)))
