"""Deterministic k-means in torch: the residual quantizer's start, its last polish, and the control.

Not a general clustering library: squared Euclidean distance, points that fit in memory.
"""

from __future__ import annotations

import torch
from torch import Tensor

ROWS_AT_ONCE = 8192


def squared_distances(points: Tensor, centres: Tensor) -> Tensor:
    """(B, V) squared Euclidean distances of points (B, F) to centres (V, F), never negative."""
    lengths = (points**2).sum(1, keepdim=True) + (centres**2).sum(1)  # (B, V)
    return (lengths - 2 * points @ centres.T).clamp(min=0)


def nearest(points: Tensor, centres: Tensor) -> tuple[Tensor, Tensor]:
    """Index (B) of the nearest centre, the lower one of equals, and the distances (B)."""
    indices, distances = [], []
    for rows in torch.split(points, ROWS_AT_ONCE):
        smallest, index = squared_distances(rows, centres).min(1)
        indices.append(index)
        distances.append(smallest)
    return torch.cat(indices), torch.cat(distances)


def means(points: Tensor, owner: Tensor, clusters: int) -> tuple[Tensor, Tensor]:
    """Mean (V, F) and size (V) of each cluster; the mean of an empty one is 0."""
    sums = points.new_zeros(clusters, points.shape[1]).index_add_(0, owner, points)
    sizes = torch.bincount(owner, minlength=clusters)
    return sums / sizes.clamp(min=1)[:, None], sizes


def start_centres(points: Tensor, clusters: int, generator: torch.Generator) -> Tensor:
    """k-means++ (Arthur & Vassilvitskii 2007): spread-out points of the data, (V, F).

    With fewer distinct points than clusters the surplus centres repeat a point; the lower index of
    equals wins, so that they stay unused.
    """
    first = int(torch.randint(len(points), (1,), generator=generator))
    chosen = [first]
    distances = squared_distances(points, points[first : first + 1])[:, 0].double()
    for _ in range(clusters - 1):
        total = float(distances.sum())
        if total <= 1e-9 * len(points):
            chosen.append(first)
            continue
        point = float(torch.rand(1, generator=generator)) * total
        index = int(torch.searchsorted(distances.cumsum(0), point))
        index = min(index, len(points) - 1)
        chosen.append(index)
        new = squared_distances(points, points[index : index + 1])[:, 0].double()
        distances = torch.minimum(distances, new)
    return points[chosen].clone()


def lloyd(points: Tensor, centres: Tensor, iterations: int) -> Tensor:
    """Centres (V, F) after so many rounds of Lloyd's algorithm, fewer if nothing moves.

    An empty cluster restarts at the point farthest from its centre (the next farthest for the next
    empty one), as long as such points are not on a centre already.
    """
    previous: Tensor | None = None
    for _ in range(iterations):
        owner, distances = nearest(points, centres)
        if previous is not None and torch.equal(owner, previous):
            break
        previous = owner
        centres, sizes = means(points, owner, len(centres))
        empty = torch.nonzero(sizes == 0)[:, 0]
        if len(empty) > 0:
            farthest = torch.argsort(distances, descending=True, stable=True)[: len(empty)]
            farthest = torch.cat([farthest, farthest.new_zeros(len(empty) - len(farthest))])
            centres[empty] = points[farthest]
    return centres


def kmeans(points: Tensor, clusters: int, generator: torch.Generator, iterations: int) -> Tensor:
    """Centres (V, F) of points (N, F); the same generator state gives the same centres."""
    return lloyd(points, start_centres(points, clusters, generator), iterations)
