"""The stage `export`: what the stages left → a bundle at `context.out`, its sizes and its hash.

The stage's own folder keeps `export.json`: hash, sizes, parity.
"""

from __future__ import annotations

import json

from musicrec.export.bundle import build_bundle, write_bundle
from musicrec.export.load import load_source
from musicrec.export.manifest import bundle_hash
from musicrec.export.parity import WANTED
from musicrec.export.sizes import measure_sizes, sizes_table
from musicrec.seeds import set_up_torch
from musicrec.stage import Context


def run(context: Context) -> None:
    """Write the bundle; raises STAGE_INPUT_MISSING, STAGE_INPUT_INVALID, EXPORT_INVALID."""
    # One thread: calls are small, and the order of sums must not depend on the machine's cores.
    set_up_torch(context.seed, threads=1)
    settings = context.config.export
    bundle = build_bundle(
        load_source(context),
        golden_cases=settings.golden_cases,
        selftest_cases=settings.selftest_cases,
        tolerance=settings.tolerance,
        seed=context.seed,
    )
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
