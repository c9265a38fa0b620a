"""The encoder is made once for this file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import pytest
from onnx import numpy_helper

from musicrec.cli.main import main
from musicrec.errors import MusicRecError
from musicrec.export.graph import serialise
from musicrec.export.image_encoder import EXACT, image_encoder_graph
from musicrec.features.encoder_folder import RECORD, open_session
from musicrec.features.image_encoder import COMMITTED, MODEL, ImageEncoder
from musicrec.image_encoder.making import GOLDEN, cosines
from musicrec.image_encoder.pictures import drawings
from musicrec.image_encoder.weights import folded_weights, published_weights

Weights = dict[str, np.ndarray]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("encoders") / "efficientnet-lite0"
    assert main(["encoder", "image", "--out", str(out), "--quiet"]) == 0
    return out


@pytest.fixture(scope="module")
def weights() -> Weights:
    return folded_weights(published_weights())


def test_it_makes_the_committed_file_again(folder: Path) -> None:
    assert (folder / MODEL).read_bytes() == (COMMITTED / MODEL).read_bytes()
    made, kept = (json.loads((place / RECORD).read_text()) for place in (folder, COMMITTED))
    for record in (made, kept):
        del record["versions"], record["agreement"]
    assert made == kept
    again, golden = (json.loads((place / GOLDEN).read_text()) for place in (folder, COMMITTED))
    for first, second in zip(again, golden, strict=True):
        assert np.allclose(first["embedding"], second["embedding"], atol=1e-3)


def test_the_command_prints_the_agreement(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], folder: Path
) -> None:
    assert main(["encoder", "image", "--out", str(tmp_path / "again"), "--json"]) == 0
    printed = json.loads(capsys.readouterr().out)
    assert printed["cosine"] == json.loads((folder / RECORD).read_text())["agreement"]


def test_the_graph_in_float32_is_the_published_network(weights: Weights) -> None:
    import timm
    import torch

    network: Any = timm.create_model("tf_efficientnet_lite0")
    # Both list the same tensors in the same order.
    tensors = [torch.from_numpy(np.asarray(value)) for value in published_weights().values()]
    network.load_state_dict(dict(zip(network.state_dict(), tensors, strict=True)))
    network.reset_classifier(0)
    pictures = drawings(4)
    with torch.no_grad():
        wanted = network.eval()(torch.from_numpy(pictures)).numpy()
    exact = open_session(serialise(image_encoder_graph(weights, quantised=False)), 1)
    found = exact.run(None, {"pixel_values": pictures})[0]
    assert np.abs(found - wanted).max() < 1e-4
    assert cosines(ImageEncoder()(pictures), wanted).min() > 0.995


def test_filters_are_int8_with_a_scale_an_output_and_nothing_else_is(weights: Weights) -> None:
    model = onnx.load(COMMITTED / MODEL)
    stored = {i.name: numpy_helper.to_array(i) for i in model.graph.initializer}
    for name, value in weights.items():
        if name.endswith(".bias") or value.size < EXACT:
            assert np.array_equal(stored[name], value)
            continue
        scale = stored[f"{name}.scale"]
        assert stored[name].dtype == np.int8
        assert scale.shape == (len(value), 1, 1, 1)
        assert (np.abs(stored[name] * scale - value) <= scale * 0.5001).all()
    assert sum(value.dtype == np.int8 for value in stored.values()) == 45


def test_a_session_folds_the_scales_into_constants(tmp_path: Path) -> None:
    """What is left to run has no Cast and no Mul: the speed of float32."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.optimized_model_filepath = str(tmp_path / "optimised.onnx")
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_EXTENDED
    options.log_severity_level = 3
    onnxruntime.InferenceSession(
        str(COMMITTED / MODEL), options, providers=["CPUExecutionProvider"]
    )
    kinds = {node.op_type for node in onnx.load(tmp_path / "optimised.onnx").graph.node}
    assert not kinds & {"Cast", "Mul", "DequantizeLinear"}
    assert "FusedConv" in kinds


def test_weights_of_another_network_are_refused() -> None:
    published = published_weights()
    del published["_blocks.7._bn1.running_var"]
    with pytest.raises(MusicRecError, match=r"_blocks\.7\._bn1") as caught:
        folded_weights(published)
    assert caught.value.code == "EXPORT_INVALID"
