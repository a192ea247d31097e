"""The look-up of items by inner product: exact for most shops, tuned against exact search for the large ones."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from typing import Any, TypeAlias

import faiss
import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from service.bundle.vectors import Effort, Vectors
from training.cells import Cells, divide

Float32: TypeAlias = NDArray[np.float32]
Int64: TypeAlias = NDArray[np.int64]

MAX_EXACT = 50_000
MIN_RECALL = 0.95
CUT = 100
N_ASKED = 256
_N_OF_A_CELL = 32
# Beyond, finding the cells to open would cost as much as what is saved in them.
_MAX_CELLS = 16_384
# Cells lie anywhere in memory; where more of them had to be opened, all items in a row are compared sooner.
_MAX_OPENED = 0.5
# Two ways of summing an inner product differ by less.
_ROUNDING = 1e-5


def build(item_factors: Float32, fold_ins: Float32, *, seed: int) -> Vectors:
    """An index over item factors of shape (n, d): exact up to MAX_EXACT items, beyond that with the least effort that does.

    Enough is an effort that finds MIN_RECALL of the exact best CUT beyond chance, both for what visitors ask with and for
    what items ask with. Where only opening half of the cells or more would do, the index is exact after all. Equal
    arguments give equal bytes on equal processors.

    Args:
        item_factors: finite, shape (n, d).
        fold_ins: vectors of visitors, shape (m, d).
        seed: of the division into cells, and of the items that ask.
    """
    if len(item_factors) <= MAX_EXACT:
        return exact(item_factors)
    drawn = np.random.default_rng(seed).choice(len(item_factors), N_ASKED, replace=False)
    asked = [_telling(some) for some in (fold_ins, item_factors[drawn])]
    with threadpool_limits(limits=1):
        n_cells = min(len(item_factors) // _N_OF_A_CELL, _MAX_CELLS)
        cells = divide(item_factors, n_cells, seed=seed)
        return tuned(item_factors, cells, [some for some in asked if len(some)])


def exact(item_factors: Float32) -> Vectors:
    """An index that compares with all items; factors of shape (n, d)."""
    index = faiss.IndexFlatIP(item_factors.shape[1])
    index.add(item_factors)
    return Vectors(index, Effort())


def tuned(item_factors: Float32, cells: Cells, asked: Sequence[Float32]) -> Vectors:
    """An index over these cells that opens just enough of them for every kind of vectors asked, each of shape (m, d)."""
    best = [faiss.knn(some, item_factors, CUT, metric=faiss.METRIC_INNER_PRODUCT) for some in asked]
    orders = [np.argsort(-(some @ cells.reaches.T), axis=1, kind="stable") for some in asked]
    wanted = [cells.of_item[items] for _, items in best]
    n_cells = len(cells.reaches)
    n_probed = max(map(fewest, orders, wanted), default=n_cells)
    if n_probed > _MAX_OPENED * n_cells:
        return exact(item_factors)
    index = _over(cells, item_factors)
    index.nprobe = n_probed
    reached = [recall(index, some, scores) for some, (scores, _) in zip(asked, best, strict=True)]
    return Vectors(index, Effort("cells", n_cells, n_probed, min(reached)))


def fewest(order: Int64, wanted: Int64) -> int:
    """The least number of cells to open so that recall reaches MIN_RECALL by two standard errors; all if none does.

    Args:
        order: the cells as each vector would open them, shape (m, n_cells).
        wanted: the cells of the items that each vector should find, shape (m, k).
    """
    n_asked, n_cells = order.shape
    place = np.empty_like(order)
    np.put_along_axis(place, order, np.arange(n_cells)[None], axis=1)
    needed = np.take_along_axis(place, wanted, axis=1)

    def enough(n_probed: int) -> int:
        recalls = (needed < n_probed).mean(axis=1)
        return int(recalls.mean() - 2 * recalls.std() / np.sqrt(n_asked) >= MIN_RECALL)

    return 1 + bisect_left(range(1, n_cells), 1, key=enough)


def recall(index: Any, asked: Float32, best: Float32) -> float:
    """The share of the best that searches find; of items with equal scores one is as good as another.

    Args:
        index: of FAISS.
        asked: shape (m, d).
        best: the scores of what an exact search finds, best first, shape (m, k).
    """
    found, _ = index.search(asked, best.shape[1])
    worst = best[:, -1:]
    return float((found >= worst - _ROUNDING * np.abs(worst)).mean())


def _over(cells: Cells, item_factors: Float32) -> Any:
    reaches = faiss.IndexFlatIP(item_factors.shape[1])
    reaches.add(cells.reaches)
    index = faiss.IndexIVFFlat(reaches, reaches.d, reaches.ntotal, faiss.METRIC_INNER_PRODUCT)
    # What add() does, but for looking up the cells: there it would ask for the reaches.
    index.add_core(len(item_factors), faiss.swig_ptr(item_factors), None, faiss.swig_ptr(cells.of_item))
    return index


def _telling(vectors: Float32) -> Float32:
    """Those that prefer anything at all."""
    return vectors[vectors.any(axis=1)]
