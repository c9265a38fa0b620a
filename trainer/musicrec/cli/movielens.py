"""`musicrec movielens`: MovieLens-1M's own files to a benchmark's folder, for measuring alone."""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict
from pathlib import Path

from musicrec.errors import ExitCode


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The verb's options."""
    parser.add_argument(
        "--data",
        type=Path,
        required=True,
        metavar="DIR",
        help="movies.dat, sequences.json, llm_response_item.json, posters",
    )
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="the folder to make")
    parser.add_argument("--json", action="store_true", help="one JSON value on stdout")


def run(options: argparse.Namespace) -> ExitCode:
    """Write the folder and say what it holds."""
    from musicrec.benchmarks.movielens import write_movielens

    written = write_movielens(options.data, options.out)
    print(json.dumps(asdict(written)) if options.json else f"{written}. {options.out}")
    return ExitCode.OK
