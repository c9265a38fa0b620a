from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import onnx
import pytest
from PIL import Image

from musicrec.errors import MusicRecError
from musicrec.export.graph import IR_VERSION, OPSET
from musicrec.features.encoder_folder import RECORD
from musicrec.features.image import PictureReport, embed_pictures
from musicrec.features.image_encoder import COMMITTED, EMBEDDING, MODEL, PREPARATION, ImageEncoder
from musicrec.image_encoder.making import GOLDEN, NUMBERS
from musicrec.image_encoder.pictures import drawings, made_up_picture
from musicrec.progress import Progress
from musicrec.stage import hash_file


@pytest.fixture(scope="module")
def committed() -> ImageEncoder:
    return ImageEncoder()


def test_the_committed_file_is_small_and_what_a_page_runs(committed: ImageEncoder) -> None:
    record = json.loads((COMMITTED / RECORD).read_text())
    assert record["files"] == {
        MODEL: {"bytes": (COMMITTED / MODEL).stat().st_size, "sha256": committed.hash}
    }
    assert committed.hash == hash_file(COMMITTED / MODEL)
    assert record["files"][MODEL]["bytes"] < 3.6e6
    assert record["agreement"]["mean"] > 0.998 and record["agreement"]["least"] > 0.995
    model = onnx.load(COMMITTED / MODEL)
    assert (model.ir_version, model.opset_import[0].version) == (IR_VERSION, OPSET)
    assert [value.name for value in model.graph.input] == ["pixel_values"]
    assert [value.name for value in model.graph.output] == ["embedding"]
    assert {node.op_type for node in model.graph.node} == {
        *("Cast", "Mul", "Conv", "Clip", "Add", "GlobalAveragePool", "Flatten"),
    }


def test_the_committed_encoder_says_what_its_golden_says(committed: ImageEncoder) -> None:
    cases = json.loads((COMMITTED / GOLDEN).read_text())
    assert len(cases) == 13
    for case in cases:
        picture = made_up_picture(case["width"], case["height"])
        vector = committed(PREPARATION(Image.fromarray(picture))[None])[0]
        assert vector.shape == (EMBEDDING,)
        assert np.allclose(vector[:NUMBERS], case["embedding"], atol=1e-3)
        assert np.isclose(np.linalg.norm(vector), case["norm"], rtol=1e-4)


def test_a_picture_has_the_same_vector_in_any_batch(committed: ImageEncoder) -> None:
    pictures = drawings(3)
    assert (committed(pictures)[1] == committed(pictures[1:2])[0]).all()


def test_a_folder_without_an_encoder_says_how_to_make_it(tmp_path: Path) -> None:
    with pytest.raises(MusicRecError, match="musicrec encoder image") as caught:
        ImageEncoder(tmp_path / MODEL)
    assert caught.value.code == "FILE_MISSING"


def test_a_picture_seen_before_is_not_encoded_again(
    committed: ImageEncoder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Image.fromarray(made_up_picture(40, 60)).save(tmp_path / "a.png")
    (tmp_path / "same.png").write_bytes((tmp_path / "a.png").read_bytes())
    paths = [tmp_path / "a.png", None, tmp_path / "same.png"]

    def embed() -> tuple[np.ndarray, np.ndarray]:
        return embed_pictures(
            paths,
            ["a", "b", "c"],
            PictureReport(items=3),
            cache=tmp_path / "cache",
            threads=1,
            progress=Progress(quiet=True),
        )

    rows, present = embed()
    assert present.tolist() == [True, False, True]
    assert (rows[0] == rows[2]).all() and not rows[1].any()
    picture = PREPARATION(Image.open(tmp_path / "a.png"))
    assert (rows[0] == committed(picture[None])[0]).all()

    def fail(*_: object) -> None:
        raise AssertionError("encoded again")

    monkeypatch.setattr(ImageEncoder, "__call__", fail)
    assert (embed()[0] == rows).all()
    # A different encoder knows nothing of what this one said.
    (other,) = (tmp_path / "cache" / "vectors").iterdir()
    assert other.name == committed.hash[:16]
    other.rename(other.with_name("0" * 16))
    with pytest.raises(AssertionError, match="encoded again"):
        embed()
