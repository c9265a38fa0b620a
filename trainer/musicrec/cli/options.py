"""Options that several verbs share, and the context they make."""

from __future__ import annotations

import argparse
from pathlib import Path

from musicrec.config import load_config
from musicrec.errors import MusicRecError
from musicrec.progress import Progress
from musicrec.stage import CONFIG, STAGE_NAMES, Context


def add_config(parser: argparse.ArgumentParser) -> None:
    """--config and --set."""
    parser.add_argument("--config", type=Path, metavar="FILE", help="YAML; default: the defaults")
    parser.add_argument(
        "--set",
        dest="overrides",
        action="append",
        default=[],
        metavar="SECTION.KEY=VALUE",
        help="override one value, e.g. --set generator.epochs=5; may be repeated",
    )


def add_output(parser: argparse.ArgumentParser) -> None:
    """--json and --quiet."""
    parser.add_argument("--json", action="store_true", help="print the result as JSON on stdout")
    parser.add_argument("--quiet", action="store_true", help="no progress on stderr")


def add_run(parser: argparse.ArgumentParser) -> None:
    """What a verb needs that runs stages."""
    parser.add_argument(
        "--data", type=Path, required=True, metavar="DIR", help="folder with items and events"
    )
    parser.add_argument(
        "--out", type=Path, required=True, metavar="BUNDLE", help="folder of the bundle"
    )
    parser.add_argument(
        "--work", type=Path, metavar="DIR", help="working files; default: BUNDLE.work"
    )
    parser.add_argument(
        "--cache", type=Path, metavar="DIR", help="exported encoders; default: WORK/encoders"
    )
    parser.add_argument(
        "--from",
        dest="first",
        choices=STAGE_NAMES,
        metavar="STAGE",
        help=f"run this stage and all after it again: {', '.join(STAGE_NAMES)}",
    )
    add_config(parser)
    add_output(parser)


def context_of(options: argparse.Namespace, *, as_trained: bool = False) -> Context:
    """The context of a verb that runs stages; raises FILE_MISSING, CONFIG_INVALID, SHOP_INVALID.

    `as_trained`: where neither --config nor --set is given, with what the working folder's last
    run was told.
    """
    # Reads tables, whose library takes a second to load: not for a --help.
    from musicrec.shop import load_shop

    data: Path = options.data
    if not data.is_dir():
        raise MusicRecError(
            "FILE_MISSING", f"--data {data} is not a folder. Give the folder with the two tables."
        )
    out: Path = options.out
    work: Path = options.work or out.with_name(f"{out.name}.work")
    told = work / CONFIG
    config = options.config
    if as_trained and config is None and not options.overrides and told.exists():
        config = told
    return Context(
        config=load_config(config, options.overrides),
        shop=load_shop(data),
        data=data,
        work=work,
        out=out,
        cache=options.cache or work / "encoders",
        progress=Progress(quiet=options.quiet),
    )
