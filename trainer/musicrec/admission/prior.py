"""The prior with new items in it: what they lead to, and what leads to them.

Both are what their kin have: the row of a new item is the mixture of its kin's rows, and what leads
from a to it is the mixture of what leads from a to its kin, times `factor`. For this an item counts
as its own neighbour, no lighter than its heaviest: who has an item is led to what is new and like
it. New items have `ROOM` places of their own in every row: no known neighbour makes way.
"""

from __future__ import annotations

import numpy as np
from scipy import sparse

from musicrec.admission.kin import Kin
from musicrec.features.prior import Prior, as_matrix, heaviest_of

ROOM = 8


def admit_to_prior(prior: Prior, kin: Kin, *, factor: float) -> Prior:
    """A prior (N, K) of known items → (N + C, K + ROOM); kin's weights add up to 1."""
    known, neighbours = prior.neighbours.shape
    weights = as_matrix(prior)  # (N, N)
    led = sparse.csr_array(weights + sparse.diags_array(prior.weights.max(axis=1)))
    mixture = _matrix(kin, known)  # (C, N)
    ahead = sparse.csr_array(mixture @ led)  # (C, N) from new to known
    back = factor * sparse.vstack([led @ mixture.T, _apart(ahead @ mixture.T)])  # (N + C, C)
    to_known = sparse.vstack([weights, _cut(ahead, neighbours)])  # (N + C, N)
    whole = sparse.coo_array(sparse.hstack([to_known, _cut(back, ROOM)]))
    return heaviest_of(whole, neighbours + ROOM)


def _matrix(kin: Kin, known: int) -> sparse.csr_array:
    count, most = kin.rows.shape
    row = np.repeat(np.arange(count), most)
    return sparse.csr_array((kin.weights.ravel(), (row, kin.rows.ravel())), shape=(count, known))


def _apart(weights: sparse.csr_array) -> sparse.csr_array:
    """Without what leads from an item to itself."""
    return sparse.csr_array(weights - sparse.diags_array(weights.diagonal()))


def _cut(weights: sparse.csr_array, most: int) -> sparse.csr_array:
    """The `most` heaviest of each row."""
    whole = sparse.coo_array(weights)
    whole.eliminate_zeros()
    return as_matrix(heaviest_of(whole, most), columns=whole.shape[1])
