"""`musicrec encoder`: makes an encoder that ships to pages, without any shop's data."""

from __future__ import annotations

import argparse
import json
import shutil
import tempfile
from dataclasses import asdict
from pathlib import Path

from musicrec.cli.options import add_output
from musicrec.errors import ExitCode
from musicrec.progress import Progress


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The verb's kinds of encoders, each with its options."""
    kinds = parser.add_subparsers(dest="kind", metavar="KIND", required=True)
    static = kinds.add_parser("static", help="of texts: a vector a token, no runtime")
    static.add_argument(
        "--cache", type=Path, metavar="DIR", help="what MiniLM said; default: DIR.work"
    )
    static.add_argument("--seed", type=int, default=1, help="of phrases and network; default: 1")
    static.set_defaults(make=_make_static)
    image = kinds.add_parser("image", help="of pictures: EfficientNet-lite0, filters in int8")
    image.set_defaults(make=_make_image)
    minilm = kinds.add_parser("minilm", help="of texts: MiniLM in int8, for pages that ask for it")
    minilm.set_defaults(make=_make_minilm)
    for kind in (static, image, minilm):
        kind.add_argument("--out", type=Path, required=True, metavar="DIR", help="where to")
        add_output(kind)


def run(options: argparse.Namespace) -> ExitCode:
    """Write the encoder's files; print how well it agrees with what it stands for, or its size."""
    code: ExitCode = options.make(options)
    return code


def _make_static(options: argparse.Namespace) -> ExitCode:
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


def _make_image(options: argparse.Namespace) -> ExitCode:
    from musicrec.image_encoder.making import make_image_encoder

    out: Path = options.out
    agreement = make_image_encoder(out)
    if options.json:
        print(json.dumps({"encoder": str(out), "cosine": asdict(agreement)}))
    else:
        print(
            f"{out}: cosine to the float32 network {agreement.mean:.4f} on average, "
            f"{agreement.least:.4f} at least, over {agreement.pictures} made-up pictures."
        )
    return ExitCode.OK


def _make_minilm(options: argparse.Namespace) -> ExitCode:
    from musicrec.features.minilm import TEXT_ENCODER, export_text_encoder

    out: Path = options.out
    with tempfile.TemporaryDirectory() as scratch:
        made = export_text_encoder(Path(scratch))
        size = sum(path.stat().st_size for path in made.rglob("*") if path.is_file())
        shutil.copytree(made, out, dirs_exist_ok=True)
    if options.json:
        print(json.dumps({"encoder": str(out), "bytes": size}))
    else:
        print(
            f"{out}: {size / 1e6:.1f} MB. Host it as {TEXT_ENCODER}/ in the pages' folder of "
            "encoders; they ask for it with textEncoder: 'minilm'."
        )
    return ExitCode.OK
