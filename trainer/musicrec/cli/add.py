"""`musicrec add`: new, gone and changed items of a finished bundle, without training again."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from musicrec.errors import ExitCode, MusicRecError


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The verb's options."""
    parser.add_argument("bundle", type=Path, metavar="BUNDLE", help="folder of a finished bundle")
    parser.add_argument(
        "--items",
        type=Path,
        metavar="FILE",
        help="new items, .csv or a JSON object a line: id, title, description, category, type, "
        "brand, price, image (a picture's file), any other column; or features",
    )
    parser.add_argument("--remove", type=Path, metavar="FILE", help="ids that go, one a line")
    parser.add_argument(
        "--update",
        type=Path,
        metavar="FILE",
        help="changed columns, .csv or a JSON object a line, with an id",
    )
    parser.add_argument(
        "--out",
        type=Path,
        metavar="DIR",
        help="where delta.json and the manifest that vouches for it go; default: the bundle",
    )
    parser.add_argument(
        "--encoders", type=Path, metavar="DIR", help="folder of encoders; default: the trainer's"
    )
    parser.add_argument("--json", action="store_true", help="print the result as JSON on stdout")


def run(options: argparse.Namespace) -> ExitCode:
    """Write the delta; print the places of the new items, and whether it is time to train again."""
    from musicrec.delta.add import Said, add_to
    from musicrec.delta.file import DELTA, read_delta, summary_of, summary_text, write_delta
    from musicrec.delta.known import KnownShop
    from musicrec.delta.told import read_changes, read_ids, read_new_items

    if options.items is None and options.remove is None and options.update is None:
        raise MusicRecError("USAGE", "Nothing to add. Give --items, --remove or --update.")
    shop = KnownShop.read(options.bundle)
    said = Said(
        removed=read_ids(options.remove) if options.remove else (),
        added=read_new_items(options.items, shop.widths, shop.kinds) if options.items else (),
        changed=read_changes(options.update, shop.kinds) if options.update else (),
    )
    before = read_delta(options.bundle, shop.manifest)
    answer = add_to(before, said, shop, options.encoders)
    out: Path = options.out or options.bundle
    entry = write_delta(out, shop.manifest, answer.items)
    summary = summary_of(answer.items, len(shop))
    result: dict[str, Any] = {
        "delta": {"path": str(out / DELTA), **entry},
        "added": answer.added,
        "removed": [told.id for told in said.removed],
        "changed": [told.id for told in said.changed],
        "summary": summary,
    }
    if options.json:
        print(json.dumps(result, ensure_ascii=False))
        return ExitCode.OK
    for item in answer.added:
        near = ", ".join(neighbour["id"] for neighbour in item["neighbours"][:3])
        print(f"{item['id']}: {' '.join(map(str, item['codes']))}, like {near}")
    print(f"{out / DELTA}: {entry['bytes']:,} bytes. {summary_text(summary)}.")
    return ExitCode.OK
