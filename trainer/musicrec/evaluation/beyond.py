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
from musicrec.evaluation.baselines.content import normalised, unit_features
from musicrec.evaluation.measure import HEAD, OfLists
from musicrec.evaluation.metrics import diversity, novelty, surprise


def vectors_of(log: Log) -> tuple[str, NDArray[np.float32]] | None:
    """What tells items apart, and its vectors (N, F) of length 1 or 0; None without features."""
    if log.features is None:
        return None
    unit = unit_features(log)
    if unit:
        return " and ".join(unit), normalised(np.concatenate(list(unit.values()), axis=1))
    return "company", normalised(log.features.collaborative)


def beyond(log: Log) -> OfLists:
    """novelty@10, and diversity@10 where the items have features."""
    columns = {f"novelty@{HEAD}": partial(novelty, bits=surprise(log.popularity), k=HEAD)}
    found = vectors_of(log)
    if found is not None:
        columns[f"diversity@{HEAD}"] = partial(diversity, unit=found[1], k=HEAD)
    return columns
