"""The visits: who bought which items when, as sets.

All receipts of a household on one local day are one visit with one timestamp, the day's earliest.
Inside a visit there is no order and no quantity: the log sorts a receipt by product number, which
must not leak, so rows are sorted by item id and documented as a set.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from grocery.calendar import iso, local_day, local_seconds
from grocery.source import Ints, Log


class Event(NamedTuple):
    """One item of one visit; a visit is everything with the same user and time."""

    at: str
    user: str
    item: str


def merge_visits(log: Log, item_of_row: Ints, item_ids: list[str]) -> list[Event]:
    """One event per (visit, item), sorted by time, user and item."""
    rows = item_of_row >= 0
    item = item_of_row[rows]
    local = local_seconds(log.seconds[rows])
    households, user = np.unique(log.household[rows], return_inverse=True)
    day = local_day(local)
    visits, visit = np.unique(np.stack([user, day], axis=1), axis=0, return_inverse=True)
    visit = visit.reshape(-1)
    start = np.full(len(visits), np.iinfo(np.int64).max, dtype=np.int64)
    np.minimum.at(start, visit, local)

    width = max(4, len(str(len(households))))
    users = [f"h{number:0{width}d}" for number in range(1, len(households) + 1)]
    times = [iso(int(moment)) for moment in start]
    buyers = visits[:, 0].tolist()
    pairs = np.unique(np.stack([visit, item], axis=1), axis=0)
    return sorted(Event(times[v], users[buyers[v]], item_ids[i]) for v, i in pairs.tolist())
