"""Write models/fixture: `python -m tests.export.write_fixture` in trainer/."""

from __future__ import annotations

from pathlib import Path

from musicrec.export.bundle import write_bundle
from musicrec.export.manifest import bundle_hash
from tests.export.tiny import tiny_bundle

FIXTURE = Path(__file__).resolve().parents[3] / "models" / "fixture"


def main() -> None:
    """Build and write the fixture; print its files and hash."""
    _, bundle = tiny_bundle()
    write_bundle(bundle, FIXTURE)
    for name, file in bundle.files.items():
        print(f"{len(file.data):8} {name}")
    print(bundle.parity)
    print(bundle_hash(FIXTURE))


if __name__ == "__main__":
    main()
