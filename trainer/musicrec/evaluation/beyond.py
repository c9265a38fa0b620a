"""What lists are besides right: novelty and diversity as columns of a measurement, from a log.

Vectors for the diversity are the items' content, text and image alike, as it was before any
tokenizer saw it, so that no scorer is measured in a space of its own; where no item has content,
who takes what stands in.
"""

from __future__ import annotations

from functools import partial

import numpy as np
from numpy.typing import NDArray

from musicrec.evaluation.baselines.base import Log
from musicrec.evaluation.baselines.content import unit_features
from musicrec.evaluation.measure import HEAD, OfLists
from musicrec.evaluation.metrics import diversity, novelty, surprise
from musicrec.features.unit_rows import unit_rows

Vectors = tuple[str, NDArray[np.float32]]


def vectors_of(log: Log) -> Vectors | None:
    """What tells items apart, and its vectors (N, F) of length 1 or 0; None without features."""
    if log.features is None:
        return None
    unit = unit_features(log)
    if unit:
        return " and ".join(unit), unit_rows(np.concatenate(list(unit.values()), axis=1))
    return "company", unit_rows(log.features.collaborative)


def beyond(log: Log, vectors: Vectors | None) -> OfLists:
    """novelty@10, and diversity@10 where there are `vectors_of` the log."""
    columns = {f"novelty@{HEAD}": partial(novelty, bits=surprise(log.popularity), k=HEAD)}
    if vectors is not None:
        columns[f"diversity@{HEAD}"] = partial(diversity, unit=vectors[1], k=HEAD)
    return columns
