"""`musicrec VERB …`: parses the command line, runs one verb, turns errors into exit codes.

Exit codes are in `errors.ExitCode` and at the end of `musicrec --help`. With --json, stdout holds
exactly one JSON value, an error too: `{ "error": { code, message, details } }`.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Sequence

from musicrec import __version__
from musicrec.cli import (
    ablate,
    add,
    cold_start,
    describe,
    doctor,
    encoder,
    evaluate,
    export,
    movielens,
    report,
    train,
    validate,
)
from musicrec.errors import EXIT_MEANINGS, ExitCode, MusicRecError

VERBS = (
    validate,
    train,
    evaluate,
    export,
    add,
    ablate,
    cold_start,
    describe,
    report,
    movielens,
    encoder,
    doctor,
)
INTERRUPTED = 130


def build_parser() -> argparse.ArgumentParser:
    """The parser with a sub-parser a verb."""
    codes = "\n".join(f"  {int(code)}  {text}" for code, text in EXIT_MEANINGS.items())
    parser = argparse.ArgumentParser(
        prog="musicrec",
        description="From a shop's catalogue and events to a bundle for the browser.",
        epilog=f"exit codes:\n{codes}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"musicrec {__version__}")
    verbs = parser.add_subparsers(dest="verb", metavar="VERB", required=True)
    for verb in VERBS:
        name = verb.__name__.rpartition(".")[2].replace("_", "-")
        summary = (verb.__doc__ or "").splitlines()[0].partition(": ")[2]
        child = verbs.add_parser(name, help=summary, description=summary)
        verb.add_arguments(child)
        child.set_defaults(run=verb.run)
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command line; returns the exit code (argparse itself exits with 2)."""
    options = build_parser().parse_args(arguments)
    try:
        return int(options.run(options))
    except MusicRecError as error:
        if getattr(options, "json", False):
            described = {"code": error.code, "message": error.message, "details": error.details}
            print(json.dumps({"error": described}, ensure_ascii=False))
        else:
            print(f"musicrec: {error}", file=sys.stderr)
        return int(error.exit_code)
    except KeyboardInterrupt:
        print(
            "musicrec: interrupted. The same command, without --from, goes on where it stopped.",
            file=sys.stderr,
        )
        return INTERRUPTED
    except BrokenPipeError:
        # Whoever read stdout went away (`| head`); Python would complain again at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return int(ExitCode.OK)


def console() -> None:
    """The console script."""
    sys.exit(main())


if __name__ == "__main__":
    console()
