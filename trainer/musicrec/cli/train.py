"""`musicrec train`: the whole way from a shop's tables to a bundle, skipping what is up to date."""

from __future__ import annotations

import argparse
import json

from musicrec.cli.options import add_run, context_of
from musicrec.errors import ExitCode
from musicrec.stage import STAGE_NAMES, run_stages


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The verb's options."""
    add_run(parser)
    parser.add_argument(
        "--to",
        dest="last",
        choices=STAGE_NAMES,
        metavar="STAGE",
        help="stop after this stage",
    )


def run(options: argparse.Namespace) -> ExitCode:
    """Run the stages; a killed run goes on when the command is given again."""
    context = context_of(options)
    if options.last != "prepare":
        from musicrec.features.readiness import require_encoders

        require_encoders(context)
    ran = run_stages(context, first=options.first, last=options.last)
    if options.json:
        print(
            json.dumps(
                {
                    "ran": ran,
                    "up_to_date": [
                        name
                        for name in STAGE_NAMES[: STAGE_NAMES.index(options.last or "export") + 1]
                        if name not in ran
                    ],
                    "work": str(context.work),
                    "out": str(context.out),
                }
            )
        )
    elif options.last in (None, "export"):
        from musicrec.report.verdict import verdict_of

        report = json.loads((context.evaluation / "report.json").read_text(encoding="utf-8"))
        context.progress.say(verdict_of(report).text)
        context.progress.say(f"The bundle is in {context.out}.")
    return ExitCode.OK
