"""The stage on folders as the earlier stages leave them, without training anything."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from musicrec.config import Config
from musicrec.data.items import ItemTable, save_items
from musicrec.errors import MusicRecError
from musicrec.export.load import load_source
from musicrec.export.manifest import bundle_hash, read_manifest, weights_in
from musicrec.export.parity import measure_parity
from musicrec.export.reference import Reference
from musicrec.export.stage import export_float32, run
from musicrec.export.tables import BundleFile, array_in
from musicrec.features.store import Features, load_features, load_whitening, save_features
from musicrec.features.whitening import Whitening
from musicrec.generator.store import save_generator
from musicrec.progress import Progress
from musicrec.shop import Licence, Shop
from musicrec.stage import Context
from musicrec.tokenizer.checkpoint import Tokenizer, save_tokenizer
from tests.export.test_protocol import CHOSEN, REPORT
from tests.export.tiny import columns, tiny_source

NUMBERS = {
    "beam_width": 8,
    "extra_candidates": 12,
    "epsilon": 0.003,
    "visit_decay": 0.8,
    "max_sources": 20,
    "half_life_days": 84.0,
    "days_per_visit": 6.5,
}


@pytest.fixture
def context(tmp_path: Path) -> Context:
    shop = Shop(
        name="Corner shop",
        currency="EUR",
        licences=(Licence(what="events", licence="CC0-1.0", notice="made up"),),
    )
    made = Context(
        config=Config(),
        shop=shop,
        data=tmp_path / "data",
        work=tmp_path / "bundle.work",
        out=tmp_path / "bundle",
        cache=tmp_path / "cache",
        progress=Progress(quiet=True),
    )
    for folder in (made.prepare, made.features, made.tokenizer, made.generator, made.evaluation):
        folder.mkdir(parents=True)
    fill(made)
    return made


def fill(context: Context) -> None:
    source = tiny_source()
    save_items(ItemTable(columns()), context.prepare)
    draws = np.random.default_rng(2)
    whitenings = {
        modality: Whitening.fit(draws.normal(size=(80, width)))
        for modality, width in (("text", 384), ("image", 1280))
    }
    features = Features(
        text=source.features.text,
        image=source.features.image,
        present=source.features.present,
        collaborative=np.zeros((source.items, 64), np.float32),
        variances=np.ones((2, 64), np.float32),
    )
    save_features(context.features, features, whitenings, {})
    np.savez(
        context.features / "prior_ship.npz", neighbours=source.neighbours, weights=source.weights
    )
    np.savez(
        context.features / "popularity_ship.npz",
        popularity=source.popularity,
        recent=source.recent,
    )
    tokenizer = Tokenizer(kind="fusion", encoder=source.fusion, quantizer=source.quantizer)
    save_tokenizer(context.tokenizer, tokenizer)
    np.save(context.tokenizer / "semantic_ids.npy", source.semantic_ids)
    save_generator(context.generator / "generator_ship.pt", source.generator)
    write_json(context.generator / "blend.json", {**CHOSEN, "protocol": NUMBERS})
    write_json(context.evaluation / "report.json", REPORT)


def write_json(path: Path, value: Any) -> None:
    path.write_text(json.dumps(value), encoding="utf-8")


def test_a_currency_that_only_the_prices_name_is_the_bundles(context: Context) -> None:
    shop = dataclasses.replace(context.shop, currency=None)
    unsaid = dataclasses.replace(context, shop=shop)
    for found, expected in (({"currency": "CHF"}, "CHF"), ({}, "USD")):
        write_json(context.prepare / "statistics.json", {"items": found})
        assert load_source(unsaid).currency == expected


def test_the_stage_writes_a_bundle_of_what_the_stages_left(context: Context) -> None:
    run(context)
    manifest = read_manifest(context.out)
    assert manifest["name"] == "Corner shop" and manifest["currency"] == "EUR"
    assert manifest["prior"] == {
        "neighbours": 8,
        "epsilon": 0.003,
        "visit_decay": 0.8,
        "max_sources": 20,
        "min_households": 5,
    }
    assert manifest["frequency"] == {"half_life_days": 84.0, "days_per_visit": 6.5}
    assert manifest["decoding"] == {"beam_width": 8, "extra_candidates": 12}
    assert manifest["blend"]["next.any"]["discount"] == 0.3
    assert manifest["defaults"]["complements"] == {"novelty": "items", "per_type": 1}
    assert manifest["defaults"]["next"] == {"novelty": "any", "per_type": 1}
    assert manifest["defaults"]["similar"]["per_type"] == 0
    protocol = manifest["protocol"]
    assert protocol["evaluation"]["tasks"]["next"]["verdict"]["text"] == "better"
    assert protocol["choices"]["keys"]["next.any"]["cases"] == 50
    assert [entry["what"] for entry in manifest["licences"]] == [
        "events", "text features", "image features",
    ]  # fmt: skip
    record = json.loads((context.folder("export") / "export.json").read_text(encoding="utf-8"))
    assert record["bundle"] == bundle_hash(context.out)
    assert record["parity"] == protocol["export"]
    assert record["bytes"]["prior.bin"]["raw"] == manifest["files"]["prior.bin"]["bytes"]


def test_what_a_page_can_encode_comes_with_its_whitening(context: Context) -> None:
    run(context)
    manifest = read_manifest(context.out)
    assert manifest["encoders"] == {"text": "minilm", "image": "efficientnet-lite0"}
    for modality, width in (("text", 384), ("image", 1280)):
        name = f"whitening_{modality}.bin"
        assert manifest["files"][name]["role"] == "encoding"
        arrays = manifest["files"][name]["arrays"]
        shapes = {"mean": [width], "matrix": [width, 64]}
        if modality == "text":
            shapes["model_mean"] = [width]
        assert {key: spec["shape"] for key, spec in arrays.items()} == shapes
        file = BundleFile(data=(context.out / name).read_bytes(), role="encoding", arrays=arrays)
        fitted = load_whitening(context.features, modality)
        assert np.array_equal(array_in(file, "matrix"), fitted.matrix)
        # A page encodes texts with the static encoder, whose mean is not MiniLM's.
        assert np.array_equal(array_in(file, "mean"), fitted.mean) == (modality == "image")
        if modality == "text":
            assert np.array_equal(array_in(file, "model_mean"), fitted.mean)


def test_static_text_has_one_mean(context: Context) -> None:
    section = dataclasses.replace(context.config.features, text_encoder="static")
    config = dataclasses.replace(context.config, features=section)
    run(dataclasses.replace(context, config=config))
    arrays = read_manifest(context.out)["files"]["whitening_text.bin"]["arrays"]
    assert set(arrays) == {"mean", "matrix"}


@pytest.mark.parametrize(
    ("text", "image", "left"),
    [
        ("hash", "efficientnet-lite0", {"image": "efficientnet-lite0"}),
        ("minilm", "none", {"text": "minilm"}),
        ("hash", "none", None),
    ],
)
def test_what_a_page_cannot_encode_has_none(
    context: Context, text: str, image: str, left: dict[str, str] | None
) -> None:
    section = dataclasses.replace(context.config.features, text_encoder=text, image_encoder=image)
    config = dataclasses.replace(context.config, features=section)
    run(dataclasses.replace(context, config=config))
    manifest = read_manifest(context.out)
    assert manifest.get("encoders") == left
    whitened = {name for name in manifest["files"] if name.startswith("whitening_")}
    assert whitened == {f"whitening_{modality}.bin" for modality in left or {}}


def test_features_that_came_with_the_data_have_no_encoder(context: Context) -> None:
    context.data.mkdir()
    rows = np.random.default_rng(4).normal(size=(96, 1280))
    np.save(context.data / "image_features.npy", rows)
    benchmark = dataclasses.replace(context.shop, benchmark=True)
    run(dataclasses.replace(context, shop=benchmark))
    assert read_manifest(context.out)["encoders"] == {"text": "minilm"}


def test_features_made_of_company_have_no_encoder(context: Context) -> None:
    company = Whitening.fit(np.random.default_rng(3).normal(size=(80, 64)))
    save_features(
        context.features,
        load_features(context.features),
        {"text": company, "image": company},
        {},
    )
    run(context)
    assert "encoders" not in read_manifest(context.out)


def test_the_stage_gives_the_same_bundle_wherever_it_writes_it(context: Context) -> None:
    run(context)
    first = bundle_hash(context.out)
    elsewhere = dataclasses.replace(context, out=context.out.parent / "elsewhere" / "b")
    run(elsewhere)
    assert bundle_hash(elsewhere.out) == first


def test_the_same_model_can_be_had_with_float32_weights(context: Context) -> None:
    run(context)
    rounded = read_manifest(context.out)
    record = (context.folder("export") / "export.json").read_bytes()
    elsewhere = dataclasses.replace(context, out=context.out.parent / "float32")
    export_float32(elsewhere)
    manifest = read_manifest(elsewhere.out)
    assert (weights_in(rounded), weights_in(manifest)) == ("int8", "float32")
    exact = Reference.read(elsewhere.out)
    parity = measure_parity(exact, tiny_source(), seed=1)
    assert parity.overlap >= 0.98 and parity.level_1_error < 1e-4
    assert rounded["protocol"]["export"]["level_1_error"] > 10 * parity.level_1_error
    # Only networks, and what is computed with them, are others.
    changed = {
        name
        for name, entry in manifest["files"].items()
        if entry["sha256"] != rounded["files"][name]["sha256"]
    }
    assert changed == {
        name
        for name in manifest["files"]
        if name.endswith(".onnx") or name in ("golden.json", "selftest.json")
    }
    assert (context.folder("export") / "export.json").read_bytes() == record


def test_float32_weights_replace_no_bundle_that_ships(context: Context) -> None:
    run(context)
    before = bundle_hash(context.out)
    with pytest.raises(MusicRecError, match=r"EXPORT_INVALID: .* is no bundle of float32"):
        export_float32(context)
    assert bundle_hash(context.out) == before
    broken = dataclasses.replace(context, out=context.out.parent / "broken")
    broken.out.mkdir()
    for text in ("{", "[]"):
        (broken.out / "manifest.json").write_text(text, encoding="utf-8")
        with pytest.raises(MusicRecError, match=r"EXPORT_INVALID: .* is no bundle of float32"):
            export_float32(broken)
    elsewhere = dataclasses.replace(context, out=context.out.parent / "float32")
    for _ in range(2):
        export_float32(elsewhere)
    run(elsewhere)
    assert bundle_hash(elsewhere.out) == before


INPUTS = [
    "prepare/items.json",
    "features/text.npy",
    "features/prior_ship.npz",
    "features/popularity_ship.npz",
    "tokenizer/semantic_ids.npy",
    "tokenizer/tokenizer.pt",
    "generator/generator_ship.pt",
    "generator/blend.json",
    "evaluation/report.json",
]


@pytest.mark.parametrize("file", INPUTS)
def test_an_input_that_is_missing_or_damaged_names_the_stage_to_run(
    context: Context, file: str
) -> None:
    path = context.work / file
    stage = path.parent.name
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    with pytest.raises(MusicRecError, match=f"STAGE_INPUT_INVALID: .*--from {stage}"):
        run(context)
    path.unlink()
    with pytest.raises(MusicRecError, match=f"STAGE_INPUT_MISSING: .*--from {stage}"):
        run(context)
    assert not context.out.exists()


def test_what_cannot_be_exported_is_refused_before_anything_is_written(context: Context) -> None:
    arm = Tokenizer(kind="separate", encoder=None, quantizer=tiny_source().quantizer)
    save_tokenizer(context.tokenizer, arm)
    with pytest.raises(MusicRecError, match=r"EXPORT_INVALID: tokenizer\.kind is separate, an arm"):
        run(context)
    fill(context)
    empty = {**CHOSEN, "protocol": NUMBERS, "blend": {}, "arms": {}, "shelf": {}}
    write_json(context.generator / "blend.json", empty)
    with pytest.raises(MusicRecError, match="EXPORT_INVALID: No blend was chosen"):
        run(context)
    assert not context.out.exists()


def test_features_nobody_has_bring_no_licence(context: Context) -> None:
    present = np.load(context.features / "present.npy")
    present[:, 1] = 0
    np.save(context.features / "present.npy", present)
    run(context)
    whats = [entry["what"] for entry in read_manifest(context.out)["licences"]]
    assert whats == ["events", "text features"]
