"""Receipts become visits: one a day and household, sets without order."""

from __future__ import annotations

from pathlib import Path
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grocery.calendar import first_day, iso, local_seconds
from grocery.source import Ints, Log, read_log
from grocery.visits import Event, merge_visits
from tests.made_up_log import MadeUpLog

IDS = ["apple", "bread", "cheese"]


def merged(log: MadeUpLog, folder: Path) -> list[Event]:
    log.product(0, "FRUIT", "BANANAS")
    read = read_log(log.write(folder))
    return merge_visits(read, read.product, IDS)


def test_split_receipts_of_a_day_are_one_visit(tmp_path: Path) -> None:
    log = MadeUpLog()
    log.sell(2, 7, 5, minute=300)
    log.sell(0, 7, 5, minute=20)
    log.sell(1, 7, 5, minute=0)
    assert merged(log, tmp_path) == [
        Event("2017-01-23T12:00:00", "h0001", "apple"),
        Event("2017-01-23T12:00:00", "h0001", "bread"),
        Event("2017-01-23T12:00:00", "h0001", "cheese"),
    ]


def test_the_same_item_on_two_receipts_is_one_event(tmp_path: Path) -> None:
    log = MadeUpLog()
    log.sell(1, 7, 5)
    log.sell(1, 7, 5, minute=90)
    assert len(merged(log, tmp_path)) == 1


def test_other_days_and_households_are_visits_of_their_own(tmp_path: Path) -> None:
    log = MadeUpLog()
    log.sell(1, 7, 5)
    log.sell(1, 7, 5, day=1)
    log.sell(1, 3, 5)
    events = merged(log, tmp_path)
    assert [(event.user, event.at[:10]) for event in events] == [
        ("h0001", "2017-01-23"),
        ("h0002", "2017-01-23"),
        ("h0002", "2017-01-24"),
    ]


def test_a_late_evening_belongs_to_the_local_day(tmp_path: Path) -> None:
    log = MadeUpLog()
    log.sell(1, 7, 5, minute=11 * 60)  # 04:00 UTC is 23:00 of the day before
    log.sell(2, 7, 5, minute=13 * 60)  # 06:00 UTC is 01:00
    assert [event.at for event in merged(log, tmp_path)] == [
        "2017-01-23T23:00:00",
        "2017-01-24T01:00:00",
    ]


@pytest.mark.parametrize(
    ("utc", "local"),
    [
        ("2017-01-02T05:00:00", "2017-01-02T00:00:00"),
        ("2017-03-12T06:59:59", "2017-03-12T01:59:59"),
        ("2017-03-12T07:00:00", "2017-03-12T03:00:00"),
        ("2017-11-05T05:59:59", "2017-11-05T01:59:59"),
        ("2017-11-05T06:00:00", "2017-11-05T01:00:00"),
    ],
)
def test_the_clock_changes(utc: str, local: str) -> None:
    seconds = np.array([np.datetime64(utc, "s").astype(np.int64)])
    assert iso(int(local_seconds(seconds)[0])) == local


def test_the_split_begins_on_mondays() -> None:
    assert (first_day(46), first_day(50)) == ("2017-11-06", "2017-12-04")


def shuffled(log: Log, order: Ints) -> Log:
    return Log(**{name: column[order] for name, column in vars(log).items()})


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, 2), st.integers(1, 4), st.integers(0, 3 * 24 * 60)), min_size=1
    ),
    st.randoms(use_true_random=False),
)
def test_the_order_of_the_log_says_nothing(
    rows: list[tuple[int, int, int]], random: Random
) -> None:
    product, household, minute = (
        np.array(column, dtype=np.int64) for column in zip(*rows, strict=True)
    )
    zeros = np.zeros(len(rows), dtype=np.int64)
    log = Log(household, product, zeros + 1, zeros, zeros, zeros + 1, minute * 60)
    order = list(range(len(rows)))
    random.shuffle(order)
    events = merge_visits(log, product, IDS)
    other = shuffled(log, np.array(order))
    assert merge_visits(other, other.product, IDS) == events == sorted(events)
    assert len(set(events)) == len(events)
