"""Divides items into cells, so that a search by inner product need open only a few of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import faiss
import numpy as np
from numpy.typing import NDArray

Float32: TypeAlias = NDArray[np.float32]
Int64: TypeAlias = NDArray[np.int64]

_N_LEARNED_FROM = 32
_N_ITERATIONS = 8


@dataclass(frozen=True, slots=True, eq=False)
class Cells:
    """A division of items.

    Attributes:
        of_item: the cell of each item, shape (n_items,).
        reaches: for each cell the direction of its centre, as long as its items reach into that direction. The cells with
            the largest inner products are opened first; shape (n_cells, d).
    """

    of_item: Int64
    reaches: Float32


def divide(item_factors: Float32, n_cells: int, *, seed: int) -> Cells:
    """Divide items, whose factors have shape (n_items, d), by k-means.

    What an inner product finds is mostly long, so an item takes part in learning the cells with a chance proportional to
    its squared length: long items get small cells of their own, and the many short ones share a few.

    For the same reason a cell is asked for not by its centre, which speaks of its average item, but by its longest. On a
    million clustered factors the two together leave a twentieth of the items to compare with at equal recall
    (docs/performance.md).
    """
    centres = _centres(item_factors, n_cells, seed=seed)
    nearest = faiss.IndexFlatL2(item_factors.shape[1])
    nearest.add(centres)
    _, found = nearest.search(item_factors, 1)
    of_item = found[:, 0]
    lengths = np.linalg.norm(centres, axis=1, keepdims=True)
    directions = centres / np.maximum(lengths, np.finfo(np.float32).tiny)
    reach = np.full(n_cells, -np.inf, np.float32)
    np.maximum.at(reach, of_item, np.einsum("nd,nd->n", item_factors, directions[of_item]))
    return Cells(of_item, directions * np.where(np.isfinite(reach), reach, 0)[:, None])


def _centres(item_factors: Float32, n_cells: int, *, seed: int) -> Float32:
    """Centres of cells, shape (n_cells, d)."""
    n_items, n_factors = item_factors.shape
    # Where all factors are zero, any item is as good as another.
    squares = np.einsum("nd,nd->n", item_factors, item_factors, dtype=np.float64) + np.finfo(np.float64).tiny
    chosen = np.random.default_rng(seed).choice(n_items, _N_LEARNED_FROM * n_cells, p=squares / squares.sum())
    kmeans = faiss.Kmeans(
        n_factors,
        n_cells,
        niter=_N_ITERATIONS,
        seed=seed,
        min_points_per_centroid=1,
        max_points_per_centroid=_N_LEARNED_FROM,
    )
    kmeans.train(item_factors[chosen])
    return np.asarray(kmeans.centroids)
