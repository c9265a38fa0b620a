"""What a finished bundle knows of its shop: enough to give a new item its place, and no model.

IDs, features, texts, and the tokenizer as fusion.onnx; all of it as a page reads it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import numpy_helper

from musicrec.data.items import ItemTable
from musicrec.errors import MusicRecError
from musicrec.export.manifest import read_manifest
from musicrec.export.tables import BundleFile, array_in, unpack_ids
from musicrec.features.encoder_folder import open_session
from musicrec.features.store import MODALITIES, Features
from musicrec.features.whitening import Whitening

Float32 = NDArray[np.float32]


@dataclass(frozen=True, kw_only=True)
class KnownShop:
    """Manifest, item table, ids (N, L), stored features, codebooks (V, F) a level."""

    folder: Path
    manifest: Mapping[str, Any]
    items: ItemTable
    ids: NDArray[np.uint8]
    features: Features
    codebooks: Sequence[Float32]

    @classmethod
    def read(cls, folder: Path) -> KnownShop:
        """Of a bundle's folder; raises FILE_MISSING, BUNDLE_INVALID."""
        manifest = read_manifest(folder)
        for name in ("features.bin", "fusion.onnx"):
            if name not in manifest["files"]:
                raise MusicRecError(
                    "BUNDLE_INVALID",
                    f"{folder} has no {name}, which new items take. Export it again.",
                )
        levels = manifest["semantic_ids"]["levels"]
        packed = array_in(_file(folder, manifest, "semantic_ids.bin"), "semantic_ids")
        features = _file(folder, manifest, "features.bin")
        stored = {name: array_in(features, name) for name in (*MODALITIES, "present")}
        items = json.loads((folder / "items.json").read_text(encoding="utf-8"))
        return cls(
            folder=folder,
            manifest=manifest,
            items=ItemTable(items["columns"]),
            ids=unpack_ids(packed, levels),
            features=stored_features(stored["text"], stored["image"], stored["present"]),
            codebooks=_codebooks(folder / "fusion.onnx", levels),
        )

    def __len__(self) -> int:
        return len(self.ids)

    @property
    def widths(self) -> dict[str, int]:
        """Numbers of stored features by modality."""
        return {name: int(self.manifest["fusion"][name]) for name in MODALITIES}

    @property
    def kinds(self) -> dict[str, str]:
        """The kind of each column."""
        return {name: column["kind"] for name, column in self.items.columns.items()}

    def encoder(self, modality: str) -> str | Mapping[str, Any] | None:
        """What made the features, where more of them can be made: as the manifest says it."""
        said: str | Mapping[str, Any] | None = self.manifest.get("encoders", {}).get(modality)
        return said

    def whitening(self, modality: str) -> Whitening:
        """What turns a raw embedding into features."""
        file = _file(self.folder, self.manifest, f"whitening_{modality}.bin")
        matrix = array_in(file, "matrix")
        return Whitening(
            mean=array_in(file, "mean"),
            matrix=matrix,
            variances=np.zeros(matrix.shape[1], np.float32),
        )

    def fused(self, features: Features) -> Float32:
        """(C, F) what the IDs of new items are found for."""
        session = open_session(self.folder / "fusion.onnx", 1)
        inputs = {
            **{name: features.values(name) for name in MODALITIES},
            "present": features.present.astype(np.float32),
        }
        fused: Float32 = session.run(["fused"], inputs)[0]
        return fused


def stored_features(
    text: NDArray[np.int8], image: NDArray[np.int8], present: NDArray[np.uint8]
) -> Features:
    """Features of items that nobody has kept company with."""
    return Features(
        text=text,
        image=image,
        present=present,
        collaborative=np.zeros((len(present), 1), np.float32),
        variances=np.zeros((len(MODALITIES), text.shape[1]), np.float32),
    )


def _file(folder: Path, manifest: Mapping[str, Any], name: str) -> BundleFile:
    entry = manifest["files"][name]
    data = (folder / name).read_bytes()
    return BundleFile(data=data, role=entry["role"], arrays=entry["arrays"])


def _codebooks(path: Path, levels: int) -> list[Float32]:
    graph = onnx.load_model(str(path)).graph
    found = {tensor.name: numpy_helper.to_array(tensor) for tensor in graph.initializer}
    return [found[f"codebook.{level}"] for level in range(1, levels + 1)]
