"""`musicrec validate`: what a shop's tables hold, what is dropped, and whether it is enough.

Reads and checks both tables and puts the findings into words, JSON and a quarantine file.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from musicrec.config import DataSection
from musicrec.data.benchmark import SEQUENCES, read_items, read_sequences
from musicrec.data.check import LEAST_JOIN_RATE, Dropped, Events, Items, check_events, check_items
from musicrec.data.schema import (
    EVENT_COLUMNS,
    EVENT_REQUIRED,
    ITEM_COLUMNS,
    ITEM_REQUIRED,
    REASONS,
)
from musicrec.data.tables import Table, find_table, known_alias, read_table
from musicrec.errors import MusicRecError
from musicrec.shop import Shop

EXAMPLES = 3
MOST_KINDS = 20
"""Kinds of events that a report names."""


@dataclass(frozen=True, kw_only=True)
class ShopTables:
    """Both tables, checked."""

    items_file: str
    events_file: str
    items: Items
    events: Events
    config: DataSection

    def below_floor(self) -> list[str]:
        """What there is too little of, in words; empty where the shop is large enough."""
        config, events = self.config, self.events
        have = (
            ("items", len(self.items.ids), config.min_items),
            ("users", len(events.users), config.min_users),
            ("events", len(events.user), config.min_events),
        )
        return [
            f"{count:,} usable {name}, at least {least:,} are needed"
            for name, count, least in have
            if count < least
        ]

    def problem(self) -> MusicRecError | None:
        """Why nothing can be trained on these tables, None where it can."""
        events = self.events
        if not self.items.ids:
            return MusicRecError(
                "DATA_INVALID",
                f"No item of {self.items_file} can be used: {_counts(self.items.dropped)}",
            )
        if events.matchable and events.join_rate < LEAST_JOIN_RATE:
            return MusicRecError(
                "DATA_INVALID",
                f"Only {events.joined:,} of {events.matchable:,} events "
                f"({100 * events.join_rate:.1f} %) name an item of the catalogue: "
                f"{'; '.join(events.hints) or 'no hint'}. Give both tables the same item IDs.",
                {"join_rate": events.join_rate},
            )
        if not len(events.user):
            return MusicRecError(
                "DATA_INVALID",
                f"No event of {self.events_file} can be used: {_counts(events.dropped)}",
            )
        below = self.below_floor()
        if below:
            return MusicRecError(
                "DATA_FLOOR",
                f"There is too little to learn from: {'; '.join(below)}. "
                "Collect more, or show the shop's popular items until then.",
                {"below": below},
            )
        return None

    def raise_if_unusable(self) -> None:
        """Raise `problem()`, if there is one."""
        problem = self.problem()
        if problem is not None:
            raise problem

    def summary(self) -> dict[str, Any]:
        """Counts, drop reasons and warnings as JSON values."""
        items, events = self.items, self.events
        with_events = len(np.unique(events.item)) if len(events.item) else 0
        times = [int(events.at.min()), int(events.at.max())] if len(events.at) else [None, None]
        # Only where it was read: what shop.yaml says is no finding.
        currency = {"currency": items.currency} if items.currency else {}
        return {
            "items": {
                "file": self.items_file,
                "rows": items.rows,
                "usable": len(items.ids),
                "with_events": with_events,
                "other_columns": sorted(set(items.columns) - set(ITEM_COLUMNS)),
                **currency,
                "dropped": drop_table(items.dropped),
            },
            "events": {
                "file": self.events_file,
                "rows": events.rows,
                "usable": len(events.user),
                "users": len(events.users),
                "join_rate": round(events.join_rate, 6),
                "time_form": events.time_form,
                "first": times[0],
                "last": times[1],
                "dropped": drop_table(events.dropped),
            },
            "warnings": [*items.warnings, *events.warnings],
            "hints": events.hints,
            "below_floor": self.below_floor(),
        }


def read_shop_tables(data: Path, shop: Shop, config: DataSection) -> ShopTables:
    """Read and check a shop's tables, or a benchmark's; raises what makes one unreadable."""
    if shop.benchmark:
        found = read_items(data)
        return ShopTables(
            items_file="items.jsonl",
            events_file=SEQUENCES,
            items=found,
            events=read_sequences(data, len(found.ids)),
            config=config,
        )
    items_path, events_path = find_table(data, "items"), find_table(data, "events")
    items_table = read_table(
        items_path, known=ITEM_COLUMNS, required=ITEM_REQUIRED, called=shop.columns
    )
    events_table = read_table(
        events_path, known=EVENT_COLUMNS, required=EVENT_REQUIRED, called=shop.columns
    )
    items = check_items(items_table, currency=shop.currency)
    events = check_events(
        events_table,
        items,
        left_out_kinds=shop.left_out_kinds,
        time_format=shop.time_format,
    )
    items.warnings.extend(_other_names("items", items_table, ITEM_COLUMNS))
    events.warnings.extend(_other_names("events", events_table, EVENT_COLUMNS))
    return ShopTables(
        items_file=items_path.name,
        events_file=events_path.name,
        items=items,
        events=events,
        config=config,
    )


def _other_names(table: str, read: Table, known: Iterable[str]) -> list[str]:
    """Of columns that may be missing: what looks like one of them under another name."""
    present = [name for name in read.columns if name not in known]
    found = ((name, known_alias(name, present)) for name in known if name not in read.columns)
    return [
        f'{table}: the column "{other}" looks like {name} and is not read as such; rename it, or '
        f"write into shop.yaml: columns: {{{name}: {other}}}"
        for name, other in found
        if other
    ]


def _counts(dropped: Iterable[Dropped]) -> str:
    """The reasons, those with most rows first, and what mends the first."""
    counts = Counter(row.reason for row in dropped).most_common()
    said = ", ".join(f"{REASONS[key].text} ({count:,} rows)" for key, count in counts)
    return f"{said}. To mend the first: {REASONS[counts[0][0]].fix}."


def drop_table(dropped: Iterable[Dropped]) -> dict[str, Any]:
    """Reason → rows, text, fix, the first offending rows."""
    table: dict[str, Any] = {}
    for row in dropped:
        reason = REASONS[row.reason]
        entry = table.setdefault(
            row.reason, {"rows": 0, "text": reason.text, "fix": reason.fix, "first": []}
        )
        entry["rows"] += 1
        if len(entry["first"]) < EXAMPLES:
            entry["first"].append({"where": row.where, "value": row.value})
    return dict(sorted(table.items(), key=lambda pair: -pair[1]["rows"]))


def write_quarantine(path: Path, dropped: list[Dropped]) -> None:
    """One JSON line a dropped row: where, reason, fix, the row. No file where none is dropped."""
    if not dropped:
        path.unlink(missing_ok=True)
        return
    with path.open("w", encoding="utf-8") as file:
        for row in dropped:
            values = {
                "where": row.where,
                "reason": REASONS[row.reason].text,
                "fix": REASONS[row.reason].fix,
                "row": row.row,
            }
            file.write(json.dumps(values, ensure_ascii=False) + "\n")


def describe(tables: ShopTables) -> str:
    """The findings for people, without the verdict."""
    summary = tables.summary()
    lines = []
    for name in ("items", "events"):
        part = summary[name]
        lines.append(f"{part['file']}: {part['rows']:,} rows, {part['usable']:,} usable")
        for entry in part["dropped"].values():
            lines.append(f"  dropped {entry['rows']:,}: {entry['text']}")
            for first in entry["first"]:
                lines.append(f"    {first['where']}  {first['value']!r}")
            lines.append(f"    to mend: {entry['fix']}")
    events = summary["events"]
    if events["first"] is not None:
        first, last = (np.datetime64(events[key], "s") for key in ("first", "last"))
        lines.append(f"time: {first} to {last} UTC (read as {events['time_form']})")
    for kind in tables.events.kinds[:MOST_KINDS]:
        what = "learned from" if kind.learned else "left out"
        lines.append(f"kind {kind.name!r}: {kind.rows:,} rows, {what}")
    lines.append(
        f"users: {events['users']:,}; items with events: {summary['items']['with_events']:,}; "
        f"join rate: {100 * events['join_rate']:.2f} % of events name a catalogue item"
    )
    if tables.items.currency:
        lines.append(f"currency: {tables.items.currency}, by the signs of the prices")
    if summary["items"]["other_columns"]:
        lines.append(f"columns that ride along: {', '.join(summary['items']['other_columns'])}")
    lines.extend(f"hint: {hint}" for hint in summary["hints"])
    lines.extend(f"warning: {warning}" for warning in summary["warnings"])
    return "\n".join(lines)
