"""A catalogue of a few dozen items, an untrained model and a random log."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from musicrec.generator.dataset import VisitLog
from musicrec.generator.decode import Decoder
from musicrec.generator.model import Generator, GeneratorConfig
from musicrec.generator.terms import Protocol, Tables

ITEMS = 40

torch.set_num_threads(1)  # networks this small lose by threads


def make_ids(items: int, levels: int, codes: int, seed: int) -> np.ndarray:
    """Different random IDs, (N, L) uint8, on the first `codes` codes."""
    rng = np.random.default_rng(seed)
    chosen = rng.choice(codes**levels, items, replace=False)
    digits = [(chosen // codes**level) % codes for level in range(levels)]
    return np.stack(digits, axis=1).astype(np.uint8)


def make_model(*, items: int = ITEMS, seed: int = 0, **sizes: int) -> Generator:
    """An untrained model whose weights are large enough for its outputs to differ."""
    torch.manual_seed(seed)
    small = {"dimension": 16, "heads": 2, "ffn": 32, "hidden": 16, "residual": 4, "max_history": 6}
    config = GeneratorConfig(**{"levels": 3, **small, **sizes})  # type: ignore[arg-type]
    ids = torch.from_numpy(make_ids(items, config.levels, 4, seed))
    model = Generator(config, semantic_ids=ids, residual=torch.randn(items, config.residual))
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.add_(0.3 * torch.randn_like(parameter))
    return model.eval()


def make_tables(model: Generator, *, seed: int = 0) -> Tables:
    rng = np.random.default_rng(seed)
    items = len(model.items.codes)
    neighbours = rng.integers(-1, items, (items, 5))
    return Tables(
        semantic_ids=model.items.codes.numpy().astype(np.uint8),
        types=rng.integers(-1, 8, items),
        neighbours=neighbours,
        weights=np.where(neighbours >= 0, rng.random((items, 5)), 0),
        popularity=rng.integers(0, 100, items).astype(np.float32),
    )


@pytest.fixture
def model() -> Generator:
    return make_model()


@pytest.fixture
def decoder(model: Generator) -> Decoder:
    protocol = Protocol(beam_width=6, extra_candidates=5)
    return Decoder(model=model, tables=make_tables(model), protocol=protocol)


@pytest.fixture
def log() -> VisitLog:
    rng = np.random.default_rng(3)
    user = np.sort(rng.integers(0, 6, 48))
    sizes = rng.integers(1, 9, len(user))
    items = [np.sort(rng.choice(ITEMS, size, replace=False)) for size in sizes]
    return VisitLog.build(
        user=user,
        at=np.arange(len(user)) * 86_400,
        start=np.concatenate([[0], np.cumsum(sizes)]),
        items=np.concatenate(items),
        split=np.zeros(len(user)),
    )
