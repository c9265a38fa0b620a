"""Metrics of ranked lists, one a file, per case; averaging is the caller's.

All take `hits` (C, K) bool (whether the item at that rank is a target; rank 0 first; False where a
list is shorter) and `targets` (C) int (number of targets of the case, ≥ 1), and a cutoff k ≤ K.
"""

from musicrec.evaluation.metrics.mrr import mrr
from musicrec.evaluation.metrics.ndcg import ndcg
from musicrec.evaluation.metrics.recall import recall

METRICS = {"recall": recall, "ndcg": ndcg, "mrr": mrr}

__all__ = ["METRICS", "mrr", "ndcg", "recall"]
