"""CLIP and SigLIP that a configuration names: pictures as transformers prepares and reads them."""

from __future__ import annotations

import importlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from musicrec.errors import MusicRecError
from musicrec.features.encoder_folder import RECORD
from musicrec.features.image import PictureReport, embed_pictures
from musicrec.features.picture_model import MODEL, PictureModel, picture_model_of
from musicrec.features.sentence_model import sentence_model_of
from musicrec.image_encoder.pictures import made_up_picture
from musicrec.model_name import ModelName
from musicrec.progress import QUIET
from tests.features.hub_server import COMMIT, serving
from tests.features.picture_model_golden import CASES, SIZES, cases
from tests.features.tower_twins import SIDE, as_sentence_transformers, write_tower

KINDS = ("clip", "siglip")


def model_of(name: str, cache: Path) -> PictureModel:
    parsed = ModelName.parse(name)
    assert parsed is not None
    return picture_model_of(parsed, cache)


@pytest.mark.parametrize("kind", KINDS)
def test_it_sees_what_transformers_sees(tmp_path: Path, kind: str) -> None:
    import torch

    transformers: Any = importlib.import_module("transformers")
    folder = write_tower(tmp_path / "twin", kind)
    encode = model_of(f"folder:{folder}", tmp_path / "cache").encoder(1)
    network = transformers.AutoModel.from_pretrained(folder).eval()
    processor = transformers.AutoImageProcessor.from_pretrained(folder, backend="pil")
    for width, height in SIZES:
        picture = Image.fromarray(made_up_picture(width, height)[:, :, :3])
        wanted = processor(images=picture, return_tensors="pt")["pixel_values"]
        prepared = encode.prepare(picture)
        assert prepared.shape == (3, SIDE, SIDE)
        # Where Pillow resizes downwards first, a value may be rounded otherwise: a step of 255.
        assert np.abs(prepared - wanted[0].numpy()).max() < 1.1 / 255 / 0.26
        with torch.no_grad():
            found = network.get_image_features(pixel_values=wanted).pooler_output[0].numpy()
        vector = encode(prepared[None])[0]
        # What is left is what int8 does to random weights.
        assert float(vector @ found) / np.linalg.norm(found) > 0.995
        assert np.linalg.norm(vector) == pytest.approx(1, abs=1e-5)


@pytest.mark.parametrize("kind", KINDS)
def test_the_cases_are_what_the_trainer_sees(kind: str) -> None:
    committed = json.loads(CASES.read_text(encoding="utf-8"))[kind]
    again = cases(kind, committed["encoder"])
    for case, own in zip(committed["cases"], again, strict=True):
        assert np.allclose(case["embedding"], own["embedding"], rtol=0, atol=1e-6), (
            "Write it again: python -m tests.features.picture_model_golden"
        )


def test_it_comes_from_the_hub_for_texts_and_for_pictures(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = write_tower(tmp_path / "twin", "clip")
    nested = as_sentence_transformers(plain, tmp_path / "nested")
    with serving({"owner/twin": plain, "owner/nested": nested}) as hub:
        monkeypatch.setenv("HF_ENDPOINT", hub.url)
        model = model_of("hub:owner/twin", tmp_path / "cache")
        assert model.said() == {
            "model": "owner/twin",
            "revision": COMMIT,
            "licence": "apache-2.0",
            "size": 24,
            "side": SIDE,
            "shorter": SIDE,
            "resampling": "bicubic",
            "mean": pytest.approx([122.7709383, 116.7460125, 104.0937362]),
            "deviation": pytest.approx([68.5005327, 66.6321579, 70.3231631]),
        }
        assert {path.name for path in model.folder.iterdir()} == {MODEL, RECORD}
        # sentence-transformers keeps the same files in a folder of their own.
        other = model_of("hub:owner/nested", tmp_path / "cache")
        name = ModelName.parse("hub:owner/nested")
        assert name is not None
        texts = sentence_model_of(name, tmp_path / "cache")
        assert (other.hash, other.record["licence"]) == (model.hash, "apache-2.0")
        assert (texts.size, texts.record["network"]) == (24, "clip")


def preprocessor(**changes: Any) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        path = folder / "preprocessor_config.json"
        said = {**json.loads(path.read_text("utf-8")), **changes}
        said = {key: value for key, value in said.items() if value is not None}
        path.write_text(json.dumps(said), encoding="utf-8")

    return change


def of_today(folder: Path) -> None:
    """As transformers writes it since its fifth version."""
    path = folder / "preprocessor_config.json"
    said = {"image_processor": json.loads(path.read_text("utf-8"))}
    path.unlink()
    (folder / "processor_config.json").write_text(json.dumps(said), encoding="utf-8")


@pytest.mark.parametrize(
    "change",
    [
        of_today,
        preprocessor(size=SIDE, crop_size=SIDE),
        preprocessor(image_mean=None, image_std=None, resample=None, do_center_crop=None),
    ],
)
def test_older_and_newer_files_say_the_same(tmp_path: Path, change: Callable[[Path], None]) -> None:
    folder = write_tower(tmp_path / "twin", "clip")
    said = model_of(f"folder:{folder}", tmp_path / "cache").said()
    change(folder)
    assert model_of(f"folder:{folder}", tmp_path / "cache").said() == said


@pytest.mark.parametrize(
    ("kind", "damage", "said"),
    [
        ("clip", preprocessor(resample=1), "resizes by 1. Known are: 2"),
        ("clip", preprocessor(do_center_crop=False), "cut to nothing"),
        ("clip", preprocessor(crop_size={"height": 40, "width": 40}), "cut to .*40"),
        ("clip", preprocessor(crop_size={"height": 16, "width": 16}), "sees 32 pixels"),
        ("clip", preprocessor(crop_size={"height": 32, "width": 16}), "'width': 16"),
        ("clip", preprocessor(rescale_factor=1 / 127.5), "rescales by"),
        ("clip", preprocessor(do_normalize=False), "do_normalize: false"),
        ("siglip", preprocessor(size={"height": 32, "width": 64}), "'width': 64"),
        ("siglip", preprocessor(size={"height": 64, "width": 64}), "is given 64"),
        ("siglip", lambda folder: (folder / "preprocessor_config.json").unlink(), "no processor"),
    ],
)
def test_what_a_page_could_not_compute_is_refused_by_name(
    tmp_path: Path, kind: str, damage: Callable[[Path], None], said: str
) -> None:
    folder = write_tower(tmp_path / "twin", kind)
    damage(folder)
    with pytest.raises(MusicRecError, match=said) as raised:
        model_of(f"folder:{folder}", tmp_path / "cache")
    assert raised.value.code == "MODEL_UNSUPPORTED"


def test_a_model_of_sentences_sees_nothing(tmp_path: Path) -> None:
    from tests.features.twins import write_model

    folder = write_model(tmp_path / "twin")
    with pytest.raises(MusicRecError, match=r"kind bert\. Known are: clip, siglip") as raised:
        model_of(f"folder:{folder}", tmp_path / "cache")
    assert raised.value.code == "MODEL_UNSUPPORTED"


def test_items_are_seen_with_it(tmp_path: Path) -> None:
    model = model_of(f"folder:{write_tower(tmp_path / 'twin', 'siglip')}", tmp_path / "cache")
    paths = [tmp_path / "a.png", None, tmp_path / "b.png"]
    for row in (0, 2):
        Image.fromarray(made_up_picture(40 + row, 30)).save(tmp_path / f"{'a b'[row]}.png")
    vectors, present = embed_pictures(
        paths,
        ["a", "none", "b"],
        PictureReport(items=3),
        model=model,
        cache=tmp_path / "cache",
        threads=1,
        progress=QUIET,
    )
    assert vectors.shape == (3, 32) and present.tolist() == [True, False, True]
    encode = model.encoder(1)
    wanted = encode(encode.prepare(Image.open(tmp_path / "b.png"))[None])[0]
    assert np.allclose(vectors[2], wanted, atol=1e-6)
