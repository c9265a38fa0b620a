"""Tiny shops whose texts and pictures models of the hub read: trained, exported, added to."""

from __future__ import annotations

import base64
import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from musicrec.cli.main import main
from musicrec.config import load_config
from musicrec.data.items import load_items
from musicrec.data.synthetic import SyntheticShop, write_synthetic_shop
from musicrec.delta.known import KnownShop
from musicrec.errors import ExitCode, MusicRecError
from musicrec.export.load import load_source
from musicrec.export.manifest import read_manifest
from musicrec.export.tables import BundleFile, array_in
from musicrec.features import picture_model
from musicrec.features.image import prepare_picture
from musicrec.features.image_encoder import ImageEncoder
from musicrec.features.preparation import Preparation
from musicrec.features.sentence_encoder import SentenceEncoder
from musicrec.features.sentence_model import MODEL, SentenceModel
from musicrec.features.store import load_features, load_whitening
from musicrec.features.text import item_texts
from musicrec.shop import load_shop
from musicrec.stage import Context
from tests.conftest import TINY
from tests.features.hub_server import COMMIT, serving
from tests.features.tower_twins import SIDE, write_tower
from tests.features.twins import write_model

NAME = "owner/twin"


def train(shop: Path, folder: Path, twin: Path, *said: str) -> Path:
    """The bundle of a shop, trained with a hub that has `twin`."""
    small = ["generator.beam_width=4", "generator.extra_candidates=4", "generator.epochs=1"]
    small += ["evaluation.bootstrap_samples=100", "evaluation.max_cases=20", "threads=1"]
    settings = [part for one in (*small, *said) for part in ("--set", one)]
    data, out = ("--data", str(shop)), ("--out", str(folder / "bundle"))
    with serving({NAME: twin}) as hub, pytest.MonkeyPatch.context() as patch:
        patch.setenv("HF_ENDPOINT", hub.url)
        assert main(["train", *data, *out, "--config", str(TINY), *settings]) == ExitCode.OK
    return folder / "bundle"


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory, synthetic_shop: Path) -> Path:
    """The bundle of a shop without pictures."""
    folder = tmp_path_factory.mktemp("own")
    twin = write_model(folder / "twin", "xlm-roberta")
    return train(synthetic_shop, folder, twin, f"features.text_encoder=hub:{NAME}")


def encoder(bundle: Path) -> SentenceEncoder:
    most = read_manifest(bundle)["encoders"]["text"]["most_tokens"]
    return SentenceEncoder(bundle, MODEL, most_tokens=most)


def test_the_bundle_carries_what_read_its_texts(
    trained: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    manifest = read_manifest(trained)
    said = {"model": NAME, "revision": COMMIT, "licence": "apache-2.0"}
    assert manifest["encoders"] == {"text": {**said, "size": 32, "most_tokens": 64}}
    assert {name: manifest["files"][name]["role"] for name in SentenceModel.FILES} == dict.fromkeys(
        SentenceModel.FILES, "encoder"
    )
    licences = {entry["what"]: entry for entry in manifest["licences"]}
    assert licences["text encoder"]["licence"] == "apache-2.0"
    assert NAME in licences["text encoder"]["notice"]
    entry = manifest["files"]["whitening_text.bin"]
    data = (trained / "whitening_text.bin").read_bytes()
    file = BundleFile(data=data, role=entry["role"], arrays=entry["arrays"])
    work = trained.with_name("bundle.work")
    fitted = load_whitening(work / "features", "text")
    assert np.array_equal(array_in(file, "mean"), fitted.mean)
    # The stored features are those of the very file that ships.
    shop, read = KnownShop.read(trained), encoder(trained)
    stored = load_features(work / "features").text
    texts = item_texts(shop.items)
    for row in (0, 40, 95):
        assert np.array_equal(stored[row], fitted.apply(read(texts[row])[None])[0])
    assert main(["describe", str(trained)]) == ExitCode.OK
    assert f"text {NAME}" in capsys.readouterr().out


def test_new_items_are_read_with_it(
    trained: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bundle, rows = shutil.copytree(trained, tmp_path / "bundle"), tmp_path / "rows.jsonl"

    def add(title: str) -> tuple[int, Any]:
        rows.write_text(json.dumps({"id": "new", "title": title}), encoding="utf-8")
        code = main(["add", str(bundle), "--items", str(rows), "--json"])
        return code, json.loads(capsys.readouterr().out)

    code, refused = add("Жизнь")
    assert code == ExitCode.DATA and "no word that is known" in refused["error"]["message"]
    assert add("Grüner Tee 緑茶")[0] == ExitCode.OK
    (item,) = json.loads((bundle / "delta.json").read_text(encoding="utf-8"))["items"]
    whitening = KnownShop.read(bundle).whitening("text")
    stored = whitening.apply(encoder(bundle)("Grüner Tee 緑茶")[None])[0]
    assert base64.b64decode(item["added"]["text"]) == stored.tobytes()


def test_another_network_than_that_of_the_features_does_not_ship(
    trained: Path, synthetic_shop: Path, tmp_path: Path
) -> None:
    work = shutil.copytree(trained.with_name("bundle.work"), tmp_path / "bundle.work")
    context = Context(
        config=load_config(TINY, [f"features.text_encoder=hub:{NAME}"]),
        shop=load_shop(synthetic_shop),
        data=synthetic_shop,
        work=work,
        out=tmp_path / "bundle",
        cache=work / "encoders",
    )
    assert (
        load_source(context).encodings["text"].encoder == read_manifest(trained)["encoders"]["text"]
    )
    path = work / "features" / "features.json"
    text = path.read_text(encoding="utf-8")
    digest = json.loads(text)["network"]["text"]
    path.write_text(text.replace(digest, "0" * 64), encoding="utf-8")
    with pytest.raises(MusicRecError, match=f"another {NAME}") as raised:
        load_source(context)
    assert raised.value.code == "STAGE_INPUT_INVALID"


def test_clip_reads_texts_and_pictures(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shop = write_synthetic_shop(tmp_path / "shop", SyntheticShop(pictures=True))
    twin = write_tower(tmp_path / "twin", "clip")
    said = [f"features.{one}_encoder=hub:{NAME}" for one in ("text", "image")]
    bundle = train(shop, tmp_path, twin, *said)
    manifest, work = read_manifest(bundle), tmp_path / "bundle.work"
    encoders, files = manifest["encoders"], manifest["files"]
    assert [encoders[one]["model"] for one in ("text", "image")] == [NAME, NAME]
    assert encoders["image"]["shorter"] == encoders["image"]["side"] == SIDE
    assert files[picture_model.MODEL]["role"] == files[MODEL]["role"] == "encoder"
    licences = [entry["what"] for entry in manifest["licences"]]
    assert licences[-2:] == ["text encoder", "image encoder"]
    # The stored features are those of the very file that ships.
    encode = ImageEncoder(bundle / picture_model.MODEL, Preparation.read(encoders["image"]))
    whitening, stored = load_whitening(work / "features", "image"), load_features(work / "features")
    items = load_items(work / "prepare")
    for row in (0, 50):
        picture = prepare_picture(shop / items.texts("image")[row], encode.prepare)
        assert np.array_equal(stored.image[row], whitening.apply(encode(picture[None]))[0])
    assert main(["describe", str(bundle)]) == ExitCode.OK
    assert f"image {NAME}, text {NAME}" in capsys.readouterr().out
    # A new item with the picture of a known one has its features.
    rows = bundle.with_name("rows.jsonl")
    copy = shutil.copyfile(shop / items.texts("image")[50], rows.with_name("own.png"))
    rows.write_text(json.dumps({"id": "new", "image": copy.name}), encoding="utf-8")
    assert main(["add", str(bundle), "--items", str(rows), "--json"]) == ExitCode.OK
    (item,) = json.loads((bundle / "delta.json").read_text(encoding="utf-8"))["items"]
    assert base64.b64decode(item["added"]["image"]) == stored.image[50].tobytes()


def test_an_encoder_that_cannot_be_had_is_told_before_the_first_stage(
    tmp_path: Path, synthetic_shop: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    twin = write_model(tmp_path / "twin", "bert")

    def said(*settings: str) -> Any:
        arguments = ["train", "--data", str(synthetic_shop), "--out", str(tmp_path / "bundle")]
        arguments += ["--quiet", "--json", "--config", str(TINY)]
        arguments += [part for one in settings for part in ("--set", one)]
        with serving({NAME: twin}) as hub, pytest.MonkeyPatch.context() as patch:
            patch.setenv("HF_ENDPOINT", hub.url)
            assert main(arguments) != ExitCode.OK
        return json.loads(capsys.readouterr().out)["error"]["code"]

    named = f"features.text_encoder=hub:{NAME}"
    prepare = tmp_path / "bundle.work" / "prepare"
    assert said("features.text_encoder=folder:gone") == "MODEL_MISSING"
    assert said(named, "features.image_encoder=hub:owner/none") == "MODEL_MISSING"
    assert said(named, f"features.image_encoder=hub:{NAME}") == "MODEL_UNSUPPORTED"
    assert not prepare.exists()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("musicrec.features.encoder_folder.find_spec", lambda _: None)
        assert said("features.text_encoder=minilm") == "PACKAGE_MISSING"
    assert not prepare.exists()
