"""Metrics of ranked lists, one a file; averaging over cases is the caller's.

How right a list is (METRICS), per case: `hits` (C, K) bool (whether the item at that rank is a
target; rank 0 first; False where a list is shorter), `targets` (C) int (number of targets of the
case, ≥ 1), and a cutoff k ≤ K. What a list is besides, per case: novelty and diversity, of the
items themselves, `ranked` (C, K). What all lists together are (CATALOGUE): coverage and Gini index,
of `exposure` (N), the number of lists that show each item.
"""

from musicrec.evaluation.metrics.coverage import coverage
from musicrec.evaluation.metrics.diversity import diversity
from musicrec.evaluation.metrics.gini import gini
from musicrec.evaluation.metrics.mrr import mrr
from musicrec.evaluation.metrics.ndcg import ndcg
from musicrec.evaluation.metrics.novelty import novelty, surprise
from musicrec.evaluation.metrics.recall import recall

METRICS = {"recall": recall, "ndcg": ndcg, "mrr": mrr}
CATALOGUE = {"coverage": coverage, "gini": gini}

__all__ = [
    "CATALOGUE",
    "METRICS",
    "coverage",
    "diversity",
    "gini",
    "mrr",
    "ndcg",
    "novelty",
    "recall",
    "surprise",
]
