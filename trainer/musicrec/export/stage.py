"""The stage `export`: what the stages left → a bundle at `context.out`, its sizes and its hash.

The stage's own folder keeps `export.json`: hash, sizes, parity. `export_float32` writes the same
model unrounded, to measure what int8 costs.
"""

from __future__ import annotations

import json
from pathlib import Path

from musicrec.errors import MusicRecError
from musicrec.export.bundle import Bundle, WeightType, build_bundle, write_bundle
from musicrec.export.load import load_source
from musicrec.export.manifest import MANIFEST, bundle_hash, weights_in
from musicrec.export.parity import WANTED
from musicrec.export.sizes import measure_sizes, sizes_table
from musicrec.seeds import set_up_torch
from musicrec.stage import Context


def run(context: Context) -> None:
    """Write the bundle; raises STAGE_INPUT_MISSING, STAGE_INPUT_INVALID, EXPORT_INVALID."""
    bundle = _build(context, "int8")
    write_bundle(bundle, context.out)
    digest = bundle_hash(context.out)
    sizes = measure_sizes(bundle.files)
    for line in sizes_table(bundle.files, sizes):
        context.progress.say(line)
    context.progress.say(f"export: {bundle.parity}")
    if bundle.parity.overlap < WANTED:
        context.progress.say(
            f"export: WARNING, an overlap below {WANTED}: int8 changes this model's lists. "
            "More data or epochs make its scores clearer."
        )
    context.progress.say(f"export: bundle {digest} at {context.out}")
    record = {
        "bundle": digest,
        "parity": bundle.parity.as_json(),
        "bytes": {name: {"raw": raw, "brotli": small} for name, (raw, small) in sizes.items()},
    }
    folder = context.folder("export")
    folder.mkdir(parents=True, exist_ok=True)
    text = json.dumps(record, indent=1, sort_keys=True)
    (folder / "export.json").write_text(text + "\n", encoding="utf-8")


def export_float32(context: Context) -> None:
    """The model that the stages left with float32 weights; no stage runs, none keeps a record.

    Raises as `run`, and EXPORT_INVALID rather than replace a bundle that can ship.
    """
    path = context.out / MANIFEST
    if path.exists() and not _has_float32(path):
        raise MusicRecError(
            "EXPORT_INVALID",
            f"{context.out} is no bundle of float32 weights and would be lost to one, which is "
            "for measuring alone. Choose another --out.",
        )
    bundle = _build(context, "float32")
    write_bundle(bundle, context.out)
    context.progress.say(f"export: {bundle.parity}")
    context.progress.say(f"export: float32 weights at {context.out}, for measuring alone")


def _has_float32(path: Path) -> bool:
    try:
        manifest = json.loads(path.read_text(encoding="utf-8"))
    except ValueError:
        return False
    return isinstance(manifest, dict) and weights_in(manifest) == "float32"


def _build(context: Context, weights: WeightType) -> Bundle:
    # One thread: calls are small, and the order of sums must not depend on the machine's cores.
    set_up_torch(context.seed, threads=1)
    settings = context.config.export
    return build_bundle(
        load_source(context),
        golden_cases=settings.golden_cases,
        selftest_cases=settings.selftest_cases,
        tolerance=settings.tolerance,
        seed=context.seed,
        weights=weights,
        progress=context.progress,
    )
