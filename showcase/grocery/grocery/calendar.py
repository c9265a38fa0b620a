"""The calendar: the log's weeks and the shop's local clock.

The log's timestamps are UTC; its weeks turn at midnight in the eastern United States. The year is
fixed, so the two clock changes are written out and no time-zone database is needed.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

import numpy as np

from grocery.source import Ints

FIT_WEEKS: Final = 45  # everything that is counted is counted up to here
VALIDATION_WEEKS: Final = 49
LAST_WEEK: Final = 53

_WEEK_ONE = datetime(2016, 12, 26)
_SUMMER_STARTS = datetime(2017, 3, 12, 7)
_SUMMER_ENDS = datetime(2017, 11, 5, 6)
_EPOCH = datetime(1970, 1, 1)
_DAY = 24 * 60 * 60


def _seconds(moment: datetime) -> int:
    return int((moment - _EPOCH).total_seconds())


def local_seconds(utc: Ints) -> Ints:
    """Seconds of the local clock: five hours behind UTC, four in summer."""
    summer = (utc >= _seconds(_SUMMER_STARTS)) & (utc < _seconds(_SUMMER_ENDS))
    return utc - np.where(summer, 4, 5).astype(np.int64) * 3600


def local_day(local: Ints) -> Ints:
    """Days since 1970 of the local clock."""
    return np.floor_divide(local, _DAY)


def iso(local: int) -> str:
    """One moment of the local clock, "2017-03-12T17:05:09"."""
    return (_EPOCH + timedelta(seconds=local)).isoformat(timespec="seconds")


def first_day(week: int) -> str:
    """The Monday on which `week` begins, "2017-11-06"."""
    return (_WEEK_ONE + timedelta(weeks=week - 1)).date().isoformat()
