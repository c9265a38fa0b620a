"""Our metrics against those of an independent library: ranx 0.3.21 (pypi.org/project/ranx).

metrics_by_ranx.json holds made-up cases (item → score, no ties; 1 … 15 scored items; 1 … 12
targets, some of which no list holds) and what ranx gave for each:

    qrels, run = Qrels({case: {target: 1, …}, …}), Run({case: {item: score, …}, …})
    ranx.evaluate(qrels, run, metrics, return_mean=False)

with metrics recall@5, recall@10, ndcg@5, ndcg@10, mrr@5, mrr@10. All three are defined alike: the
recall divides by the number of targets, the NDCG is Järvelin's with an ideal list of min(k,
targets) hits, the MRR ends at k.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from musicrec.evaluation.metrics import METRICS
from musicrec.evaluation.scorer import rank_scores

FILE = json.loads((Path(__file__).parent / "metrics_by_ranx.json").read_text(encoding="utf-8"))
LONGEST = 10


@pytest.mark.parametrize("k", [5, 10])
@pytest.mark.parametrize("name", METRICS)
def test_metrics_are_those_of_ranx(name: str, k: int) -> None:
    cases = FILE["cases"]
    scores = np.zeros((len(cases), FILE["items"]), np.float32)
    excluded = np.ones(scores.shape, dtype=bool)  # what a list does not hold
    wanted = np.zeros(scores.shape, dtype=bool)
    for row, case in enumerate(cases):
        for item, score in case["scores"].items():
            scores[row, int(item)] = score
            excluded[row, int(item)] = False
        wanted[row, case["targets"]] = True
    ranked = rank_scores(scores, excluded, LONGEST)
    hits = np.take_along_axis(wanted, np.maximum(ranked, 0), axis=1) & (ranked >= 0)
    expected = [case["metrics"][f"{name}@{k}"] for case in cases]
    found = METRICS[name](hits, wanted.sum(axis=1), k)
    assert found == pytest.approx(expected, abs=1e-7)
    assert len(set(expected)) > 4
