"""The exported networks in ONNX Runtime on the CPU: for golden files, parity and `describe`.

Not an executor: it runs one call at a time and knows nothing of beams or blends.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from musicrec.errors import MusicRecError
from musicrec.generator.model import GeneratorConfig

Floats = NDArray[np.float32]


def file_names(levels: int) -> list[str]:
    """The networks of a bundle."""
    heads = [f"level_{level}.onnx" for level in range(1, levels + 1)]
    return ["items.onnx", "encoder.onnx", *heads, "fusion.onnx"]


class Networks:
    """Sessions over the ONNX files of a bundle, one thread each."""

    def __init__(self, files: Mapping[str, bytes], config: GeneratorConfig) -> None:
        self.config = config
        self._sessions = {name: _session(name, files[name]) for name in file_names(config.levels)}

    @classmethod
    def read(cls, folder: Path, config: GeneratorConfig) -> Networks:
        """The networks of a bundle on disk; raises FILE_MISSING, BUNDLE_INVALID."""
        files = {}
        for name in file_names(config.levels):
            try:
                files[name] = (folder / name).read_bytes()
            except FileNotFoundError as error:
                raise MusicRecError(
                    "FILE_MISSING", f"{folder / name} is missing. Export the bundle again."
                ) from error
        return cls(files, config)

    def item_vectors(self, codes: NDArray[Any], residuals: NDArray[Any]) -> Floats:
        """codes (B, L), raw int8 residuals (B, R) → (B, D)."""
        feeds = {"codes": codes.astype(np.int32), "residual": residuals.astype(np.float32)}
        vectors: Floats = self._run("items.onnx", feeds)[0]
        return vectors

    def encode(self, vectors: Floats, roles: NDArray[Any], mask: Floats) -> tuple[Floats, Floats]:
        """vectors (T, D) with row 0 zero, roles (T), mask (T, T) → state and query, (1, D) each."""
        feeds = {"vectors": vectors, "roles": roles.astype(np.int32), "mask": mask}
        state, query = self._run("encoder.onnx", feeds)
        return state, query

    def log_probs(self, level: int, state: Floats, prefix: NDArray[Any]) -> Floats:
        """`level` from 1, state (1, D), prefix (B, level − 1) → (B, V)."""
        feeds: dict[str, NDArray[Any]] = {"state": state}
        if level > 1:
            feeds["prefix"] = prefix.astype(np.int32)
        rows: Floats = self._run(f"level_{level}.onnx", feeds)[0]
        return rows

    def fuse(
        self, text: Floats, image: Floats, present: Floats
    ) -> tuple[NDArray[np.int32], Floats, Floats]:
        """Codes (B, L), distances (B, V), fused (B, F) of features."""
        feeds = {"text": text, "image": image, "present": present}
        codes, distances, fused = self._run("fusion.onnx", feeds)
        return codes, distances, fused

    def _run(self, name: str, feeds: Mapping[str, NDArray[Any]]) -> list[Any]:
        outputs: list[Any] = self._sessions[name].run(None, dict(feeds))
        return outputs


def _session(name: str, data: bytes) -> Any:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.log_severity_level = 3
    try:
        return onnxruntime.InferenceSession(data, options, providers=["CPUExecutionProvider"])
    except Exception as error:  # onnxruntime raises classes of its own, without a common base
        raise MusicRecError(
            "BUNDLE_INVALID", f"ONNX Runtime cannot load {name}: {error}. Export the bundle again."
        ) from error
