"""Logs of sequences for tests of what is counted along them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from musicrec.data.benchmark import leave_one_out
from musicrec.data.visits import Visits

DAY = 86_400


def visits_of(sequences: Sequence[Sequence[int]]) -> Visits:
    """A visit a step, a day apart, a user a sequence; split leave one out."""
    sizes = [len(sequence) for sequence in sequences]
    count = sum(sizes)
    visits = Visits(
        user=np.repeat(np.arange(len(sequences)), sizes).astype(np.int32),
        at=np.concatenate([np.arange(0), *(np.arange(size) * DAY for size in sizes)]).astype(
            np.int64
        ),
        start=np.arange(count + 1, dtype=np.int64),
        items=np.array([item for sequence in sequences for item in sequence], np.int32),
        split=np.zeros(count, np.int8),
        users=tuple(str(user) for user in range(len(sequences))),
    )
    return replace(visits, split=leave_one_out(visits))
