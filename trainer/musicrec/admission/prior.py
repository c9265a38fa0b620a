"""The prior with new items in it: what they lead to, and what leads to them.

Both are what their kin have: the row of a new item is the mixture of its kin's rows, and what leads
from a to it is the mixture of what leads from a to its kin, times `factor`. For this an item counts
as its own neighbour, no lighter than its heaviest: who has an item is led to what is new and like
it. A row keeps its heaviest neighbours, as many as before: a new one comes in where it is heavier
than the lightest.
"""

from __future__ import annotations

import numpy as np
from scipy import sparse

from musicrec.admission.kin import Kin
from musicrec.features.prior import Prior, as_matrix, heaviest


def admit_to_prior(prior: Prior, kin: Kin, *, factor: float) -> Prior:
    """A prior of N known items → one of N + C."""
    known, neighbours = prior.neighbours.shape
    weights = as_matrix(prior)  # (N, N)
    own = sparse.diags_array(prior.weights.max(axis=1))
    mixture = _matrix(kin, known)  # (C, N)
    ahead = mixture @ (weights + own)  # (C, N) from new to known
    back = factor * ((weights + own) @ mixture.T)  # (N, C) from known to new
    among = factor * (ahead @ mixture.T)  # (C, C) from new to new
    among.setdiag(0)
    whole = sparse.block_array([[weights, back], [ahead, among]], format="coo")
    whole.eliminate_zeros()
    rows, columns = whole.coords
    return heaviest(
        rows,
        columns,
        whole.data.astype(np.float32),
        items=known + len(kin.rows),
        neighbours=neighbours,
    )


def _matrix(kin: Kin, known: int) -> sparse.csr_array:
    count, most = kin.rows.shape
    row = np.repeat(np.arange(count), most)
    return sparse.csr_array((kin.weights.ravel(), (row, kin.rows.ravel())), shape=(count, known))
