from __future__ import annotations

import dataclasses
import io
import json
from pathlib import Path

import numpy as np
import pytest
import torch

from musicrec.errors import MusicRecError
from musicrec.export.bundle import network_files, reference_of, table_files, write_bundle
from musicrec.export.manifest import manifest_bytes
from musicrec.export.networks import Networks
from musicrec.export.parity import measure_parity
from musicrec.export.source import Encoding, Modality
from musicrec.export.tables import BundleFile, array_in
from musicrec.features.whitening import Whitening
from musicrec.progress import Progress
from tests.export.tiny import build_tiny, tiny_bundle, tiny_source

REPOSITORY = Path(__file__).resolve().parents[3]
FILES = {
    "items.json",
    "semantic_ids.bin",
    "prior.bin",
    "popularity.bin",
    "residuals.bin",
    "features.bin",
    "items.onnx",
    "encoder.onnx",
    "level_1.onnx",
    "level_2.onnx",
    "level_3.onnx",
    "fusion.onnx",
    "selftest.json",
    "golden.json",
}


def test_the_same_source_gives_the_same_bytes() -> None:
    _, bundle = tiny_bundle()
    again = build_tiny(tiny_source())
    assert set(bundle.files) == FILES
    assert {name: file.data for name, file in again.files.items()} == {
        name: file.data for name, file in bundle.files.items()
    }
    assert manifest_bytes(again.manifest) == manifest_bytes(bundle.manifest)


@pytest.mark.parametrize("text", ["static", "minilm"])
def test_a_bundle_whose_items_a_page_can_encode_has_the_whitenings(text: str) -> None:
    draws = np.random.default_rng(5)
    widths: dict[Modality, int] = {"text": 384, "image": 1280}
    encodings = {
        modality: Encoding(
            encoder="efficientnet-lite0",
            whitening=Whitening.fit(draws.normal(size=(200, width))),
        )
        for modality, width in widths.items()
    }
    model_mean = draws.normal(size=384).astype(np.float32)
    encodings["text"] = dataclasses.replace(
        encodings["text"], encoder=text, model_mean=model_mean if text == "minilm" else None
    )
    new_items = {"level": 1.5, "factor": 2.0, "sharpness": 2.0}
    source = dataclasses.replace(tiny_source(), encodings=encodings, new_items=new_items)
    bundle = build_tiny(source)
    assert bundle.manifest["new_items"] == new_items
    assert bundle.manifest["encoders"] == {"text": text, "image": "efficientnet-lite0"}
    for modality, width in widths.items():
        file = bundle.files[f"whitening_{modality}.bin"]
        assert array_in(file, "mean").shape == (width,)
        whitening = encodings[modality].whitening
        assert np.array_equal(array_in(file, "matrix"), whitening.matrix)
        assert ("model_mean" in file.arrays) == (modality == "text" and text == "minilm")
    if text == "minilm":
        assert np.array_equal(
            array_in(bundle.files["whitening_text.bin"], "model_mean"), model_mean
        )


def test_no_path_or_name_of_the_machine_gets_in() -> None:
    _, bundle = tiny_bundle()
    traces = [str(REPOSITORY).encode(), str(Path.home()).encode() + b"/"]
    for name, file in bundle.files.items():
        assert not [trace for trace in traces if trace in file.data], name


def test_exported_networks_keep_the_lists_of_the_trained_ones(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    source, bundle = tiny_bundle()
    # Some made-up households had every type: two empty lists agree.
    assert bundle.parity.overlap >= 0.95 and bundle.parity.worst_overlap > 0
    assert bundle.parity.codes == 1.0
    # float32 graphs differ by rounding alone.
    plain = reference_of(source, network_files(source, quantised=False), table_files(source))
    monkeypatch.setattr("musicrec.progress.SECONDS_BETWEEN_LINES", 0.0)
    said = io.StringIO()
    parity = measure_parity(plain, source, seed=1, progress=Progress(stream=said))
    assert "export, parity: 30/60 (50 %), about " in said.getvalue()
    assert parity.overlap >= 0.98 and parity.level_1_error < 1e-4


def test_parity_sees_a_wrong_network() -> None:
    source, bundle = tiny_bundle()
    networks = {name: file.data for name, file in bundle.files.items() if name.endswith(".onnx")}
    other = tiny_source()
    with torch.no_grad():
        other.generator.layers[0].get_parameter("query.weight").neg_()
    networks["encoder.onnx"] = network_files(other)["encoder.onnx"]
    parity = measure_parity(reference_of(source, networks, table_files(source)), source, seed=1)
    assert parity.overlap < 0.95 and parity.level_1_error > 0.5


def test_a_bundle_replaces_a_bundle_whole(tmp_path: Path) -> None:
    _, bundle = tiny_bundle()
    out = tmp_path / "shop" / "bundle"
    write_bundle(bundle, out)
    (out / "leftover.bin").write_bytes(b"of a former bundle")
    write_bundle(bundle, out)
    assert {path.name for path in out.iterdir()} == FILES | {"manifest.json"}
    assert [path.name for path in out.parent.iterdir()] == ["bundle"]


def test_a_failed_write_leaves_the_former_bundle(tmp_path: Path) -> None:
    _, bundle = tiny_bundle()
    out = tmp_path / "bundle"
    write_bundle(bundle, out)
    before = {path.name: path.read_bytes() for path in out.iterdir()}
    impossible = BundleFile(data=b"", role="core")
    broken = dataclasses.replace(bundle, files={**bundle.files, "no/folder.bin": impossible})
    with pytest.raises(FileNotFoundError):
        write_bundle(broken, out)
    assert {path.name: path.read_bytes() for path in out.iterdir()} == before
    assert [path.name for path in tmp_path.iterdir()] == ["bundle"]


def test_what_a_killed_write_left_is_cleared_away(tmp_path: Path) -> None:
    _, bundle = tiny_bundle()
    for left in (".bundle.partial", ".bundle.former"):
        (tmp_path / left).mkdir()
        (tmp_path / left / "half.bin").write_bytes(b"half")
    for _ in range(2):
        write_bundle(bundle, tmp_path / "bundle")
        assert {path.name for path in (tmp_path / "bundle").iterdir()} == FILES | {"manifest.json"}
        assert [path.name for path in tmp_path.iterdir()] == ["bundle"]


def test_a_folder_that_is_no_bundle_is_left_alone(tmp_path: Path) -> None:
    _, bundle = tiny_bundle()
    (tmp_path / "thesis.txt").write_text("years of work", encoding="utf-8")
    with pytest.raises(MusicRecError, match=r"EXPORT_INVALID: .* is no bundle"):
        write_bundle(bundle, tmp_path)
    assert (tmp_path / "thesis.txt").read_text(encoding="utf-8") == "years of work"
    (tmp_path / "empty").mkdir()
    write_bundle(bundle, tmp_path / "empty")
    assert (tmp_path / "empty" / "manifest.json").exists()


def test_a_network_that_diverged_is_refused() -> None:
    source = tiny_source()
    with torch.no_grad():
        source.generator.dense.weight[0, 0] = float("nan")
    with pytest.raises(MusicRecError, match=r"EXPORT_INVALID: dense\.weight .*not finite"):
        build_tiny(source)


def test_stages_of_different_runs_are_refused() -> None:
    source = tiny_source()
    with pytest.raises(MusicRecError, match="EXPORT_INVALID: the prior has 95 items"):
        dataclasses.replace(source, neighbours=source.neighbours[1:])
    with pytest.raises(MusicRecError, match="trained on other semantic IDs"):
        dataclasses.replace(source, semantic_ids=source.semantic_ids[::-1])


def test_a_broken_network_file_is_an_error() -> None:
    source, bundle = tiny_bundle()
    files = {name: file.data for name, file in bundle.files.items()}
    files["level_2.onnx"] = files["level_2.onnx"][:500]
    with pytest.raises(MusicRecError, match=r"BUNDLE_INVALID: .* cannot load level_2\.onnx"):
        Networks(files, source.generator.config)


def test_the_fixture_has_the_awkward_titles() -> None:
    columns = json.loads((REPOSITORY / "models" / "fixture" / "items.json").read_bytes())["columns"]
    titles = columns["title"]["values"]
    assert "<img src=x onerror=alert(1)>" in titles
    assert sum(not title.isascii() for title in titles) >= 3
    kinds = {name: columns[name]["kind"] for name in ("category", "type", "price")}
    assert kinds == {"category": "category", "type": "category", "price": "number"}


def test_the_fixture_is_small() -> None:
    folder = REPOSITORY / "models" / "fixture"
    assert sum(path.stat().st_size for path in folder.iterdir()) < 160_000
    assert np.all([path.is_file() for path in folder.iterdir()])
