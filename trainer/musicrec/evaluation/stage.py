"""The stage `evaluation`: baselines and the model on the test cases → report.json, report.md.

The model comes in by `musicrec.generator.scorer.load_scorers(context) -> Sequence[Scorer]`: the
shipped model first, then its arms. Without a trained generator the baselines are measured alone.
"""

from __future__ import annotations

import datetime as dt
import importlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from musicrec.data.cases import TASKS, load_cases
from musicrec.data.items import load_items
from musicrec.data.visits import FIT, VALIDATION, load_visits
from musicrec.evaluation.baselines import baselines_of
from musicrec.evaluation.baselines.base import Log
from musicrec.evaluation.beyond import beyond, vectors_of
from musicrec.evaluation.lists import measured_rows
from musicrec.evaluation.measure import measure
from musicrec.evaluation.networks import Networks
from musicrec.evaluation.report import LEAVE_ONE_OUT, PRIMARY, PROTOCOL, markdown, task_report
from musicrec.evaluation.scorer import Scorer
from musicrec.evaluation.tuning import MAX_CASES, TunedBaseline, tune
from musicrec.features.store import Features, load_features
from musicrec.progress import Progress
from musicrec.seeds import derive_seed
from musicrec.stage import Context, hash_file, hash_json, read_meta

PRIMARY_CUTOFF = 10


def model_scorers(context: Context) -> Sequence[Scorer]:
    """The trained model's scorers; none where the generator has not finished."""
    if not (context.generator / "generator_ship.pt").exists():
        return ()
    # Found when the stage runs, so that measuring baselines needs no torch.
    module = importlib.import_module("musicrec.generator.scorer")
    scorers: Sequence[Scorer] = module.load_scorers(context)
    return scorers


def features_of(context: Context) -> Features | None:
    """The items' features, None where the stage has not run on what `prepare` holds now."""
    prepared, made = read_meta(context.prepare), read_meta(context.features)
    if prepared is None or made is None:
        return None
    if made["key"]["inputs"].get("prepare") != hash_json(prepared["outputs"]):
        return None
    return load_features(context.features)


def evaluate(
    context: Context,
    scorers: Sequence[Scorer],
    *,
    networks: Networks | None = None,
    longest: int | None = None,
) -> dict[str, Any]:
    """The report as JSON values; `scorers` are the model and its arms, the model first.

    `networks` are baselines too, trained already. `longest`: no cutoff beyond it, where a scorer
    has lists of that length.
    """
    config = context.config.evaluation
    visits = load_visits(context.prepare)
    cases = load_cases(context.prepare, visits)
    table = load_items(context.prepare)
    types = table.codes("type")
    items = len(table)
    features = features_of(context)
    fit = Log(visits.up_to(FIT), items, features=features)
    classes, left_out = baselines_of(fit)
    choices = tune(
        fit,
        cases,
        types,
        classes=classes,
        seed=derive_seed(context.seed, "tuning"),
        progress=context.progress,
    )
    log = Log(visits.up_to(VALIDATION), items, features=features)
    baselines: list[Scorer] = [TunedBaseline(cls(log), choices[cls.name]) for cls in classes]
    if networks is not None:
        baselines += networks.scorers
        left_out = {**left_out, **networks.left_out}
    measured_scorers = [*scorers, *baselines]
    unlike = vectors_of(log)
    of_lists = beyond(log, unlike)
    cutoffs = sorted({*config.cutoffs, PRIMARY_CUTOFF})
    cutoffs = [k for k in cutoffs if longest is None or k <= longest]
    tasks: dict[str, Any] = {}
    for task in TASKS:
        some = cases.select(measured_rows(context, cases, task))
        if not len(some):
            tasks[task] = {"skipped": "The test period has no case of this task."}
            continue
        measured = measure(
            measured_scorers,
            some,
            types,
            cutoffs=cutoffs,
            progress=context.progress,
            of_lists=of_lists,
        )
        tasks[task] = task_report(
            measured,
            how={scorer.name: scorer.how for scorer in measured_scorers},
            settings={
                cls.name: {
                    "params": choices[cls.name][task].params,
                    "at_edge": choices[cls.name][task].at_edge,
                    "grid": [[params, mean] for params, mean in choices[cls.name][task].tried],
                }
                for cls in classes
            },
            model=scorers[0].name if scorers else None,
            baselines=[scorer.name for scorer in baselines],
            cases=some,
            popularity=log.popularity,
            samples=config.bootstrap_samples,
            seed=derive_seed(context.seed, task),
        )
    statistics = json.loads((context.prepare / "statistics.json").read_text(encoding="utf-8"))
    return {
        "data": {
            "name": context.shop.name,
            "items": items,
            "users": len(visits.users),
            "visits": len(visits),
            "visits_by_split": np.bincount(visits.split, minlength=3).tolist(),
            "validation_from": _day(statistics["validation_from"]),
            "test_from": _day(statistics["test_from"]),
            "sha256": {
                name: hash_file(context.prepare / name)
                for name in ("items.json", "visits.npz", "cases.npz")
            },
        },
        "protocol": {
            **PROTOCOL,
            **({} if statistics["test_from"] is not None else {"split": LEAVE_ONE_OUT}),
            **(
                {"diversity": f"1 − mean cosine of {unlike[0]} over the pairs of the first ten"}
                if unlike
                else {}
            ),
            "baselines": f"parameters per task by {PRIMARY} on at most {MAX_CASES:,} validation "
            "cases a task, counted on fit; measured counted on fit + validation",
        },
        **({"left_out": left_out} if left_out else {}),
        "seed": context.seed,
        "measured": f"all test cases{_sampled(config.max_cases)}",
        "bootstrap_samples": config.bootstrap_samples,
        "tasks": tasks,
    }


def _sampled(most: int) -> str:
    return f", at most {most:,} a task, drawn with the seed" if most else ""


def _day(seconds: int | None) -> str | None:
    if seconds is None:
        return None
    return dt.datetime.fromtimestamp(seconds, tz=dt.UTC).strftime("%Y-%m-%d %H:%M")


def write_report(report: dict[str, Any], folder: Path, progress: Progress) -> None:
    """Write report.json and report.md, say the verdicts."""
    text = json.dumps(report, indent=1, ensure_ascii=False)
    (folder / "report.json").write_text(text, encoding="utf-8")
    (folder / "report.md").write_text(markdown(report), encoding="utf-8")
    for task, part in report["tasks"].items():
        if "verdict" in part:
            progress.say(f"evaluation: {task}: {part['verdict']['text']}")


def run(context: Context) -> None:
    """Write `<work>/evaluation`; raises STAGE_INPUT_MISSING."""
    report = evaluate(context, model_scorers(context))
    write_report(report, context.evaluation, context.progress)
