"""`musicrec cold-start`: how well items that training never saw are recommended, and its price."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from musicrec.cli.options import add_config, add_output
from musicrec.config import load_config
from musicrec.errors import ExitCode, MusicRecError
from musicrec.progress import Progress
from musicrec.shop import load_shop
from musicrec.stage import Context


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The verb's options."""
    parser.add_argument(
        "--data", type=Path, required=True, metavar="DIR", help="folder of a benchmark"
    )
    parser.add_argument(
        "--out", type=Path, required=True, metavar="DIR", help="folders, bundles and figures"
    )
    parser.add_argument(
        "--share", type=float, default=0.05, help="of the items that count as new; default: 0.05"
    )
    parser.add_argument(
        "--cache", type=Path, metavar="DIR", help="exported encoders; default: OUT/encoders"
    )
    parser.add_argument(
        "--engine",
        type=Path,
        nargs=2,
        metavar=("LISTS", "KNOWN"),
        help="measure lists of the engine instead: those of OUT/bundle on OUT/asked, and those of "
        "OUT/bundle-known on OUT/known",
    )
    add_config(parser)
    add_output(parser)


def run(options: argparse.Namespace) -> ExitCode:
    """Run the protocol, or measure the engine's lists; prints the figures."""
    shop = load_shop(options.data)
    if not shop.benchmark:
        raise MusicRecError(
            "FILE_MISSING",
            f"--data {options.data} is no folder of a benchmark: it has no sequences.json. "
            "New items are measured on sequences.",
        )
    config = load_config(options.config, options.overrides)
    out: Path = options.out
    if options.engine is not None:
        from musicrec.cold_start.engine import engine_figures

        found = engine_figures(
            out,
            *options.engine,
            samples=config.evaluation.bootstrap_samples,
            seed=config.seed,
        )
        (out / "engine.json").write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
        print(json.dumps(found, indent=None if options.json else 1))
        return ExitCode.OK
    from musicrec.cold_start.run import cold_start

    context = Context(
        config=config,
        shop=shop,
        data=options.data,
        work=out / "work",
        out=out / "bundle",
        cache=options.cache or out / "encoders",
        progress=Progress(quiet=options.quiet),
    )
    figures: dict[str, Any] = cold_start(context, out, share=options.share)
    text = (out / "cold_start.md").read_text(encoding="utf-8")
    print(json.dumps(figures, ensure_ascii=False) if options.json else text)
    return ExitCode.OK
