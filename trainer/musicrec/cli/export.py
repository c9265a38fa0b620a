"""`musicrec export`: write the bundle of a trained model (again)."""

from __future__ import annotations

import argparse
import json

from musicrec.cli.options import add_run, context_of
from musicrec.errors import ExitCode, MusicRecError
from musicrec.stage import Context, run_stages


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The verb's options."""
    add_run(parser)
    parser.add_argument(
        "--weights",
        choices=("int8", "float32"),
        default="int8",
        help="float32: the trained model of --work unrounded, to measure the int8 bundle against; "
        "runs no stage, is not to be shipped",
    )


def run(options: argparse.Namespace) -> ExitCode:
    """Bring the stages before up to date, run `export` in any case; float32: `export` alone."""
    context = context_of(options)
    if options.weights == "float32":
        ran = _export_float32(context, first=options.first)
    else:
        ran = run_stages(context, first=options.first or "export")
    if options.json:
        files = {path.name: path.stat().st_size for path in sorted(context.out.iterdir())}
        print(json.dumps({"ran": ran, "out": str(context.out), "files": files}))
    return ExitCode.OK


def _export_float32(context: Context, *, first: str | None) -> list[str]:
    """No stage runs: a model trained anew would be another one than the bundle's."""
    if first is not None:
        raise MusicRecError(
            "USAGE", f"--from {first} trains, and --weights float32 takes the model as it is."
        )
    if not context.generator.is_dir():
        raise MusicRecError(
            "STAGE_INPUT_MISSING",
            f"{context.work} holds no trained model. Give the working folder of the bundle: "
            "--work BUNDLE.work",
        )
    from musicrec.export.stage import export_float32

    export_float32(context)
    return []
