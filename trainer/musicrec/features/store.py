"""Reading and writing the features that the later stages share."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from musicrec.errors import MusicRecError
from musicrec.features.transitions import TransitionRule
from musicrec.features.whitening import SCALE, Whitening, dequantise

Float32 = NDArray[np.float32]
MODALITIES = ("text", "image")


@dataclass(frozen=True, kw_only=True)
class Features:
    """Stored features of N items.

    text, image (N, 64) int8, value = stored × SCALE; present (N, 2) uint8, text and image;
    collaborative (N, 64) float32; variances (2, 64) float32, what each whitened direction of text
    and image was worth before whitening (largest first, 0 for none).
    """

    text: NDArray[np.int8]
    image: NDArray[np.int8]
    present: NDArray[np.uint8]
    collaborative: Float32
    variances: Float32

    def __len__(self) -> int:
        return len(self.text)

    def values(self, modality: str) -> Float32:
        """(N, 64) what the networks see of `text` or `image`."""
        return dequantise(self.text if modality == "text" else self.image)


def save_features(
    folder: Path,
    features: Features,
    whitenings: dict[str, Whitening],
    record: dict[str, Any],
) -> None:
    """Write text.npy, image.npy, present.npy, collaborative.npy, whitening.npz, features.json."""
    folder.mkdir(parents=True, exist_ok=True)
    np.save(folder / "text.npy", features.text)
    np.save(folder / "image.npy", features.image)
    np.save(folder / "present.npy", features.present)
    np.save(folder / "collaborative.npy", features.collaborative)
    arrays: dict[str, Any] = {}
    for name, whitening in whitenings.items():
        arrays[f"{name}.mean"] = whitening.mean
        arrays[f"{name}.matrix"] = whitening.matrix
        arrays[f"{name}.variances"] = whitening.variances
    np.savez(folder / "whitening.npz", **arrays)
    text = json.dumps({"scale": SCALE, **record}, indent=1, sort_keys=True, ensure_ascii=False)
    (folder / "features.json").write_text(text + "\n", encoding="utf-8")


def load_whitening(folder: Path, modality: str) -> Whitening:
    """The whitening of `text` or `image`; raises STAGE_INPUT_MISSING."""
    try:
        with np.load(folder / "whitening.npz", allow_pickle=False) as arrays:
            return Whitening(
                mean=arrays[f"{modality}.mean"],
                matrix=arrays[f"{modality}.matrix"],
                variances=arrays[f"{modality}.variances"],
            )
    except FileNotFoundError as error:
        raise _missing(error) from error


def load_features(folder: Path) -> Features:
    """Read what `save_features` wrote; raises STAGE_INPUT_MISSING."""
    try:
        return Features(
            text=np.load(folder / "text.npy"),
            image=np.load(folder / "image.npy"),
            present=np.load(folder / "present.npy"),
            collaborative=np.load(folder / "collaborative.npy"),
            variances=np.stack([load_whitening(folder, name).variances for name in MODALITIES]),
        )
    except FileNotFoundError as error:
        raise _missing(error) from error


def load_rule(folder: Path) -> TransitionRule | None:
    """How transitions are counted, None where visits hold several items."""
    found = _record(folder).get("sequence")
    return TransitionRule(**found["transitions"]["rule"]) if found else None


def load_networks(folder: Path) -> dict[str, str]:
    """By modality, the hash of what read it, where that ships; raises STAGE_INPUT_MISSING."""
    networks = _record(folder).get("network", {})
    return {name: found for name, found in networks.items() if found}


def load_prior(folder: Path, name: str) -> tuple[NDArray[np.int32], Float32]:
    """neighbours (N, K), weights (N, K) of `fit` or `ship`; raises STAGE_INPUT_MISSING."""
    try:
        with np.load(folder / f"prior_{name}.npz", allow_pickle=False) as arrays:
            return arrays["neighbours"], arrays["weights"]
    except FileNotFoundError as error:
        raise _missing(error) from error


def load_popularity(folder: Path, name: str) -> tuple[Float32, Float32]:
    """popularity (N), recent (N) of `fit` or `ship`; raises STAGE_INPUT_MISSING."""
    try:
        with np.load(folder / f"popularity_{name}.npz", allow_pickle=False) as arrays:
            return arrays["popularity"], arrays["recent"]
    except FileNotFoundError as error:
        raise _missing(error) from error


def _record(folder: Path) -> dict[str, Any]:
    try:
        found: dict[str, Any] = json.loads((folder / "features.json").read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise _missing(error) from error
    return found


def _missing(error: FileNotFoundError) -> MusicRecError:
    return MusicRecError(
        "STAGE_INPUT_MISSING", f"{error.filename} is missing. Run: musicrec train --from features …"
    )
