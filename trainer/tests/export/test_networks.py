"""Each exported graph against its torch module, in float32 and in int8."""

from __future__ import annotations

import copy
from typing import Any

import numpy as np
import onnx
import onnxruntime
import pytest
import torch

from musicrec.errors import MusicRecError
from musicrec.export.encoder import encoder_graph
from musicrec.export.fusion import fusion_graph, fusion_weights
from musicrec.export.graph import IR_VERSION, OPSET, serialise
from musicrec.export.items import items_graph
from musicrec.export.level import level_graph
from musicrec.export.weights import as_shipped, generator_weights, load_weights
from musicrec.generator.model import Generator, GeneratorConfig, exported_mask
from musicrec.tokenizer.fusion import FusionConfig, FusionEncoder
from musicrec.tokenizer.residual_quantizer import ResidualQuantizer

CLOSE = 1e-5
NO_QDQ = "session.disable_quant_qdq"


def close(found: Any, expected: Any) -> None:
    np.testing.assert_allclose(found, expected, rtol=CLOSE, atol=CLOSE)


def generator(**sizes: Any) -> Generator:
    config = GeneratorConfig(
        **{
            **{"levels": 3, "dimension": 64, "heads": 4, "ffn": 96, "hidden": 48, "residual": 8},
            **sizes,
        }
    )
    torch.manual_seed(3)
    ids = torch.randint(0, config.codebook_size, (50, config.levels))
    model = Generator(config, semantic_ids=ids, residual=torch.randn(50, config.residual)).eval()
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.add_(0.05 * torch.randn(parameter.shape))
    return model


def shipped(model: Generator) -> Generator:
    """The module with the weights that int8 leaves of it."""
    twin = copy.deepcopy(model)
    load_weights(twin, as_shipped(generator_weights(model)))
    return twin


def session(model: onnx.ModelProto, **entries: str) -> Any:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    for key, value in entries.items():
        options.add_session_config_entry(key, value)
    return onnxruntime.InferenceSession(
        serialise(model), options, providers=["CPUExecutionProvider"]
    )


@pytest.fixture(params=["float32", "int8", "int8, qdq disabled"])
def mode(request: pytest.FixtureRequest) -> tuple[bool, dict[str, str]]:
    """Whether matrices are int8, and session options."""
    name = str(request.param)
    return name.startswith("int8"), ({NO_QDQ: "1"} if "disabled" in name else {})


@torch.no_grad()
@pytest.mark.parametrize("rows", [1, 7, 50])
def test_items(mode: tuple[bool, dict[str, str]], rows: int) -> None:
    quantised, entries = mode
    model = generator()
    run = session(
        items_graph(generator_weights(model), model.config, quantised=quantised), **entries
    )
    residual, _ = model.items.quantised_residual()
    feeds = {
        "codes": model.items.codes[:rows].numpy().astype(np.int32),
        "residual": residual[:rows].numpy().astype(np.float32),
    }
    expected = (shipped(model) if quantised else model).items()[:rows]
    close(run.run(None, feeds)[0], expected.numpy())


@torch.no_grad()
@pytest.mark.parametrize("layers", [1, 2, 3])
@pytest.mark.parametrize(
    "item_roles",
    [[], [0], [1], [0, 0, 1, 1, 2, 50], [*range(1, 51), 0, 0]],
    ids=["state only", "basket", "one item", "both", "longest"],
)
def test_encoder(mode: tuple[bool, dict[str, str]], layers: int, item_roles: list[int]) -> None:
    quantised, entries = mode
    model = generator(layers=layers)
    graph = encoder_graph(generator_weights(model), model.config, quantised=quantised)
    roles = [model.config.state_role("new"), *item_roles]
    mask = exported_mask(roles, max_history=model.config.max_history)
    vectors = torch.randn(len(roles), model.config.dimension)
    vectors[0] = 0
    feeds = {
        "vectors": vectors.numpy(),
        "roles": np.array(roles, np.int32),
        "mask": mask.numpy(),
    }
    state, query = session(graph, **entries).run(None, feeds)
    twin = shipped(model) if quantised else model
    expected = twin.encode(vectors[None], torch.tensor([roles]), mask[None])[0]
    close(state, expected.numpy())
    close(query, twin.dense_query(expected).numpy())


@torch.no_grad()
@pytest.mark.parametrize("level", [1, 2, 3])
@pytest.mark.parametrize("rows", [1, 2, 300])
def test_levels(mode: tuple[bool, dict[str, str]], level: int, rows: int) -> None:
    quantised, entries = mode
    rows = 1 if level == 1 else rows
    model = generator()
    graph = level_graph(generator_weights(model), model.config, level, quantised=quantised)
    state = torch.randn(1, model.config.dimension)
    prefix = torch.randint(0, model.config.codebook_size, (rows, level - 1))
    feeds = {"state": state.numpy()}
    if level > 1:
        feeds["prefix"] = prefix.numpy().astype(np.int32)
    found = session(graph, **entries).run(None, feeds)[0]
    expected = (shipped(model) if quantised else model).level_log_probs(level - 1, state, prefix)
    assert found.shape == (rows, model.config.codebook_size)
    close(found, expected.numpy())


def fusion_modules() -> tuple[FusionEncoder, ResidualQuantizer]:
    draw = torch.Generator().manual_seed(5)
    encoder = FusionEncoder(FusionConfig(features=64, dimension=16, hidden=24))
    quantizer = ResidualQuantizer(levels=3, codebook_size=32, dimension=16)
    with torch.no_grad():
        for parameter in [*encoder.parameters(), *quantizer.parameters()]:
            parameter.copy_(0.4 * torch.randn(parameter.shape, generator=draw))
    encoder.snap()
    return encoder, quantizer


@torch.no_grad()
@pytest.mark.parametrize("rows", [1, 300])
def test_fusion(mode: tuple[bool, dict[str, str]], rows: int) -> None:
    quantised, entries = mode
    encoder, quantizer = fusion_modules()
    graph = fusion_graph(fusion_weights(encoder, quantizer), quantised=quantised)
    draw = torch.Generator().manual_seed(6)
    text, image = torch.randn(2, rows, 64, generator=draw)
    present = torch.randint(0, 2, (rows, 2), generator=draw).float()
    feeds = {"text": text.numpy(), "image": image.numpy(), "present": present.numpy()}
    codes, distances, fused = session(graph, **entries).run(None, feeds)
    vectors = encoder(text, image, present)
    expected_codes, expected_distances = quantizer.encode(vectors)
    assert codes.dtype == np.int32
    assert np.array_equal(codes, expected_codes.numpy())
    close(fused, vectors.numpy())
    np.testing.assert_allclose(distances, expected_distances.numpy(), rtol=1e-5, atol=1e-4)


def graphs(quantised: bool = True) -> dict[str, onnx.ModelProto]:
    model = generator(levels=2)
    weights = generator_weights(model)
    return {
        "items": items_graph(weights, model.config, quantised=quantised),
        "encoder": encoder_graph(weights, model.config, quantised=quantised),
        "level_1": level_graph(weights, model.config, 1, quantised=quantised),
        "level_2": level_graph(weights, model.config, 2, quantised=quantised),
        "fusion": fusion_graph(fusion_weights(*fusion_modules()), quantised=quantised),
    }


def linear(name: str) -> set[str]:
    return {f"{name}.weight", f"{name}.weight.scale", f"{name}.bias"}


def layer(number: int) -> set[str]:
    names = {f"encoder.{number}.norm{n}.{part}" for n in (1, 2) for part in ("weight", "bias")}
    for part in ("query", "key", "value", "output", "up", "down"):
        names |= linear(f"encoder.{number}.{part}")
    return names


def expert_group(name: str) -> set[str]:
    names = linear(f"fusion.{name}.gate")
    for expert in (1, 2):
        for part in ("up", "down"):
            names |= linear(f"fusion.{name}.expert.{expert}.{part}")
    return names


NAMES = {
    "items": {
        f"items.{part}.weight{scale}"
        for part in ("code.1", "code.2", "residual")
        for scale in ("", ".scale")
    },
    "encoder": {"encoder.role.weight", "encoder.norm.weight", "encoder.norm.bias"}
    | layer(1)
    | layer(2)
    | linear("dense"),
    "level_1": linear("level.1.state") | linear("level.1.code"),
    "level_2": linear("level.2.state")
    | linear("level.2.code")
    | {"level.2.prefix.1.weight", "level.2.prefix.1.weight.scale"},
    "fusion": {"fusion.missing", "fusion.norm.weight", "codebook.1", "codebook.2", "codebook.3"}
    | expert_group("shared")
    | expert_group("text")
    | expert_group("image"),
}


@pytest.mark.parametrize("name", sorted(NAMES))
def test_initialisers_have_the_documented_names_and_types(name: str) -> None:
    initialisers = {entry.name: entry for entry in graphs()[name].graph.initializer}
    documented = {key for key in initialisers if "." in key}
    assert documented == NAMES[name]
    # What has no dot in its name is a constant of the graph, not a parameter.
    for key, entry in initialisers.items():
        if f"{key}.scale" in initialisers:
            assert entry.data_type == onnx.TensorProto.INT8
            axis = 0 if ".prefix." in key or key.startswith("items.code.") else 1
            assert list(initialisers[f"{key}.scale"].dims) == [entry.dims[axis]]
        elif "." in key:
            assert entry.data_type == onnx.TensorProto.FLOAT
        assert entry.HasField("raw_data"), "readers take raw_data only"


@pytest.mark.parametrize("name", sorted(NAMES))
def test_graphs_are_opset_17_with_layer_norms_and_docs(name: str) -> None:
    model = graphs()[name]
    onnx.checker.check_model(model, full_check=True)
    assert [(entry.domain, entry.version) for entry in model.opset_import] == [("", OPSET)]
    assert (OPSET, model.ir_version) == (17, IR_VERSION) and IR_VERSION == 8
    operators = [node.op_type for node in model.graph.node]
    assert operators.count("LayerNormalization") == {"encoder": 5, "fusion": 1}.get(name, 0)
    assert model.graph.doc_string
    assert all(entry.doc_string for entry in [*model.graph.input, *model.graph.output])


@pytest.mark.parametrize("entries", [{}, {NO_QDQ: "1"}], ids=["default", "qdq disabled"])
@pytest.mark.parametrize("name", sorted(NAMES))
def test_no_optimisation_quantises_activations(
    name: str, entries: dict[str, str], tmp_path: Any
) -> None:
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    options.optimized_model_filepath = str(tmp_path / "optimised.onnx")
    for key, value in entries.items():
        options.add_session_config_entry(key, value)
    onnxruntime.InferenceSession(
        serialise(graphs()[name]), options, providers=["CPUExecutionProvider"]
    )
    optimised = onnx.load(tmp_path / "optimised.onnx").graph
    operators = {node.op_type for node in optimised.node}
    quantising = ("Quant", "Dequant", "Integer", "NBits", "QLinear", "QGemm", "DynamicQ")
    assert not [name for name in operators if any(part in name for part in quantising)]
    # Matrices are folded to float32 once; tables stay int8, rows are read by Gather.
    kept = {entry.name for entry in optimised.initializer if entry.data_type == 3}
    tables = {key for key in NAMES[name] if ".prefix." in key or key.startswith("items.code.")}
    assert kept == {key for key in tables if not key.endswith(".scale")}


def test_serialisation_is_deterministic() -> None:
    first, second = graphs(), graphs()
    assert all(serialise(first[name]) == serialise(second[name]) for name in first)


def test_float32_graphs_hold_no_int8() -> None:
    for model in graphs(quantised=False).values():
        assert all(entry.data_type != onnx.TensorProto.INT8 for entry in model.graph.initializer)


def test_weights_survive_the_way_to_their_names_and_back() -> None:
    model = generator()
    twin = copy.deepcopy(model)
    with torch.no_grad():
        for name, parameter in twin.named_parameters():
            if name != "items.residual":
                parameter.zero_()
    load_weights(twin, generator_weights(model))
    for (name, wanted), found in zip(model.named_parameters(), twin.parameters(), strict=True):
        np.testing.assert_allclose(
            found.detach().numpy(), wanted.detach().numpy(), rtol=1e-6, atol=1e-7, err_msg=name
        )


def test_a_missing_or_broken_parameter_is_an_error() -> None:
    model = generator()
    weights = generator_weights(model)
    broken = {**weights, "encoder.norm.bias": weights["encoder.norm.bias"] * np.float32(np.nan)}
    with pytest.raises(MusicRecError, match=r"EXPORT_INVALID: encoder\.norm\.bias .*not finite"):
        encoder_graph(broken, model.config)
    del weights["dense.bias"]
    with pytest.raises(MusicRecError, match=r"EXPORT_INVALID: encoder needs .*dense\.bias"):
        encoder_graph(weights, model.config)
