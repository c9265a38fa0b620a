"""`musicrec export`: write the bundle of a trained model (again)."""

from __future__ import annotations

import argparse
import json

from musicrec.cli.options import add_run, context_of
from musicrec.errors import ExitCode
from musicrec.stage import run_stages


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The verb's options."""
    add_run(parser)


def run(options: argparse.Namespace) -> ExitCode:
    """Bring the stages before up to date, run `export` in any case."""
    context = context_of(options)
    ran = run_stages(context, first=options.first or "export")
    if options.json:
        files = {path.name: path.stat().st_size for path in sorted(context.out.iterdir())}
        print(json.dumps({"ran": ran, "out": str(context.out), "files": files}))
    return ExitCode.OK
