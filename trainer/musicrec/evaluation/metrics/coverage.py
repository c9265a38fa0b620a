"""Catalogue coverage@k: the share of the catalogue that is in the first k of some list.

Ge, Delgado-Battenfeld & Jannach 2010 (doi 10.1145/1864708.1864761). More lists cover more: compare
only over the same cases.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def coverage(exposure: NDArray[np.int64]) -> float:
    """The share of items of `exposure` (N), lists that show each item, shown at all; 0 … 1."""
    return float((exposure > 0).mean())
