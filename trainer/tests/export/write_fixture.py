"""Write models/fixture: `python -m tests.export.write_fixture` in trainer/."""

from __future__ import annotations

from pathlib import Path

import torch

from musicrec.export.bundle import build_bundle, write_bundle
from musicrec.export.manifest import bundle_hash, read_manifest
from tests.export.tiny import tiny_source

FIXTURE = Path(__file__).resolve().parents[3] / "models" / "fixture"


def main() -> None:
    """Build and write the fixture; print its files and hash."""
    torch.set_num_threads(1)
    bundle = build_bundle(tiny_source(), golden_cases=12, selftest_cases=2, tolerance=1e-3, seed=1)
    write_bundle(bundle, FIXTURE)
    for name, entry in read_manifest(FIXTURE)["files"].items():
        print(f"{entry['bytes']:8} {name}")
    print(bundle.parity)
    print(bundle_hash(FIXTURE))


if __name__ == "__main__":
    main()
