"""One run: an arm with a seed through tokenizer and generator, measured, and what it came to.

`prepare` and `features` depend on no arm and no seed of a run: they lie in a folder that all runs
share, made once with the configuration's own seed, so that all answer the same questions.
"""

from __future__ import annotations

import importlib
import json
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from musicrec import __version__
from musicrec.ablations.arms import config_of
from musicrec.ablations.ledger import RUN, Entry, Key
from musicrec.ablations.measuring import metrics_of
from musicrec.config import Config
from musicrec.errors import MusicRecError
from musicrec.evaluation.stage import model_scorers
from musicrec.stage import (
    PACKAGE,
    Context,
    hash_json,
    hash_tree,
    read_meta,
    run_stage,
    stage_named,
)

SHARED = ("prepare", "features")
OWN = ("tokenizer", "generator")
CODE = ("data", "features", "tokenizer", "generator", "evaluation")
HEALTH = ("items", "usage", "perplexity", "collisions_before", "moved", "prefixes")
LENGTH = 12
"""Of a hash in the ledger, hexadecimal digits."""


@dataclass(frozen=True, kw_only=True)
class RunContext(Context):
    """A run's context; `shared` holds the folders of the SHARED stages."""

    shared: Path

    def folder(self, stage: str) -> Path:
        """The folder of a stage, there or not."""
        return (self.shared if stage in SHARED else self.work) / stage


@dataclass(frozen=True, kw_only=True)
class Common:
    """What all runs of a harness have in common, as hashes: see `Key`."""

    data: str
    code: str


def share(base: Context) -> Common:
    """Bring the SHARED stages in `base.work` up to date.

    All code is loaded before it is hashed: who edits it meanwhile changes neither.
    """
    for name in (*SHARED, *OWN):
        importlib.import_module(stage_named(name).module)
    code = hash_json([hash_tree(PACKAGE / name, "*.py") for name in CODE])
    outputs = []
    for name in SHARED:
        run_stage(base, stage_named(name))
        meta = read_meta(base.folder(name))
        if meta is None:
            raise MusicRecError("STAGE_INPUT_MISSING", f"{base.folder(name)} is not finished.")
        outputs.append(meta["outputs"])
    return Common(data=hash_json(outputs)[:LENGTH], code=code[:LENGTH])


def context_of(base: Context, out: Path, arm: str, seed: int) -> RunContext:
    """The context of a run below `out`; the base's working folder is shared."""
    work = out / "runs" / f"{arm}-{seed}"
    return RunContext(
        config=config_of(base.config, arm, seed),
        shop=base.shop,
        data=base.data,
        work=work,
        out=work / "bundle",
        cache=base.cache,
        progress=base.progress,
        shared=base.work,
    )


def key_of(base: Context, common: Common, arm: str, seed: int) -> Key:
    """What the ledger calls a run."""
    return Key(
        arm=arm,
        seed=seed,
        settings=_settings(base.config),
        config=_settings(config_of(base.config, arm, seed)),
        data=common.data,
        code=common.code,
    )


def _settings(config: Config) -> str:
    values = replace(config, seed=0, threads=0).as_dict()
    del values["export"]
    return hash_json(values)[:LENGTH]


def perform(base: Context, context: RunContext, key: Key) -> Entry:
    """Run what is not up to date and measure the model. Raises what the stages raise."""
    for name in OWN:
        run_stage(context, stage_named(name))
    start = time.monotonic()
    metrics = metrics_of(base, model_scorers(context))
    measuring = round(time.monotonic() - start, 1)
    metas = {name: read_meta(context.folder(name)) or {} for name in OWN}
    peaks = [meta["peak_mb"] for meta in metas.values() if meta.get("peak_mb") is not None]
    health = _read(context.tokenizer / "health.json")
    values = {
        "name": context.shop.name,
        "leave_one_out": _read(base.prepare / "statistics.json")["test_from"] is None,
        "version": __version__,
        "threads": context.threads,
        # Of a run that was killed and went on: what the last process took.
        "seconds": {
            **{name: meta.get("seconds") for name, meta in metas.items()},
            "measuring": measuring,
        },
        "peak_mb": max(peaks, default=None),
        "health": {name: _rounded(health[name]) for name in HEALTH},
        "metrics": metrics,
    }
    return Entry(what=RUN, key=key, values=values)


def _rounded(value: Any) -> Any:
    if isinstance(value, list):
        return [_rounded(one) for one in value]
    return round(value, 3) if isinstance(value, float) else value


def _read(path: Path) -> dict[str, Any]:
    values: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return values
