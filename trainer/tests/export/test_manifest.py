from __future__ import annotations

import copy
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from musicrec.errors import MusicRecError
from musicrec.export.bundle import write_bundle
from musicrec.export.manifest import (
    FORMAT,
    SCHEMA_PATH,
    bundle_hash,
    check_manifest,
    manifest_bytes,
    read_manifest,
)
from musicrec.stage import hash_file
from tests.export.tiny import tiny_bundle

REPOSITORY = Path(__file__).resolve().parents[3]


def test_the_trainer_carries_the_schema_of_the_contract() -> None:
    contract = REPOSITORY / "contract" / "bundle.schema.json"
    assert SCHEMA_PATH.read_bytes() == contract.read_bytes(), f"copy {contract} to {SCHEMA_PATH}"


def test_manifest_says_what_the_bundle_is() -> None:
    source, bundle = tiny_bundle()
    manifest = bundle.manifest
    assert manifest["format"] == FORMAT and manifest["items"] == 96
    assert manifest["model"]["objectives"] == ["any", "new"]
    assert manifest["semantic_ids"] == {"levels": 3, "codebook_size": 32}
    assert manifest["prior"]["neighbours"] == source.neighbours.shape[1]
    assert manifest["protocol"]["export"]["overlap"] >= 0.95
    assert manifest["licences"][0]["licence"] == "CC0-1.0"
    roles = {name: entry["role"] for name, entry in manifest["files"].items()}
    assert {role for role in roles.values()} == {
        "core", "generator", "features", "fusion", "selftest", "test",
    }  # fmt: skip


Change = Callable[[dict[str, Any]], Any]

BROKEN: dict[str, tuple[str, Change]] = {
    "format": ("format", lambda m: m.update(format=FORMAT + 1)),
    "currency": ("currency", lambda m: m.update(currency="euro")),
    "unknown key": ("its top", lambda m: m.update(created="today")),
    "missing key": ("its top", lambda m: m.pop("model")),
    "blend key": ("blend", lambda m: m["blend"].update({"similar.any": m["blend"]["next.any"]})),
    "blend weight": ("blend/next.any/prior", lambda m: m["blend"]["next.any"].update(prior=-1)),
    "file name": ("files", lambda m: m["files"].update({"../x.bin": m["files"]["prior.bin"]})),
    "hash": ("files/prior.bin/sha256", lambda m: m["files"]["prior.bin"].update(sha256="0")),
    "core file": ("files", lambda m: m["files"].pop("prior.bin")),
    "offset": (
        "files/prior.bin/arrays/weights/offset",
        lambda m: m["files"]["prior.bin"]["arrays"]["weights"].update(offset=2),
    ),
}


@pytest.mark.parametrize("case", sorted(BROKEN))
def test_a_manifest_outside_the_schema_is_refused(case: str) -> None:
    place, change = BROKEN[case]
    _, bundle = tiny_bundle()
    manifest = copy.deepcopy(dict(bundle.manifest))
    check_manifest(manifest, code="EXPORT_INVALID", where="It")
    change(manifest)
    with pytest.raises(MusicRecError, match="EXPORT_INVALID: It does not fit") as raised:
        check_manifest(manifest, code="EXPORT_INVALID", where="It")
    assert raised.value.details["place"] == place


def test_an_array_beyond_its_file_is_refused() -> None:
    _, bundle = tiny_bundle()
    manifest = copy.deepcopy(dict(bundle.manifest))
    manifest["files"]["popularity.bin"]["arrays"]["recent"]["shape"] = [97]
    with pytest.raises(MusicRecError, match=r"recent ends at byte 386 of popularity\.bin"):
        check_manifest(manifest, code="EXPORT_INVALID", where="It")


def test_bytes_are_sorted_and_the_hash_is_theirs(tmp_path: Path) -> None:
    _, bundle = tiny_bundle()
    shuffled = dict(reversed(list(bundle.manifest.items())))
    assert manifest_bytes(shuffled) == manifest_bytes(bundle.manifest)
    write_bundle(bundle, tmp_path / "bundle")
    assert bundle_hash(tmp_path / "bundle") == hash_file(tmp_path / "bundle" / "manifest.json")
    assert read_manifest(tmp_path / "bundle") == bundle.manifest


def test_a_damaged_bundle_is_not_read(tmp_path: Path) -> None:
    _, bundle = tiny_bundle()
    good = tmp_path / "good"
    write_bundle(bundle, good)

    def copied(name: str) -> Path:
        return Path(shutil.copytree(good, tmp_path / name))

    changed = copied("changed")
    data = bytearray((changed / "prior.bin").read_bytes())
    data[7] ^= 1
    (changed / "prior.bin").write_bytes(bytes(data))
    with pytest.raises(MusicRecError, match=r"BUNDLE_INVALID: .*prior\.bin has .* SHA-256"):
        read_manifest(changed)

    short = copied("short")
    (short / "encoder.onnx").unlink()
    with pytest.raises(MusicRecError, match=r"FILE_MISSING: .*encoder\.onnx is missing"):
        read_manifest(short)

    text = copied("text")
    (text / "manifest.json").write_text("{", encoding="utf-8")
    with pytest.raises(MusicRecError, match=r"BUNDLE_INVALID: .* is not JSON"):
        read_manifest(text)

    newer = copied("newer")
    manifest = json.loads((newer / "manifest.json").read_text(encoding="utf-8"))
    (newer / "manifest.json").write_text(
        json.dumps({**manifest, "format": FORMAT + 1}), encoding="utf-8"
    )
    with pytest.raises(MusicRecError, match=r"BUNDLE_INVALID: .* does not fit .* at format"):
        read_manifest(newer)

    with pytest.raises(MusicRecError, match="FILE_MISSING: There is no"):
        read_manifest(tmp_path)
