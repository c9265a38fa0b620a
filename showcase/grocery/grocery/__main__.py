"""The command: `python -m grocery --out DIR [--data PACKAGE_DIR]`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from grocery.catalogue import CatalogueError, write_up
from grocery.curation import HERE, CurationError, read_curation
from grocery.ledger import Ledger
from grocery.shop import write_shop
from grocery.source import SourceMissingError, find_data, read_log, read_products
from grocery.universe import freeze
from grocery.visits import merge_visits


def build(data: Path, out: Path, curation_folder: Path = HERE) -> Ledger:
    """Makes the whole shop and returns the account of what was dropped."""
    curation = read_curation(curation_folder)
    log = read_log(data)
    ledger = Ledger(len(log))
    universe = freeze(log, read_products(data), curation, ledger)
    rows = write_up(universe.items, curation)
    events = merge_visits(log, universe.item_of_row, [row.id for row in rows])
    write_shop(out, rows, events)

    ledger.fact("rows kept", ledger.rows_left)
    ledger.fact("share of the log", f"{ledger.rows_left / max(1, ledger.rows_in):.1%}")
    ledger.fact("events (one per visit and item)", len(events))
    ledger.fact("visits", len({(event.user, event.at) for event in events}))
    ledger.fact("households", len({event.user for event in events}))
    ledger.fact("items", len(rows))
    ledger.fact("of them own label", sum(row.own_label == "true" for row in rows))
    ledger.fact("of them without size", sum(not row.size for row in rows))
    ledger.fact("types", len({row.type for row in rows}))
    ledger.fact("categories", len({row.category for row in rows}))
    ledger.fact("aisles", len({row.aisle for row in rows}))
    return ledger


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the command; 0, or 2 with a plain message where something is missing or wrong."""
    parser = argparse.ArgumentParser(prog="python -m grocery", description=__doc__)
    parser.add_argument("--out", type=Path, required=True, help="folder to write the shop into")
    parser.add_argument("--data", type=Path, help="folder of the data package, if not installed")
    options = parser.parse_args(arguments)
    try:
        ledger = build(find_data(options.data), options.out)
    except (SourceMissingError, CurationError, CatalogueError) as error:
        print(f"grocery: {error}", file=sys.stderr)
        return 2
    print(ledger.table())
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
