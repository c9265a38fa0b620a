"""What a network reads of a log in which every visit holds one item: windows and histories.

Both are rows of items, oldest first, filled with −1 at the end: what comes later is hidden from
what is earlier anyway, so that nothing else has to know of the filling.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from musicrec.data.cases import Cases
from musicrec.data.visits import Visits

MOST = 20
"""Newest items of a history that a network reads."""

Ints = NDArray[np.int64]


def windows(visits: Visits) -> Ints:
    """(P, MOST + 1) pieces of the users' sequences; every step but a user's first is once a target.

    A piece begins with the last item of the piece before.
    """
    first = visits.first_of_user()
    pieces = -(-np.maximum(np.diff(first) - 1, 0) // MOST)  # (U)
    user = np.repeat(np.arange(len(pieces)), pieces)
    number = np.arange(len(user)) - np.repeat(np.cumsum(pieces) - pieces, pieces)
    return _rows(visits, first[user] + number * MOST, first[user + 1], MOST + 1)


def histories(cases: Cases) -> Ints:
    """(B, MOST) the newest items before each case."""
    last = cases.visit.astype(np.int64)
    return _rows(cases.visits, np.maximum(cases.first_visit, last - MOST), last, MOST)


def lengths(rows: Ints) -> Ints:
    """(P) number of items."""
    counts: Ints = (rows >= 0).sum(1)
    return counts


def _rows(visits: Visits, start: Ints, end: Ints, width: int) -> Ints:
    visit = start[:, None] + np.arange(width)
    there = visit < end[:, None]
    items = visits.items[visits.start[np.minimum(visit, len(visits) - 1)]]
    return np.where(there, items, -1).astype(np.int64)
