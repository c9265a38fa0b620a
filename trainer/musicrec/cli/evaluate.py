"""`musicrec evaluate`: metrics with intervals of the model and of baselines on the test period."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from musicrec.cli.options import add_run, context_of
from musicrec.errors import ExitCode, MusicRecError
from musicrec.stage import Context, require_trained, run_stage, run_stages, stage_named

if TYPE_CHECKING:
    from musicrec.evaluation.networks import Networks


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The verb's options."""
    add_run(parser)
    parser.add_argument(
        "--baselines",
        action="store_true",
        help="measure the baselines alone: needs no trained model",
    )
    parser.add_argument(
        "--networks",
        action="store_true",
        help="train published networks too (SASRec, and a TIGER-style generator where items have "
        "text) and measure them as baselines; slow, and kept for the next call",
    )
    parser.add_argument(
        "--lists",
        type=Path,
        metavar="FILE",
        help="also write the trained model's list for every case (JSON lines), to compare the "
        "bundle with: npm run evaluate -- … --against FILE",
    )
    parser.add_argument(
        "--engine",
        type=Path,
        metavar="FILE",
        help="put these lists of the engine (npm run evaluate -- … --lists FILE) first in the "
        "report: what ships, beside the trained model and all baselines",
    )


def run(options: argparse.Namespace) -> ExitCode:
    """Run what evaluation needs, then print the report."""
    context = context_of(options, as_trained=True)
    if options.baselines and (options.lists is not None or options.engine is not None):
        raise MusicRecError(
            "USAGE",
            "--baselines measures no model, --lists and --engine are about one. Give one of them.",
        )
    networks = None
    if options.baselines:
        run_stage(context, stage_named("prepare"))
        if options.networks:
            run_stage(context, stage_named("features"))
    else:
        if options.first is None:
            require_trained(context)
        run_stages(context, first=options.first, last="evaluation")
    if options.networks:
        from musicrec.evaluation.networks import train_networks

        networks = train_networks(context)
    if options.engine is not None:
        folder = _measure(context, "engine", networks, lists=options.engine)
    elif options.baselines:
        folder = _measure(context, "baselines", networks, models=False)
    elif options.networks:
        folder = _measure(context, "networks", networks)
    else:
        folder = context.evaluation
    if options.lists is not None:
        _write_lists(context, options.lists)
    name = "report.json" if options.json else "report.md"
    print((folder / name).read_text(encoding="utf-8"))
    return ExitCode.OK


def _measure(
    context: Context,
    name: str,
    networks: Networks | None,
    *,
    models: bool = True,
    lists: Path | None = None,
) -> Path:
    """Write a report into a folder of its own: the stage's is that of the model and its arms.

    `lists` of the engine come first in it.
    """
    from musicrec.data.items import load_items
    from musicrec.evaluation.engine_lists import LENGTH, EngineLists
    from musicrec.evaluation.stage import evaluate, model_scorers, write_report

    engine = [] if lists is None else [EngineLists(lists, load_items(context.prepare).ids)]
    folder = context.folder(name)
    folder.mkdir(parents=True, exist_ok=True)
    scorers = [*engine, *(model_scorers(context) if models else ())]
    report = evaluate(context, scorers, networks=networks, longest=LENGTH if engine else None)
    write_report(report, folder, context.progress)
    return folder


def _write_lists(context: Context, file: Path) -> None:
    from musicrec.evaluation.lists import write_lists
    from musicrec.evaluation.stage import model_scorers

    model = model_scorers(context)[0]
    count = write_lists(context, model, file)
    context.progress.say(f"{count:,} lists of {model.name} are in {file}")
