"""report.json and report.md: numbers with intervals, and how they came about.

Every number stands with its data, protocol, level and how its settings were chosen; a verdict per
task says whether the model is worth its weight against the best baseline.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from musicrec.data.cases import KIND, NOVELTY, Cases
from musicrec.evaluation.bootstrap import ClusteredBootstrap, Interval
from musicrec.evaluation.breakdown import breakdown
from musicrec.evaluation.measure import HEAD, Measured
from musicrec.evaluation.metrics import CATALOGUE

PRIMARY = "recall@10"
SHOWN = ("recall@10", "ndcg@10", "mrr@10")
BESIDES = ("coverage@10", "gini@10", "novelty@10", "diversity@10")
LEAVE_ONE_OUT = (
    "leave one out: of each user the last step is test, the one before validation, all others fit; "
    "all choices with fit → validation; test with fit + validation → test"
)
PROTOCOL = {
    "level": "item",
    "ranking": "the full catalogue, less what the task excludes: the basket always, bought items "
    "(novelty items) or all items of bought or revealed types (novelty types); ties to the lower "
    "item index",
    "split": "temporal: all choices with fit → validation; test with fit + validation → test",
    "history": "every visit of the user before the case's visit, whatever its split",
    "recall": "targets among the first k / targets of the case, averaged over cases",
    "verdict": "the model against the baseline that is best on test, which favours the baselines",
    "coverage, gini": "share of the catalogue in the first ten of any list; how unevenly those "
    "places fall on it, 0 evenly, 1 on one item",
    "novelty": "mean −log2 of the item's share of training interactions over the first ten, in "
    "bits",
    "intervals": "95 % percentile bootstrap, users drawn whole; ratios are paired",
}


WITHOUT = "MusicRec, without generator"
"""The arm of dense head and counts alone, as generator/scorer.py names it."""


def outcome_of(
    ratio: Sequence[float | None], without_generator: Sequence[float | None] | None
) -> str:
    """What to ship, by the ratios [value, low, high] to the best baseline and to `WITHOUT`.

    `generator`: better than both; `without`: better than the baseline, but no better than without
    the generator; `model`: better, and nothing tells by what; `counts`: no better than the
    baseline.
    """
    if not _better(ratio):
        return "counts"
    if without_generator is None:
        return "model"
    return "generator" if _better(without_generator) else "without"


def _better(ratio: Sequence[float | None]) -> bool:
    return ratio[1] is not None and ratio[1] > 1


def verdict_of(
    measured: Measured, bootstrap: ClusteredBootstrap, model: str | None, baselines: Sequence[str]
) -> dict[str, Any]:
    """Model against the task's best baseline, and against itself without its generator.

    Paired ratios of PRIMARY on test, and `outcome_of` them.
    """
    best = max(baselines, key=lambda name: float(measured.of(name, PRIMARY).mean()))
    if model is None:
        return {"best_baseline": best, "text": f"no model was measured; {best} is best"}
    ratio = bootstrap.ratio(measured.of(model, PRIMARY), measured.of(best, PRIMARY))
    verdict: dict[str, Any] = {"best_baseline": best, "ratio": ratio.as_json()}
    span = f"{_times(ratio)} of {best}"
    if ratio.low > 1:
        text = f"better: {span}"
    elif ratio.high < 1:
        text = f"worse: {span}; executor: 'graph' serves counts alone instead"
    else:
        text = f"no difference beyond the interval: {span}; the smaller does as well"
    if WITHOUT in measured.values:
        alone = bootstrap.ratio(measured.of(model, PRIMARY), measured.of(WITHOUT, PRIMARY))
        verdict["without_generator"] = alone.as_json()
        text += f"; {_times(alone)} of the same without its generator"
        text += ": no difference beyond the interval" if alone.low <= 1 <= alone.high else ""
    verdict["outcome"] = outcome_of(verdict["ratio"], verdict.get("without_generator"))
    return {**verdict, "text": text}


def _times(ratio: Interval) -> str:
    return f"× {ratio.value:.3f} ({ratio.low:.3f} – {ratio.high:.3f})"


def task_report(
    measured: Measured,
    *,
    how: dict[str, str],
    settings: dict[str, Any],
    model: str | None,
    baselines: Sequence[str],
    cases: Cases,
    popularity: NDArray[np.floating],
    samples: int,
    seed: int,
) -> dict[str, Any]:
    """The report of one task. `model` is the scorer the verdict is about, None without one.

    `cases` are those measured; `popularity` (N) as `breakdown` wants it.
    """
    bootstrap = ClusteredBootstrap(measured.users, samples=samples, seed=seed)
    scorers: dict[str, Any] = {}
    for name, values in measured.values.items():
        means: list[Interval] = bootstrap.means(values)
        scorers[name] = {
            "how": how[name],
            **({"settings": settings[name]} if name in settings else {}),
            **{
                f"{of_all}@{HEAD}": round(metric(measured.exposure[name]), 4)
                for of_all, metric in CATALOGUE.items()
            },
            **{
                column: value.as_json()
                for column, value in zip(measured.columns, means, strict=True)
            },
        }
    ratios = {}
    if model is not None:
        for name in measured.values:
            if name != model:
                pair = (measured.of(model, PRIMARY), measured.of(name, PRIMARY))
                ratios[f"{model} / {name}"] = bootstrap.ratio(*pair).as_json()
    return {
        "kind": KIND[measured.task],
        "novelty": NOVELTY[measured.task],
        "cases": len(measured.users),
        "users": len(bootstrap.labels),
        "scorers": scorers,
        f"ratios of {PRIMARY}": ratios,
        "verdict": verdict_of(measured, bootstrap, model, baselines),
        "breakdown": breakdown(measured, cases, popularity, samples=samples, seed=seed),
    }


def _cell(values: list[float | None]) -> str:
    value, low, high = values
    if value is None:
        return "–"
    half = "" if low is None or high is None else f" ± {(high - low) / 2:.4f}"
    return f"{value:.4f}{half}"


def _besides(value: float | list[float | None]) -> str:
    number = value[0] if isinstance(value, list) else value
    return "–" if number is None else f"{number:.3f}"


def periods(data: Mapping[str, Any]) -> str:
    """How the log was split, in words."""
    if data["test_from"] is None:
        return "the last step of each user is test, the one before validation"
    return f"validation from {data['validation_from']}, test from {data['test_from']} (UTC)"


def markdown(report: dict[str, Any]) -> str:
    """report.json for people."""
    data = report["data"]
    lines = [
        f"# Evaluation: {data['name']}",
        "",
        f"{data['items']:,} items, {data['users']:,} users, {data['visits']:,} visits; "
        f"{periods(data)}. Seed {report['seed']}. Measured: {report['measured']}.",
        "",
        *(f"- {name}: {text}" for name, text in report["protocol"].items()),
        *(f"- {name} is left out: {text}" for name, text in report.get("left_out", {}).items()),
    ]
    for task, part in report["tasks"].items():
        lines += ["", f"## {task}", ""]
        if "skipped" in part:
            lines.append(part["skipped"])
            continue
        known = next(iter(part["scorers"].values()))
        columns = [name for name in SHOWN if name in known]
        besides = [name for name in BESIDES if name in known]
        lines += [
            f"{part['cases']:,} cases of {part['users']:,} users; kind {part['kind']}, novelty "
            f"{part['novelty']}. Verdict: {part['verdict']['text']}.",
            "",
            "| scorer | " + " | ".join([*columns, *besides]) + " | settings |",
            "|---|" + "---|" * (len(columns) + len(besides) + 1),
        ]
        for name, values in part["scorers"].items():
            cells = [_cell(values[column]) for column in columns]
            chosen = values.get("settings", {})
            text = ", ".join(f"{key} {value:g}" for key, value in chosen.get("params", {}).items())
            if chosen.get("at_edge"):
                text += f" (at the grid's edge: {', '.join(chosen['at_edge'])})"
            cells += [_besides(values[column]) for column in besides]
            cells.append(text or values["how"])
            lines.append(f"| {name} | " + " | ".join(cells) + " |")
        ratios = part[f"ratios of {PRIMARY}"]
        if ratios:
            lines += ["", f"Ratios of {PRIMARY}, paired:", ""]
            for name, (value, low, high) in ratios.items():
                if value is not None and low is not None:
                    lines.append(f"- {name}: {value:.3f} ({low:.3f} – {high:.3f})")
    return "\n".join(lines) + "\n"
