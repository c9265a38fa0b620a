from __future__ import annotations

import copy
from typing import Any

from musicrec.export.protocol import digest_blend, digest_report

WEIGHTS = {"generator": 1.0, "prior": 0.5, "dense": 0.1, "frequency": 0.0, "discount": 0.0}


def tried(discount: float, loss: float) -> dict[str, float]:
    return {"discount": discount, "popular_in_8": 2 - discount, "distinct_items": 9.0,
            "ndcg": 0.2 - loss, "loss": loss}  # fmt: skip


CHOSEN: dict[str, Any] = {
    "blend": {key: {**WEIGHTS, "discount": 0.3} for key in ("next.any", "next.types")},
    "arms": {
        "next.any": {
            "full": {"blend": WEIGHTS, "ndcg": 0.20004, "recall": 0.3, "cases": 50},
            "counts": {"blend": WEIGHTS, "ndcg": 0.1, "recall": 0.2, "cases": 50},
        }
    },
    "shelf": {
        key: {"discount": 0.3, "per_type": 1, "tried": [tried(0, 0), tried(0.3, 0.005)]}
        for key in ("next.any", "next.types")
    },
}
SCORER = {"how": "…", "recall@10": [0.3, 0.2, 0.4], "ndcg@10": [0.2, 0.1, 0.3], "hit@10": [1, 1, 1]}
REPORT: dict[str, Any] = {
    "data": {"name": "Shop", "items": 9, "sha256": {"items.json": "…"}},
    "protocol": {"level": "item"},
    "measured": "all test cases",
    "seed": 1,
    "bootstrap_samples": 200,
    "tasks": {
        "next": {
            "kind": "next",
            "novelty": "any",
            "cases": 50,
            "users": 7,
            "scorers": {"MusicRec": SCORER, "MusicRec, dense": SCORER, "popularity": SCORER},
            "verdict": {"best_baseline": "popularity", "text": "better"},
        },
        "next_new": {"skipped": "no case"},
    },
}


def test_what_the_discount_costs_is_said() -> None:
    keys = digest_blend(CHOSEN)["keys"]
    assert keys["next.any"]["ndcg@10"] == {"full": 0.2, "counts": 0.1}
    assert keys["next.any"]["discount"]["discount"] == 0.3
    assert keys["next.any"]["discount"]["loss"] == 0.005
    assert "next.types" not in keys  # borrowed, measured by no task


def test_the_report_is_reduced_to_model_best_baseline_and_verdict() -> None:
    digest = digest_report(REPORT)
    assert digest["data"] == {"name": "Shop", "items": 9}
    task = digest["tasks"]["next"]
    assert list(task["scorers"]) == ["MusicRec", "popularity"]
    assert task["scorers"]["MusicRec"] == {"recall@10": [0.3, 0.2, 0.4], "ndcg@10": [0.2, 0.1, 0.3]}
    assert task["verdict"]["text"] == "better"
    assert digest["tasks"]["next_new"] == {"skipped": "no case"}


def test_a_report_without_a_model_shows_the_best_baseline_once() -> None:
    report = copy.deepcopy(REPORT)
    part = report["tasks"]["next"]
    part["scorers"] = {"popularity": SCORER, "cosine": SCORER}
    assert list(digest_report(report)["tasks"]["next"]["scorers"]) == ["popularity"]
