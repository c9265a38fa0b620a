"""`musicrec ablate`: arms × seeds through tokenizer, generator and metrics; a ledger and a table.

Killed, it goes on where it stopped when the command is given again. Two commands with different
seeds may share --out and --ledger once `shared` is complete.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from musicrec.cli.options import add_config, add_output
from musicrec.config import load_config
from musicrec.errors import ExitCode, MusicRecError
from musicrec.progress import Progress
from musicrec.shop import load_shop
from musicrec.stage import Context


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The verb's options."""
    parser.add_argument("--data", type=Path, metavar="DIR", help="a shop or a benchmark")
    parser.add_argument(
        "--out", type=Path, metavar="DIR", help="folder of the runs, and of what they share"
    )
    parser.add_argument(
        "--ledger", type=Path, metavar="FILE", help="JSON lines; default: OUT/ledger.jsonl"
    )
    parser.add_argument(
        "--arms", metavar="A,B,…", help="which arms; default: every kind of tokenizer"
    )
    parser.add_argument(
        "--seeds", default="1,2,3", metavar="1,2,…", help="a run each; default: 1,2,3"
    )
    parser.add_argument(
        "--beams",
        default="",
        metavar="10,20,…",
        help="also measure each model with these beam widths",
    )
    parser.add_argument(
        "--table", action="store_true", help="print the ledger's table, run nothing"
    )
    parser.add_argument(
        "--cache", type=Path, metavar="DIR", help="exported encoders; default: OUT/encoders"
    )
    add_config(parser)
    add_output(parser)


def _numbers(option: str, text: str) -> list[int]:
    try:
        numbers = [int(part) for part in text.split(",") if part]
    except ValueError:
        numbers = [0]
    if any(number < 1 for number in numbers):
        raise MusicRecError(
            "USAGE", f"{option} {text} must be whole numbers from 1, with commas: {option} 1,2,3."
        )
    return numbers


def _folder(option: str, value: Path | None) -> Path:
    if value is None:
        raise MusicRecError("USAGE", f"ablate needs {option}; --table with --ledger needs neither.")
    return value


def run(options: argparse.Namespace) -> ExitCode:
    """Do what the ledger lacks and print its table; exit 6 where runs failed."""
    from musicrec.ablations.arms import USUAL, arms_named
    from musicrec.ablations.harness import Failure, ablate
    from musicrec.ablations.ledger import Ledger, latest_set
    from musicrec.ablations.table import markdown

    ledger = Ledger(options.ledger or _folder("--out", options.out) / "ledger.jsonl")
    failed: list[Failure] = []
    if not options.table:
        arms = arms_named((options.arms or ",".join(USUAL)).split(","))
        seeds = _numbers("--seeds", options.seeds)
        beams = _numbers("--beams", options.beams)
        out = _folder("--out", options.out)
        failed = ablate(_shared(options), out, ledger, arms=arms, seeds=seeds, beams=beams)
    entries = ledger.entries()
    if options.json:
        shown = {
            "entries": [entry.as_json() for entry in latest_set(entries)],
            "failed": [
                {
                    "arm": one.arm,
                    "seed": one.seed,
                    "code": one.error.code,
                    "message": one.error.message,
                }
                for one in failed
            ],
        }
        print(json.dumps(shown, ensure_ascii=False))
    else:
        print(markdown(entries), end="")
    return ExitCode.RESULT if failed else ExitCode.OK


def _shared(options: argparse.Namespace) -> Context:
    """The context of what the runs share."""
    data, out = _folder("--data", options.data), _folder("--out", options.out)
    if not data.is_dir():
        raise MusicRecError("FILE_MISSING", f"--data {data} is not a folder. Check --data.")
    return Context(
        config=load_config(options.config, options.overrides),
        shop=load_shop(data),
        data=data,
        work=out / "shared",
        out=out / "bundle",
        cache=options.cache or out / "encoders",
        progress=Progress(quiet=options.quiet),
    )
