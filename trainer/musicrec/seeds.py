"""Seeds, threads and determinism: no module of the trainer draws from a global generator.

A stage asks for its own generator by name, so that adding a draw in one place moves nothing in
another.
"""

from __future__ import annotations

import hashlib
import random

import numpy as np


def derive_seed(seed: int, *names: str | int) -> int:
    """A 63-bit seed that depends on `seed` and the names of who asks, on nothing else."""
    text = "/".join(str(name) for name in (seed, *names))
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "little") >> 1


def generator(seed: int, *names: str | int) -> np.random.Generator:
    """A numpy generator of its own for whoever `names` says."""
    return np.random.default_rng(derive_seed(seed, *names))


def set_up_torch(seed: int, *, threads: int) -> None:
    """Seed torch and Python's `random` for initialisers and dropout, fix threads and algorithms.

    torch is imported here, so that verbs without networks start fast.
    """
    import torch

    random.seed(seed)
    torch.manual_seed(derive_seed(seed, "torch"))
    torch.set_num_threads(max(1, threads))
    torch.use_deterministic_algorithms(True, warn_only=True)
