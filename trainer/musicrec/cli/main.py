"""`musicrec VERB …`: parses the command line, runs one verb, turns errors into exit codes.

Exit codes are in `errors.ExitCode` and at the end of `musicrec --help`. With --json, stdout holds
exactly one JSON value, an error too: `{ "error": { code, message, details } }`.
"""

from __future__ import annotations

import argparse
import ast
import importlib
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from musicrec import __version__
from musicrec.errors import EXIT_MEANINGS, ExitCode, MusicRecError

VERBS = (
    "validate",
    "train",
    "evaluate",
    "export",
    "add",
    "ablate",
    "cold-start",
    "describe",
    "report",
    "movielens",
    "encoder",
    "doctor",
)
"""Each is the module of that name beside this file."""
INTERRUPTED = 130


class VerbParser(argparse.ArgumentParser):
    """The parser of one verb: loads the verb when its arguments are there to be parsed, no sooner.

    The networks' libraries take seconds to load, and most commands need none of them.
    """

    def __init__(self, *, verb: str | None = None, **options: Any) -> None:
        super().__init__(**options)
        # None of the parsers within a verb, which argparse makes of the same class.
        self._verb = verb

    def parse_known_args(self, args: Any = None, namespace: Any = None) -> Any:
        """As argparse has it."""
        if self._verb is not None:
            verb = importlib.import_module(f"musicrec.cli.{_module(self._verb)}")
            self._verb = None
            verb.add_arguments(self)
            self.set_defaults(run=verb.run)
        return super().parse_known_args(args, namespace)


def _module(verb: str) -> str:
    return verb.replace("-", "_")


def _summary(verb: str) -> str:
    """What the first line of a verb's file says of it, read without loading it."""
    source = Path(__file__).with_name(f"{_module(verb)}.py").read_text(encoding="utf-8")
    said = ast.get_docstring(ast.parse(source)) or ""
    return said.splitlines()[0].partition(": ")[2]


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
    verbs = parser.add_subparsers(
        dest="verb", metavar="VERB", required=True, parser_class=VerbParser
    )
    for verb in VERBS:
        summary = _summary(verb)
        verbs.add_parser(verb, verb=verb, help=summary, description=summary)
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
