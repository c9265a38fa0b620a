"""Which rows of the two tables can be used, and why the others are dropped.

Pure checks on tables already read: nothing is printed or written here. The command's report is
`validation.py`, the splits and visits are `prepare.py`.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from musicrec.data.kinds import Kind, count_kinds
from musicrec.data.prices import choose_currency, choose_decimal, parse_price
from musicrec.data.schema import (
    EARLIEST,
    FORBIDDEN_COLUMNS,
    MAX_FIELD,
    MAX_ID,
    MAX_TITLE,
    NO_VALUE,
    REASONS,
)
from musicrec.data.spelling import plain
from musicrec.data.tables import Table
from musicrec.data.times import parse_format, parse_times

LEAST_JOIN_RATE = 0.5
"""Where fewer events name an item of the catalogue, the two tables are not of one shop."""

Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Dropped:
    """One dropped row: its place, a key of `REASONS`, the value that caused it, the row."""

    where: str
    reason: str
    value: str
    row: dict[str, str]


@dataclass(frozen=True, kw_only=True)
class Items:
    """The usable items, sorted by ID, so that a row is an item index.

    `columns` are texts as in the file; `price` (N) float64 has NaN where there is none. `currency`
    is what the prices' signs say, where shop.yaml says nothing.
    """

    ids: list[str]
    columns: dict[str, list[str]]
    price: NDArray[np.float64]
    rows: int
    dropped: list[Dropped]
    warnings: list[str]
    currency: str | None = None


@dataclass(frozen=True, kw_only=True)
class Events:
    """The usable events: user (E) int32 row of `users`, item (E) int32, at (E) int64 seconds.

    `visit` (E) int32 names a visit within the user where the table has such a column, else None.
    `joined` and `matchable` are counts: rows whose item is known, rows that name an item; both are
    of all rows, also of those that are dropped for their time or another reason.
    """

    user: NDArray[np.int32]
    item: NDArray[np.int32]
    at: NDArray[np.int64]
    visit: NDArray[np.int32] | None
    users: list[str]
    rows: int
    joined: int
    matchable: int
    dropped: list[Dropped]
    warnings: list[str]
    time_form: str = "s"
    hints: list[str] = field(default_factory=list)
    kinds: list[Kind] = field(default_factory=list)

    @property
    def join_rate(self) -> float:
        """Events matched to the catalogue / events that name an item; 0 where there is none."""
        return self.joined / self.matchable if self.matchable else 0.0


def _broken(table: Table) -> list[Dropped]:
    return [
        Dropped(f"{table.path.name}:{row.line}", row.reason, row.text, {"text": row.text})
        for row in table.broken
    ]


def _stripped(values: Sequence[str]) -> pd.Series:
    return pd.Series(list(values), dtype="object").astype(str).str.strip()


def _missing(texts: pd.Series) -> Mask:
    found: Mask = texts.str.lower().isin(NO_VALUE).to_numpy(dtype=bool)
    return found


class _Drops:
    """Collects the first reason of each row."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self.keep: Mask = np.ones(len(table), dtype=bool)
        self.dropped = _broken(table)

    def add(self, reason: str, bad: Mask, values: pd.Series) -> None:
        if reason not in REASONS:
            raise KeyError(reason)
        for row in np.flatnonzero(bad & self.keep):
            self.dropped.append(
                Dropped(
                    self.table.where(int(row)),
                    reason,
                    str(values.iloc[int(row)])[:80],
                    self.table.row(int(row)),
                )
            )
        self.keep &= ~bad


def check_items(table: Table, *, currency: str | None = None) -> Items:
    """The catalogue of a table read with ITEM_COLUMNS; `currency` as shop.yaml says it."""
    drops = _Drops(table)
    ids, titles = _stripped(table.columns["id"]), _stripped(table.columns["title"])
    drops.add("no_id", _missing(ids), ids)
    drops.add("no_title", _missing(titles), titles)
    long = (ids.str.len() > MAX_ID) | (titles.str.len() > MAX_TITLE)
    for name, values in table.columns.items():
        if name not in ("id", "title"):
            long |= pd.Series([len(value) > MAX_FIELD for value in values])
    drops.add("too_long", long.to_numpy(dtype=bool), ids)
    first = ~ids.where(pd.Series(drops.keep)).duplicated()
    drops.add("duplicate_id", ~first.to_numpy(dtype=bool) & drops.keep, ids)
    rows = [int(row) for row in np.flatnonzero(drops.keep)]
    rows.sort(key=lambda row: str(ids.iloc[row]))
    warnings: list[str] = []
    columns: dict[str, list[str]] = {}
    for name, values in table.columns.items():
        if name not in ("id", "price") and may_ride_along(name, warnings):
            columns[name] = [values[row].strip() for row in rows]
    price, found = _prices(table, rows, currency, warnings)
    _warn_about_items(columns, len(rows), warnings)
    return Items(
        ids=[str(ids.iloc[row]) for row in rows],
        columns=columns,
        price=price,
        rows=len(table) + len(table.broken),
        dropped=drops.dropped,
        warnings=warnings,
        currency=found,
    )


def may_ride_along(name: str, warnings: list[str]) -> bool:
    """Whether a column of the items may go into the bundle; warns of one that may not."""
    if name and name not in FORBIDDEN_COLUMNS:
        return True
    warnings.append(f'items: the column "{name}" is left out; rename it to keep it')
    return False


def _prices(
    table: Table, rows: list[int], setting: str | None, warnings: list[str]
) -> tuple[NDArray[np.float64], str | None]:
    """(N) the prices, and the currency that they name."""
    if "price" not in table.columns:
        return np.full(len(rows), np.nan), None
    texts = [table.columns["price"][row].strip() for row in rows]
    texts = ["" if text.lower() in NO_VALUE else text for text in texts]
    decimal, unclear = choose_decimal(texts)
    parsed = [parse_price(text, decimal) for text in texts]
    good = [text for text, value in zip(texts, parsed, strict=True) if value is not None]
    bad = [
        f"{table.where(row)} ({text[:20]})"
        for row, text, value in zip(rows, texts, parsed, strict=True)
        if text and value is None
    ]
    price = np.array([np.nan if value is None else value for value in parsed])
    if bad:
        warnings.append(
            f"items: {len(bad)} prices are not numbers ≥ 0 and are left out, the first at {bad[0]}"
        )
    if unclear:
        warnings.append(
            f"items: {len(unclear)} prices such as {unclear[0][:20]!r} have three digits behind "
            f"their only sign, and the others do not tell what it is; read as "
            f"{parse_price(unclear[0], decimal):g}; write prices with two decimals"
        )
    currency, warning = choose_currency(good, setting)
    if warning:
        warnings.append(f"items: {warning}")
    return price, currency


def _warn_about_items(columns: dict[str, list[str]], count: int, warnings: list[str]) -> None:
    if count == 0:
        return
    titles = columns["title"]
    same = count - len(set(titles))
    if same > count // 5:
        warnings.append(f"items: {same} of {count} titles repeat another; shoppers see titles")
    if not any(columns.get("type", [])) and not any(columns.get("category", [])):
        warnings.append("items: no type and no category: lists cannot be capped per type")
    for name in ("image", "link"):
        risky = [
            value
            for value in columns.get(name, [])
            if value.lower().lstrip().startswith(("javascript:", "data:", "vbscript:", "file:"))
        ]
        if risky:
            warnings.append(
                f"items: {len(risky)} values of {name} are not links a page may use, such as "
                f"{risky[0][:40]!r}; the page will not show them"
            )


def check_events(
    table: Table,
    items: Items,
    *,
    left_out_kinds: Sequence[str] = (),
    time_format: str | None = None,
    now: float | None = None,
) -> Events:
    """The events of a table read with EVENT_COLUMNS. `now`: Unix seconds, default the clock.

    `left_out_kinds`: what the shop leaves out besides the kinds that are no wish for an item;
    `time_format`: how it writes times, in the directives of strptime. Raises DATA_INVALID where
    forms of time are mixed, or no time is in that format.
    """
    now = time.time() if now is None else now
    drops = _Drops(table)
    users, names = _stripped(table.columns["user"]), _stripped(table.columns["item"])
    raw_at = _stripped(table.columns["at"])
    drops.add("no_user", _missing(users), users)
    drops.add("no_item", _missing(names), names)
    long = (users.str.len() > MAX_ID) | (names.str.len() > MAX_ID)
    drops.add("too_long", long.to_numpy(dtype=bool), users.str[:40])
    if time_format is None:
        at, readable, form = parse_times(table.columns["at"], _Places(table))
    else:
        at, readable = parse_format(table.columns["at"], time_format, _Places(table))
        form = time_format
    drops.add("time" if time_format is None else "time_format", ~readable, raw_at)
    drops.add("too_early", at < EARLIEST, raw_at)
    drops.add("future", at > now + 86_400, raw_at)
    kinds = count_kinds(table.columns.get("kind", ()), left_out_kinds)
    if kinds:
        named = _stripped(table.columns["kind"])
        negative = named.isin([kind.name for kind in kinds if not kind.learned])
        drops.add("negative_kind", negative.to_numpy(dtype=bool), named)
    index = pd.Series(np.arange(len(items.ids)), index=pd.Index(items.ids, dtype="object"))
    found = index.reindex(names).to_numpy(dtype=np.float64)
    joined, matchable = int(np.isfinite(found).sum()), int((~_missing(names)).sum())
    drops.add("unknown_item", ~np.isfinite(found), names)
    keep = drops.keep
    codes, labels = pd.factorize(users[keep], sort=True)
    visit = None
    if "visit" in table.columns:
        visit = pd.factorize(_stripped(table.columns["visit"])[keep])[0].astype(np.int32)
    events = Events(
        user=codes.astype(np.int32),
        item=found[keep].astype(np.int32),
        at=at[keep],
        visit=visit,
        users=[str(label) for label in labels],
        rows=len(table) + len(table.broken),
        joined=joined,
        matchable=matchable,
        dropped=drops.dropped,
        warnings=[],
        time_form=form,
        kinds=kinds,
    )
    met = {plain(kind.name) for kind in kinds}
    events.warnings.extend(
        f"events: left_out_kinds of shop.yaml names {kind!r}, which no event has"
        for kind in left_out_kinds
        if plain(kind) not in met
    )
    unknown = names[~(np.isfinite(found) | _missing(names))]
    events.hints.extend(_join_hints(unknown.unique()[:2000], events, items))
    _warn_about_events(events)
    return events


class _Places(Sequence[str]):
    """Places of rows, written only when asked for."""

    def __init__(self, table: Table) -> None:
        self.table = table

    def __len__(self) -> int:
        return len(self.table)

    def __getitem__(self, row: Any) -> Any:
        return self.table.where(row)


def _join_hints(unknown: Sequence[str], events: Events, items: Items) -> list[str]:
    """How unknown items would be known: other case, leading zeros, a trailing .0, a prefix."""
    if len(unknown) == 0:
        return []
    hints = []
    tries: dict[str, Callable[[str], str]] = {
        "differ in upper and lower case": lambda text: text.lower(),
        "differ in leading zeros": lambda text: text.lstrip("0"),
        'end in ".0" (numbers stored as decimals)': lambda text: text.removesuffix(".0"),
        "have a prefix before a colon or slash": lambda text: text.split("/")[-1].split(":")[-1],
    }
    for text, change in tries.items():
        own = {change(identifier) for identifier in items.ids}
        hits = [name for name in unknown if change(name) in own]
        if hits:
            hints.append(f"{len(hits)} unknown item IDs {text}, such as {hits[0]!r}")
    if not hints and events.join_rate < LEAST_JOIN_RATE:
        example = items.ids[0] if items.ids else "(none)"
        hints.append(f"events name {str(unknown[0])!r}; the catalogue has IDs like {example!r}")
    return hints


def _warn_about_events(events: Events) -> None:
    if len(events.user) == 0:
        return
    most = np.bincount(events.user)
    if len(events.users) > 1 and most.max() > 0.2 * len(events.user):
        name = events.users[int(most.argmax())]
        events.warnings.append(
            f"events: user {name!r} has {100 * most.max() / len(events.user):.0f} % of the rows; "
            "a bot or a shared account? Leave it out"
        )
    if events.at.min() == events.at.max():
        events.warnings.append("events: all have the same time: nothing can be held out")
