"""Two finished bundles: a benchmark trained for real in seconds, and a shop of baskets.

The shop's networks have random weights (tests/export/tiny.py); its evaluation is of the made-up
shop, with scorers that know how much of the answer they tell.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from musicrec.config import load_config
from musicrec.evaluation.report import WITHOUT
from musicrec.evaluation.stage import evaluate, write_report
from musicrec.export.bundle import write_bundle
from musicrec.progress import Progress
from musicrec.shop import load_shop
from musicrec.stage import Context, run_stages
from tests.benchmark_folder import write_benchmark
from tests.conftest import TINY
from tests.evaluation.oracle import Oracle
from tests.export.tiny import tiny_bundle

QUIET = Progress(quiet=True)
HOSTILE = '<script>alert("1")</script> & co'
WORDS = ("acoustic", "bass", "cable", "drum", "electric", "fiddle")


@pytest.fixture(scope="session")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Context:
    """A benchmark of sequences, trained, measured and exported; some titles are missing."""
    folder = tmp_path_factory.mktemp("benchmark")
    rng = np.random.default_rng(1)
    items: list[dict[str, Any]] = [
        {"title": f"{WORDS[row % 6]} no. {row}", "keywords": [WORDS[row % 6]]} for row in range(36)
    ]
    for row in range(0, 36, 3):
        items[row]["title"] = HOSTILE
    for row in (5, 11):
        del items[row]["title"]
    sequences = []
    for start in rng.integers(0, 36, 40):
        steps = np.where(
            rng.random(7) < 0.7, 6, rng.integers(1, 36, 7)
        )  # mostly the next of a kind
        sequences.append([int(item) for item in (start + np.cumsum(steps)) % 36])
    data = write_benchmark(folder / "data", items, sequences)
    context = Context(
        config=load_config(
            TINY,
            [
                *("threads=1", "data.min_events=100", "tokenizer.codebook_size=8"),
                *("evaluation.bootstrap_samples=100", "evaluation.cutoffs=[5, 10]"),
                *(
                    "tokenizer.epochs=3",
                    "generator.epochs=2",
                    "generator.extra_candidates=24",
                    "generator.batch_size=16",
                ),
                *("export.golden_cases=1", "export.selftest_cases=1"),
            ],
        ),
        shop=load_shop(data),
        data=data,
        work=folder / "bundle.work",
        out=folder / "bundle",
        cache=folder / "cache",
        progress=QUIET,
    )
    run_stages(context)
    return context


@pytest.fixture(scope="session")
def shop_report(prepared: Context) -> dict[str, Any]:
    """The evaluation of the made-up shop: the model tells all, without its generator half."""
    found = evaluate(prepared, (Oracle("MusicRec", 1.0), Oracle(WITHOUT, 0.5)))
    shown: dict[str, Any] = json.loads(json.dumps(found))
    return shown


@pytest.fixture
def shop_bundle(tmp_path: Path, shop_report: dict[str, Any]) -> Path:
    """A bundle of a shop with baskets; of its working folder there is the evaluation alone."""
    write_bundle(tiny_bundle()[1], tmp_path / "shop")
    folder = tmp_path / "shop.work" / "evaluation"
    folder.mkdir(parents=True)
    write_report(shop_report, folder, QUIET)
    return tmp_path / "shop"
