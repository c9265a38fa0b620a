"""`musicrec evaluate`: metrics with intervals of the model and of baselines on the test period."""

from __future__ import annotations

import argparse
from pathlib import Path

from musicrec.cli.options import add_run, context_of
from musicrec.errors import ExitCode, MusicRecError
from musicrec.stage import Context, run_stage, run_stages, stage_named


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The verb's options."""
    add_run(parser)
    parser.add_argument(
        "--baselines",
        action="store_true",
        help="measure the baselines alone: needs no network and no trained model",
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
    context = context_of(options)
    if options.baselines and (options.lists is not None or options.engine is not None):
        raise MusicRecError(
            "USAGE",
            "--baselines measures no model, --lists and --engine are about one. Give one of them.",
        )
    if options.baselines:
        run_stage(context, stage_named("prepare"))
        # Not the stage's own folder: its report is that of the model.
        folder = context.folder("baselines")
        folder.mkdir(parents=True, exist_ok=True)
        from musicrec.evaluation.stage import evaluate, write_report

        write_report(evaluate(context, ()), folder, context.progress)
    else:
        run_stages(context, first=options.first, last="evaluation")
        folder = context.evaluation
    if options.engine is not None:
        folder = _measure_engine(context, options.engine)
    if options.lists is not None:
        _write_lists(context, options.lists)
    name = "report.json" if options.json else "report.md"
    print((folder / name).read_text(encoding="utf-8"))
    return ExitCode.OK


def _measure_engine(context: Context, file: Path) -> Path:
    """Write a report with the engine's lists in front; its folder is not the stage's own."""
    from musicrec.data.items import load_items
    from musicrec.evaluation.engine_lists import LENGTH, EngineLists
    from musicrec.evaluation.stage import evaluate, model_scorers, write_report

    engine = EngineLists(file, load_items(context.prepare).ids)
    folder = context.folder("engine")
    folder.mkdir(parents=True, exist_ok=True)
    report = evaluate(context, [engine, *model_scorers(context)], longest=LENGTH)
    write_report(report, folder, context.progress)
    return folder


def _write_lists(context: Context, file: Path) -> None:
    from musicrec.evaluation.lists import write_lists
    from musicrec.evaluation.stage import model_scorers

    model = model_scorers(context)[0]
    count = write_lists(context, model, file)
    context.progress.say(f"{count:,} lists of {model.name} are in {file}")
