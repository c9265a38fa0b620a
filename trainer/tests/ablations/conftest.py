"""A made-up benchmark whose items have text and images, in seconds."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from musicrec.config import load_config
from musicrec.progress import Progress
from musicrec.shop import load_shop
from musicrec.stage import Context
from tests.benchmark_folder import unnamed, write_benchmark
from tests.conftest import TINY

ITEMS, KINDS = 60, 12
QUICK = (
    "tokenizer.epochs=5",
    "generator.epochs=2",
    "generator.batch_size=16",
    "data.min_events=100",
    "threads=1",
)


@pytest.fixture(scope="session")
def benchmark_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The next step is always the item after the next one; do not write into it."""
    data = tmp_path_factory.mktemp("ablations") / "set"
    data.mkdir()
    rng = np.random.default_rng(0)
    for modality in ("text", "image"):
        centres = rng.standard_normal((KINDS, 20))
        rows = centres[np.arange(ITEMS) % KINDS] + 0.5 * rng.standard_normal((ITEMS, 20))
        np.save(data / f"{modality}_features.npy", rows.astype(np.float32))
    steps = [[(start + 2 * k) % ITEMS for k in range(8)] for start in rng.integers(0, ITEMS, 60)]
    return write_benchmark(data, unnamed(ITEMS), steps)


@pytest.fixture(scope="session")
def make_base(benchmark_data: Path) -> Callable[[Path], Context]:
    """The context of what runs share, in a folder."""

    def make(out: Path) -> Context:
        return Context(
            config=load_config(TINY, QUICK),
            shop=load_shop(benchmark_data),
            data=benchmark_data,
            work=out / "shared",
            out=out / "bundle",
            cache=out / "encoders",
            progress=Progress(quiet=True),
        )

    return make
