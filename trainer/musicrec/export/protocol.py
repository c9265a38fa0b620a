"""The manifest's `protocol`: how good the bundle is, and how every chosen number was chosen.

A digest of evaluation/report.json and generator/blend.json; the whole of them stays in the working
folder.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

METRICS = ("recall@10", "ndcg@10", "mrr@10", "coverage@10")


def digest_report(report: Mapping[str, Any]) -> dict[str, Any]:
    """Data, protocol and per task: model, best baseline, verdict."""
    data = {key: value for key, value in report["data"].items() if key != "sha256"}
    tasks = {name: _task(part) for name, part in report["tasks"].items()}
    return {
        "data": data,
        "protocol": report["protocol"],
        "measured": report["measured"],
        "seed": report["seed"],
        "bootstrap_samples": report["bootstrap_samples"],
        "tasks": tasks,
    }


def _task(part: Mapping[str, Any]) -> dict[str, Any]:
    if "skipped" in part:
        return {"skipped": part["skipped"]}
    verdict = part["verdict"]
    model = next(iter(part["scorers"]))  # the report's first scorer is the model, if there is one
    best = verdict["best_baseline"]
    shown = [model] if model == best else [model, best]
    return {
        "kind": part["kind"],
        "novelty": part["novelty"],
        "cases": part["cases"],
        "users": part["users"],
        "scorers": {
            name: {
                metric: part["scorers"][name][metric]
                for metric in METRICS
                if metric in part["scorers"][name]
            }
            for name in shown
        },
        "verdict": verdict,
    }


def digest_blend(chosen: Mapping[str, Any]) -> dict[str, Any]:
    """Per blend key: NDCG@10 of all terms and of the counts alone on validation, the discount."""
    keys: dict[str, Any] = {}
    for key, arms in chosen["arms"].items():
        keys[key] = {
            "cases": arms["full"]["cases"],
            "ndcg@10": {arm: round(values["ndcg"], 4) for arm, values in arms.items()},
            "discount": _discount(chosen["shelf"][key]),
        }
    return {
        "weights": "by NDCG@10 on validation cases, model of the fit visits, without discount",
        "discount": "the largest that costs at most 0.5 % of the NDCG@10",
        "keys": keys,
    }


def _discount(shelf: Mapping[str, Any]) -> dict[str, Any]:
    """What the shipped discount costs."""
    row = next(entry for entry in shelf["tried"] if entry["discount"] == shelf["discount"])
    return {name: row[name] for name in ("discount", "popular_in_8", "ndcg", "loss")}
