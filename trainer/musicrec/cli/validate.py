"""`musicrec validate`: check a shop's tables, say what is dropped, why, and how to mend it.

Exit 0: it can be trained on (dropped rows are listed; with --strict any dropped row is 3). Exit 3:
unreadable, or too many events that match nothing. Exit 4: valid but too little.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np

from musicrec.cli.options import add_config, add_output
from musicrec.config import load_config
from musicrec.data.prepare import split_visits
from musicrec.data.validation import describe, read_shop_tables, write_quarantine
from musicrec.errors import ExitCode, MusicRecError
from musicrec.features.given import is_given, read_given
from musicrec.features.image import look_at_pictures
from musicrec.features.language import ENGLISH, WARNING, look_foreign
from musicrec.features.store import MODALITIES
from musicrec.shop import load_shop


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The verb's options."""
    parser.add_argument(
        "--data", type=Path, required=True, metavar="DIR", help="folder with items and events"
    )
    parser.add_argument(
        "--quarantine", type=Path, metavar="FILE", help="write the dropped rows there (JSON lines)"
    )
    parser.add_argument("--strict", action="store_true", help="any dropped row is an error (3)")
    add_config(parser)
    add_output(parser)


def run(options: argparse.Namespace) -> ExitCode:
    """Print the findings; returns the exit code, raises where a table cannot be read at all."""
    settings = load_config(options.config, options.overrides)
    config = settings.data
    shop = load_shop(options.data)
    tables = read_shop_tables(options.data, shop, config)
    dropped = [*tables.items.dropped, *tables.events.dropped]
    if options.quarantine:
        write_quarantine(options.quarantine, dropped)
    problem = tables.problem()
    split: tuple[int, int] | None = None
    if problem is None:
        try:
            _, split = split_visits(tables, shop, config)
            for modality in MODALITIES if shop.benchmark else ():
                read_given(options.data, modality, len(tables.items.ids))
        except MusicRecError as error:
            problem = error
    if problem is None and options.strict and dropped:
        problem = MusicRecError(
            "DATA_INVALID", f"{len(dropped):,} rows are dropped, and --strict allows none."
        )
    items = tables.items
    pictures = None
    if settings.features.image_encoder != "none" and not is_given(options.data, shop, "image"):
        names = items.columns.get("image", [""] * len(items.ids))
        pictures = look_at_pictures(options.data, items.ids, names)
    if settings.features.text_encoder in ENGLISH and not is_given(options.data, shop, "text"):
        # Titles of a benchmark may be row numbers: they have no letter.
        if look_foreign(items.columns.get("title", [])):
            items.warnings.append(WARNING)
    code = ExitCode.OK if problem is None else problem.exit_code
    if options.json:
        result = tables.summary()
        result["events"]["kinds"] = [vars(kind) for kind in tables.events.kinds]
        result["pictures"] = pictures and {"read": pictures.read, **pictures.trouble}
        result["split"] = split and {"validation_from": split[0], "test_from": split[1]}
        result["ok"] = problem is None
        if problem is not None:
            result["error"] = {
                "code": problem.code,
                "message": problem.message,
                "details": problem.details,
            }
        print(json.dumps(result, ensure_ascii=False))
        return code
    print(describe(tables))
    if pictures is not None:
        print(pictures.line())
    if dropped and options.quarantine:
        print(f"dropped rows: {options.quarantine}")
    elif dropped:
        print("dropped rows: see them all with --quarantine FILE")
    if split is not None:
        first, second = (np.datetime64(value, "s") for value in split)
        print(f"split: validation from {first}, test from {second} UTC")
    elif shop.benchmark:
        print("split: each user's last step is test, the one before validation")
    print("OK: it can be trained on." if problem is None else f"NOT OK: {problem.message}")
    return code
