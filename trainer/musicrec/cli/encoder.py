"""`musicrec encoder`: makes an encoder that ships to pages, without any shop's texts."""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict
from pathlib import Path

from musicrec.cli.options import add_output
from musicrec.errors import ExitCode
from musicrec.progress import Progress


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The verb's options."""
    parser.add_argument("kind", choices=("static",), help="static: a vector a token, no runtime")
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="where to")
    parser.add_argument(
        "--cache", type=Path, metavar="DIR", help="what MiniLM said; default: DIR.work"
    )
    parser.add_argument("--seed", type=int, default=1, help="of phrases and network; default: 1")
    add_output(parser)


def run(options: argparse.Namespace) -> ExitCode:
    """Write the encoder's files; print how well it agrees with MiniLM."""
    from musicrec.static_encoder.training import make_static_encoder

    out: Path = options.out
    quality = make_static_encoder(
        out,
        cache=options.cache or out.with_name(f"{out.name}.work"),
        seed=options.seed,
        progress=Progress(quiet=options.quiet),
    )
    if options.json:
        print(json.dumps({"encoder": str(out), "spearman": asdict(quality)}))
    else:
        print(
            f"{out}: cosines between phrases correlate with MiniLM's by "
            f"{quality.held_out_words:.3f} on words held out, {quality.known_words:.3f} on others."
        )
    return ExitCode.OK
