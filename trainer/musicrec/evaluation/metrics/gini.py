"""Gini index@k of exposure: how unevenly the first k places of all lists fall on the catalogue.

G = 1 / (N − 1) · Σ_{j=1…N} (2j − N − 1) p_(j), where p_(1) ≤ … ≤ p_(N) are the items' shares of all
places (Shani & Gunawardana 2011, doi 10.1007/978-0-387-85820-3_8, section 8.3.3).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def gini(exposure: NDArray[np.int64]) -> float:
    """0 where items of `exposure` (N) are shown alike, 1 where one alone is; 0 without lists."""
    items, places = len(exposure), int(exposure.sum())
    if items < 2 or places == 0:
        return 0.0
    share = np.sort(exposure) / places  # (N)
    weight = 2 * np.arange(1, items + 1) - items - 1
    return float((weight * share).sum() / (items - 1))
