"""The chosen point by the engine: its lists, split by whether a new item is asked for.

The lists are what `npm run evaluate -- --bundle OUT/bundle --data OUT/asked --lists FILE` wrote
and of `bundle-known` on `known`, for the same shoppers without new items.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from musicrec.cold_start.places import OUT, Places
from musicrec.cold_start.point import figures
from musicrec.cold_start.split import ITEMS
from musicrec.data.benchmark import LEAST_HELD_OUT, SEQUENCES
from musicrec.errors import MusicRecError

HISTORIES = ("excluded", "included")


def engine_figures(
    out: Path, lists: Path, known_lists: Path, *, samples: int, seed: int
) -> dict[str, Any]:
    """By history: metrics of new targets, and of the others beside those without new items.

    `out` is the folder of `run.cold_start`. Raises FILE_UNREADABLE, DATA_INVALID.
    """
    known = len((out / "known" / ITEMS).read_text(encoding="utf-8").rstrip("\n").split("\n"))
    sequences = json.loads((out / "asked" / SEQUENCES).read_text(encoding="utf-8"))
    users = np.array(
        [user for user, steps in enumerate(sequences) if len(steps) >= LEAST_HELD_OUT], np.int32
    )
    targets = np.array([sequences[user][-1] for user in users.tolist()])
    new = targets >= known
    measured: dict[str, Any] = {"users": {"new": int(new.sum()), "elsewhere": int((~new).sum())}}
    for history in HISTORIES:
        before = np.full(len(users), OUT)
        before[~new] = _places(known_lists, history, users[~new], targets[~new])
        places = _places(lists, history, users, targets)
        [measured[history]] = figures([places], before, new, users, samples=samples, seed=seed)
    return measured


def _read(file: Path, history: str) -> dict[int, list[int]]:
    lists: dict[int, list[int]] = {}
    try:
        for line in file.read_text(encoding="utf-8").splitlines():
            entry = json.loads(line)
            if entry["history"] == history:
                lists[int(entry["user"])] = entry["items"][:OUT]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise MusicRecError(
            "FILE_UNREADABLE",
            f"{file} holds no lists of a benchmark ({error!r}). Write it with: npm run evaluate "
            "-- --bundle … --data … --lists FILE",
        ) from error
    return lists


def _places(
    file: Path, history: str, users: NDArray[np.int32], targets: NDArray[np.int64]
) -> Places:
    """(U) where each user's target stands in their list."""
    lists = _read(file, history)
    missing = [user for user in users.tolist() if user not in lists]
    if missing:
        raise MusicRecError(
            "DATA_INVALID",
            f"{file.name} has no list for user {missing[0]} ({len(missing)} of {len(users)} are "
            "missing). Evaluate all test users of the folder.",
        )
    return np.array(
        [
            lists[user].index(target) if target in lists[user] else OUT
            for user, target in zip(users.tolist(), targets.tolist(), strict=True)
        ],
        np.int64,
    )
