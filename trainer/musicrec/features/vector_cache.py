"""Embeddings that were computed before, by content hash, so that no item is encoded twice.

One folder per encoder, named by the encoder's own hash; files are only ever added. A run that is
killed keeps what it had flushed.
"""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Iterable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from musicrec.progress import Progress

Float32 = NDArray[np.float32]
ROWS_A_FILE = 2048


def content_hash(content: bytes) -> bytes:
    """SHA-256 of what is encoded."""
    return hashlib.sha256(content).digest()


class VectorCache:
    """Vectors of `size` numbers in `folder`, by SHA-256."""

    def __init__(self, folder: Path, *, size: int) -> None:
        self.folder = folder
        self.size = size
        self._rows: dict[bytes, Float32] = {}
        self._new: list[bytes] = []
        for path in sorted(folder.glob("*.npz")):
            self._read(path)

    def __contains__(self, key: bytes) -> bool:
        return key in self._rows

    def __getitem__(self, key: bytes) -> Float32:
        return self._rows[key]

    def add(self, key: bytes, vector: Float32) -> None:
        """Keep a vector; it reaches the disk with the next full file or `flush`."""
        self._rows[key] = vector.astype(np.float32)
        self._new.append(key)
        if len(self._new) >= ROWS_A_FILE:
            self.flush()

    def flush(self) -> None:
        """Write what is new."""
        if not self._new:
            return
        self.folder.mkdir(parents=True, exist_ok=True)
        keys = np.frombuffer(b"".join(self._new), np.uint8).reshape(-1, 32)
        vectors = np.stack([self._rows[key] for key in self._new])
        path = self.folder / f"{hashlib.sha256(keys.tobytes()).hexdigest()[:16]}.npz"
        part = path.with_suffix(".part")
        with part.open("wb") as file:
            np.savez(file, keys=keys, vectors=vectors)
        part.replace(path)
        self._new = []

    def _read(self, path: Path) -> None:
        try:
            with np.load(path, allow_pickle=False) as arrays:
                keys, vectors = arrays["keys"], arrays["vectors"]
        except (OSError, ValueError, KeyError, zipfile.BadZipFile):
            path.unlink(missing_ok=True)  # half written by a machine that stopped
            return
        if vectors.shape != (len(keys), self.size):
            return
        for key, vector in zip(keys, vectors, strict=True):
            self._rows[key.tobytes()] = vector


def gather(cache: VectorCache, keys: Iterable[bytes | None]) -> Float32:
    """(N, size) the vectors of keys, zeros for None."""
    zero = np.zeros(cache.size, np.float32)
    rows = [cache[key] if key is not None else zero for key in keys]
    return np.stack(rows) if rows else np.zeros((0, cache.size), np.float32)


def missing_keys(cache: VectorCache, keys: Iterable[bytes | None]) -> list[tuple[int, bytes]]:
    """Position and key of each distinct key that the cache lacks, in order."""
    wanted: dict[bytes, int] = {}
    for position, key in enumerate(keys):
        if key is not None and key not in cache:
            wanted.setdefault(key, position)
    return [(position, key) for key, position in wanted.items()]


def report(progress: Progress, what: str, wanted: int, computed: int) -> None:
    """One line on what came from the cache."""
    progress.say(f"{what}: {wanted} to encode, {wanted - computed} known from before")
