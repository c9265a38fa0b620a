"""Fixtures every part of the trainer may use: a made-up shop, prepared once a session."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings

from musicrec.config import load_config
from musicrec.data.synthetic import write_synthetic_shop
from musicrec.progress import Progress
from musicrec.shop import load_shop
from musicrec.stage import Context, run_stage, stage_named

# A loaded machine is no failure, and the same commit gives the same examples.
settings.register_profile("musicrec", deadline=None, derandomize=True)
settings.load_profile("musicrec")

TINY = Path(__file__).resolve().parents[1] / "configs" / "tiny.yaml"


@pytest.fixture(scope="session")
def synthetic_shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the made-up shop; do not write into it."""
    return write_synthetic_shop(tmp_path_factory.mktemp("shop"))


@pytest.fixture
def make_context(tmp_path: Path, synthetic_shop: Path) -> Callable[..., Context]:
    """A context over the made-up shop (or `data`) with the tiny configuration and overrides."""

    def make(*overrides: str, data: Path = synthetic_shop, work: str = "work") -> Context:
        return Context(
            config=load_config(TINY, overrides),
            shop=load_shop(data),
            data=data,
            work=tmp_path / work,
            out=tmp_path / "bundle",
            cache=tmp_path / "cache",
            progress=Progress(quiet=True),
        )

    return make


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory, synthetic_shop: Path) -> Context:
    """A context whose `prepare` has run; do not write into its folders."""
    work = tmp_path_factory.mktemp("work")
    context = Context(
        config=load_config(TINY),
        shop=load_shop(synthetic_shop),
        data=synthetic_shop,
        work=work,
        out=work / "bundle",
        cache=work / "cache",
        progress=Progress(quiet=True),
    )
    run_stage(context, stage_named("prepare"))
    return context
