"""Made-up sequences in which the item before tells the next one."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from musicrec.data.cases import TASKS, Cases
from musicrec.data.visits import TEST, Visits
from tests.benchmark_folder import unnamed, write_benchmark

ITEMS, USERS, STEPS = 12, 150, 9
SOME = 30
"""Users of the benchmark, where nothing has to be learned well."""


def sequences() -> list[list[int]]:
    """After an item comes, nine times in ten, one and the same."""
    rng = np.random.default_rng(5)
    after = rng.permutation(ITEMS)
    made = []
    for item in rng.integers(0, ITEMS, USERS):
        sequence = [int(item)]
        for _ in range(STEPS - 1):
            known = rng.random() < 0.9
            sequence.append(int(after[sequence[-1]] if known else rng.integers(ITEMS)))
        made.append(sequence)
    return made


def write_markov(folder: Path, *, text: bool = True) -> Path:
    """Some of the sequences as a benchmark whose items have text at random, or none."""
    write_benchmark(folder, unnamed(ITEMS), sequences()[:SOME])
    if text:
        rows = np.random.default_rng(6).standard_normal((ITEMS, 12)).astype(np.float32)
        np.save(folder / "text_features.npy", rows)
    return folder


def last_steps(visits: Visits) -> Cases:
    """The users' last steps as cases of `next`."""
    steps = np.flatnonzero(visits.split == TEST)
    count = len(steps)
    return Cases(
        visits=visits,
        row=np.arange(count),
        task=np.full(count, TASKS.index("next"), np.int8),
        visit=steps.astype(np.int32),
        basket=np.empty(0, np.int32),
        basket_start=np.zeros(count + 1, np.int64),
        targets=visits.items[steps],
        targets_start=np.arange(count + 1, dtype=np.int64),
    )
