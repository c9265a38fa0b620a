"""Checked tables → visits with splits, cases, statistics: all that later stages read of a shop."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from musicrec.config import DataSection
from musicrec.data.benchmark import LEAST_HELD_OUT, leave_one_out
from musicrec.data.cases import TASKS, build_cases, save_cases
from musicrec.data.check import Events
from musicrec.data.items import ItemTable, build_item_table, save_items
from musicrec.data.validation import ShopTables, read_shop_tables, write_quarantine
from musicrec.data.visits import FIT, SPLITS, TEST, VALIDATION, Visits, save_visits
from musicrec.errors import MusicRecError
from musicrec.progress import Progress
from musicrec.shop import Shop

NEVER = int(np.iinfo(np.int64).max)


def build_visits(events: Events, *, gap_minutes: float, boundaries: tuple[int, int]) -> Visits:
    """Merge events into visits and give each its split.

    One user's rows are one visit while each is at most `gap_minutes` after the row before; where
    the events name visits, those are kept instead. A visit's time is its first row's.
    `boundaries`: the first second of validation and of test.
    """
    if events.visit is not None:
        opened, name = _opened(events.user, events.visit, events.at), events.visit
    else:
        opened, name = events.at, np.zeros_like(events.user)
    order = np.lexsort((name, opened, events.user))
    user, at, item, name = events.user[order], opened[order], events.item[order], name[order]
    new = np.ones(len(user), dtype=bool)
    apart = name[1:] != name[:-1] if events.visit is not None else np.diff(at) > gap_minutes * 60
    new[1:] = (user[1:] != user[:-1]) | apart
    visit = np.cumsum(new) - 1
    first = np.flatnonzero(new)
    pairs = np.unique(np.stack([visit, item.astype(np.int64)], axis=1), axis=0)
    sizes = np.bincount(pairs[:, 0], minlength=len(first))
    visit_at = at[first]
    split = np.full(len(first), FIT, dtype=np.int8)
    split[visit_at >= boundaries[0]] = VALIDATION
    split[visit_at >= boundaries[1]] = TEST
    return Visits(
        user=user[first].astype(np.int32),
        at=visit_at.astype(np.int64),
        start=np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64),
        items=pairs[:, 1].astype(np.int32),
        split=split,
        users=tuple(events.users),
    )


def _opened(
    user: NDArray[np.int32], visit: NDArray[np.int32], at: NDArray[np.int64]
) -> NDArray[np.int64]:
    """(E) when the visit of each event was opened."""
    _, group = np.unique(np.stack([user, visit], axis=1), axis=0, return_inverse=True)
    group = group.reshape(-1)
    opened = np.full(int(group.max(initial=-1)) + 1, np.iinfo(np.int64).max)
    np.minimum.at(opened, group, at)
    return opened[group]


def split_boundaries(at: NDArray[np.int64], shop: Shop, config: DataSection) -> tuple[int, int]:
    """The first second of validation and of test: shop.yaml's dates, else shares of the rows.

    Raises SHOP_INVALID where a date leaves a split empty, DATA_INVALID where the times do.
    """
    if shop.validation_from is not None and shop.test_from is not None:
        boundaries = (shop.validation_from, shop.test_from)
        code, mend = "SHOP_INVALID", "Move the dates of shop.yaml into the log's time."
    else:
        late = [1 - config.validation_share - config.test_share, 1 - config.test_share]
        values = np.quantile(at, late, method="higher")
        boundaries = (int(values[0]), int(values[1]))
        code, mend = "DATA_INVALID", "Give events over a longer time."
    counts = [
        int((at < boundaries[0]).sum()),
        int(((at >= boundaries[0]) & (at < boundaries[1])).sum()),
        int((at >= boundaries[1]).sum()),
    ]
    if min(counts) == 0:
        empty = SPLITS[counts.index(0)]
        first, last = (np.datetime64(int(at.min()), "s"), np.datetime64(int(at.max()), "s"))
        raise MusicRecError(
            code,
            f"The split {empty} would be empty: validation begins "
            f"{np.datetime64(boundaries[0], 's')}, test {np.datetime64(boundaries[1], 's')}, and "
            f"the events run from {first} to {last}. {mend}",
            {"rows": counts},
        )
    return boundaries


def split_visits(
    tables: ShopTables, shop: Shop, config: DataSection
) -> tuple[Visits, tuple[int, int] | None]:
    """All visits with their splits, and the first second of validation and of test.

    A benchmark has no such seconds: each user's last steps are held out, whoever came when. Raises
    SHOP_INVALID and DATA_INVALID for a split without rows, DATA_FLOOR where validation has no case:
    nothing could be chosen.
    """
    events = tables.events
    if shop.benchmark:
        boundaries = None
        visits = build_visits(events, gap_minutes=0, boundaries=(NEVER, NEVER))
        visits = replace(visits, split=leave_one_out(visits))
    else:
        boundaries = split_boundaries(events.at, shop, config)
        visits = build_visits(events, gap_minutes=config.visit_gap_minutes, boundaries=boundaries)
    earlier = np.arange(len(visits)) - visits.first_of_user()[visits.user]
    held_out = visits.split == VALIDATION
    if shop.benchmark and not held_out.any():
        raise MusicRecError(
            "DATA_FLOOR",
            f"No user of {tables.events_file} has {LEAST_HELD_OUT} steps, of which two would be "
            "held out to choose and to measure. Bring longer sequences.",
        )
    if not shop.benchmark and not (held_out & (earlier >= config.min_earlier_visits)).any():
        raise MusicRecError(
            "DATA_FLOOR",
            f"No user of the validation period has {config.min_earlier_visits} earlier visits, so "
            "that nothing can be asked there. Bring a longer log of the same users, an earlier "
            "validation_from in shop.yaml, or a lower data.min_earlier_visits.",
        )
    return visits, boundaries


def novelty_types(table: ItemTable) -> NDArray[np.int32]:
    """(N) the codes of the column type, the only one that the engine's novelty "types" knows."""
    return table.codes("type")


def prepare(
    data: Path, folder: Path, *, shop: Shop, config: DataSection, seed: int, progress: Progress
) -> dict[str, Any]:
    """Read and check the shop in `data`, write `folder`, return the statistics."""
    tables = read_shop_tables(data, shop, config)
    tables.raise_if_unusable()
    items, events = tables.items, tables.events
    for warning in (*items.warnings, *events.warnings):
        progress.say(f"warning: {warning}")
    write_quarantine(folder / "quarantine.jsonl", [*items.dropped, *events.dropped])
    table = build_item_table(items)
    save_items(table, folder)
    visits, boundaries = split_visits(tables, shop, config)
    if shop.benchmark:
        config = replace(config, min_earlier_visits=1)
    save_visits(visits, folder)
    progress.say(
        f"prepare: {len(table)} items, {len(visits.users)} users, {len(visits)} visits, "
        f"{len(visits.items)} of {events.rows} rows"
    )
    cases = build_cases(visits, novelty_types(table), config=config, seed=seed)
    save_cases(cases, folder)
    statistics = {
        **tables.summary(),
        "visits": {
            SPLITS[split]: int((visits.split == split).sum()) for split in (FIT, VALIDATION, TEST)
        },
        "rows": {
            SPLITS[split]: int(visits.sizes[visits.split == split].sum())
            for split in (FIT, VALIDATION, TEST)
        },
        "items_per_visit": round(float(visits.sizes.mean()), 2),
        "visit_gap_minutes": config.visit_gap_minutes,
        "validation_from": boundaries and boundaries[0],
        "test_from": boundaries and boundaries[1],
        "cases": {
            SPLITS[split]: {task: len(cases.of(task, split)) for task in TASKS}
            for split in (VALIDATION, TEST)
        },
    }
    text = json.dumps(statistics, indent=1, ensure_ascii=False)
    (folder / "statistics.json").write_text(text, encoding="utf-8")
    return statistics
