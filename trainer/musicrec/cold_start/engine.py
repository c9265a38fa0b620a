"""The chosen point by the engine: its lists, split by whether a new item is asked for.

The lists are what `npm run evaluate -- --bundle OUT/bundle --data OUT/asked --lists FILE` wrote
(history excluded), and those of `bundle-known` on `known`, for the same shoppers without new items.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from musicrec.cold_start.places import OUT, ndcg, recall
from musicrec.cold_start.split import ITEMS
from musicrec.data.benchmark import LEAST_HELD_OUT, SEQUENCES
from musicrec.errors import MusicRecError
from musicrec.evaluation.bootstrap import ClusteredBootstrap

HISTORY = "excluded"


def engine_figures(
    out: Path, lists: Path, known_lists: Path, *, samples: int, seed: int
) -> dict[str, Any]:
    """R@10 and NDCG@10 of new targets, and of the others beside those without new items.

    `out` is the folder of `run.cold_start`. Raises FILE_UNREADABLE, DATA_INVALID.
    """
    known = len((out / "known" / ITEMS).read_text(encoding="utf-8").rstrip("\n").split("\n"))
    sequences = json.loads((out / "asked" / SEQUENCES).read_text(encoding="utf-8"))
    asked = [user for user, steps in enumerate(sequences) if len(steps) >= LEAST_HELD_OUT]
    new = np.array([user for user in asked if sequences[user][-1] >= known], np.int32)
    others = np.array([user for user in asked if sequences[user][-1] < known], np.int32)
    targets = {user: sequences[user][-1] for user in asked}
    found, before = _read(lists), _read(known_lists)
    of_new, of_others = _places(found, targets, new, lists), _places(found, targets, others, lists)
    alone = _places(before, targets, others, known_lists)
    draws_new = ClusteredBootstrap(new, samples=samples, seed=seed)
    draws = ClusteredBootstrap(others, samples=samples, seed=seed)
    return {
        "users": {"new": len(new), "elsewhere": len(others)},
        "new": {
            "recall@10": draws_new.means(recall(of_new)[:, None])[0].as_json(),
            "ndcg@10": draws_new.means(ndcg(of_new)[:, None])[0].as_json(),
        },
        "elsewhere": {
            "recall@10": draws.means(recall(of_others)[:, None])[0].as_json(),
            "recall@10_ratio": draws.ratio(recall(of_others), recall(alone)).as_json(),
            "ndcg@10_ratio": draws.ratio(ndcg(of_others), ndcg(alone)).as_json(),
        },
    }


def _read(file: Path) -> dict[int, list[int]]:
    lists: dict[int, list[int]] = {}
    try:
        for line in file.read_text(encoding="utf-8").splitlines():
            entry = json.loads(line)
            if entry["history"] == HISTORY:
                lists[int(entry["user"])] = entry["items"][:OUT]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise MusicRecError(
            "FILE_UNREADABLE",
            f"{file} holds no lists of a benchmark ({error!r}). Write it with: npm run evaluate "
            "-- --bundle … --data … --lists FILE",
        ) from error
    return lists


def _places(
    lists: dict[int, list[int]], targets: dict[int, int], users: NDArray[np.int32], file: Path
) -> NDArray[np.int64]:
    """(U) where each user's target stands in their list."""
    missing = [user for user in users.tolist() if user not in lists]
    if missing:
        raise MusicRecError(
            "DATA_INVALID",
            f"{file.name} has no list for user {missing[0]} ({len(missing)} of {len(users)} are "
            "missing). Evaluate all test users of the folder.",
        )
    return np.array(
        [
            lists[user].index(targets[user]) if targets[user] in lists[user] else OUT
            for user in users.tolist()
        ],
        np.int64,
    )
