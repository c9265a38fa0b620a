"""Visits: what one user took at one time, as flat arrays sorted by (user, at).

A visit is a set: its items are sorted by index and unique, so no order inside it can leak. This
file holds and stores visits; `prepare.py` makes them.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from musicrec.errors import MusicRecError

FIT, VALIDATION, TEST = 0, 1, 2
SPLITS = ("fit", "validation", "test")

Int32 = NDArray[np.int32]
Int64 = NDArray[np.int64]


@dataclass(frozen=True, kw_only=True)
class Visits:
    """V visits of U users.

    user (V) int32, row of `users`; at (V) int64, seconds since 1970; start (V + 1) int64, visit v
    holds items[start[v] : start[v + 1]]; items int32; split (V) int8, one of FIT, VALIDATION, TEST;
    users: the shop's user IDs, sorted.
    """

    user: Int32
    at: Int64
    start: Int64
    items: Int32
    split: NDArray[np.int8]
    users: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.user)

    def of(self, visit: int) -> Int32:
        """The items of one visit."""
        return self.items[self.start[visit] : self.start[visit + 1]]

    @property
    def sizes(self) -> Int64:
        """(V) number of items."""
        return np.diff(self.start)

    def item_visit(self) -> Int64:
        """(len(items)) the visit of each entry of `items`."""
        return np.repeat(np.arange(len(self), dtype=np.int64), self.sizes)

    def first_of_user(self) -> Int64:
        """(U + 1) user u has the visits first[u] … first[u + 1] − 1, oldest first."""
        counts = np.bincount(self.user, minlength=len(self.users))
        return np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)

    def select(self, keep: NDArray[np.bool_]) -> Visits:
        """The visits where `keep` (V) holds; users stay as they are."""
        sizes = self.sizes
        return Visits(
            user=self.user[keep],
            at=self.at[keep],
            start=np.concatenate([[0], np.cumsum(sizes[keep])]).astype(np.int64),
            items=self.items[np.repeat(keep, sizes)],
            split=self.split[keep],
            users=self.users,
        )

    def user_items(self, items: int) -> sparse.csr_array:
        """(U, N) float32 ones where a user had an item, in any visit."""
        user = self.user[self.item_visit()]
        ones = np.ones(len(user), np.float32)
        shape = (len(self.users), items)
        had = sparse.csr_array(sparse.coo_array((ones, (user, self.items)), shape=shape))
        had.data[:] = 1
        return had

    def up_to(self, split: int) -> Visits:
        """The visits of `split` and the splits before: `up_to(FIT)` or `up_to(VALIDATION)`."""
        return self.select(self.split <= split)


def save_visits(visits: Visits, folder: Path) -> None:
    """Write visits.npz and users.json."""
    arrays: dict[str, Any] = {
        "user": visits.user.astype(np.int32),
        "at": visits.at.astype(np.int64),
        "start": visits.start.astype(np.int64),
        "items": visits.items.astype(np.int32),
        "split": visits.split.astype(np.int8),
    }
    np.savez_compressed(folder / "visits.npz", **arrays)
    text = json.dumps(list(visits.users), ensure_ascii=False)
    (folder / "users.json").write_text(text, encoding="utf-8")


def load_visits(folder: Path) -> Visits:
    """Read what `save_visits` wrote; raises STAGE_INPUT_MISSING."""
    try:
        users = json.loads((folder / "users.json").read_text(encoding="utf-8"))
        with np.load(folder / "visits.npz", allow_pickle=False) as arrays:
            return Visits(
                user=arrays["user"],
                at=arrays["at"],
                start=arrays["start"],
                items=arrays["items"],
                split=arrays["split"],
                users=tuple(users),
            )
    except FileNotFoundError as error:
        raise MusicRecError(
            "STAGE_INPUT_MISSING",
            f"{error.filename} is missing. Run: musicrec train --from prepare …",
        ) from error
