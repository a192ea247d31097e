"""The items whose factors have the largest inner products with a vector, among all or among those that may be found."""

from __future__ import annotations

from math import ceil
from typing import Any, TypeAlias

import faiss
import numpy as np
from numpy.typing import NDArray

from service.bundle.model import Model
from service.bundle.newcomers import NewcomerFactors
from service.bundle.vectors import Effort
from service.candidates.among import Among
from service.candidates.trail import Found

Float32: TypeAlias = NDArray[np.float32]
Int64: TypeAlias = NDArray[np.int64]

# Its stubs know neither what its classes take nor all of its functions.
_FAISS: Any = faiss


def nearest(model: Model, vector: Float32, n: int, *, among: Among | None = None) -> Found:
    """At most `n` items with the largest inner products above 0, largest first, equal ones by number.

    What is not among those that may be found takes no place from them: it is left out before the best are chosen. Where
    few may be found, or the index is exact, so is the answer; else it has the recall of the index or more.

    Args:
        model: its index answers for the items; newcomers are compared one by one.
        vector: shape (d,).
        n: how many are wanted.
        among: what may be found; all if None.
    """
    parts = [_items(model, vector, n, among)]
    if model.newcomers is not None:
        parts.append(_newcomers(model.newcomers, vector, among))
    items, scores = (np.concatenate(columns) for columns in zip(*parts, strict=True))
    told = np.flatnonzero(scores > 0)
    if told.size > n:
        told = told[np.argpartition(-scores[told], n)[:n]]
    best = told[np.lexsort((items[told], -scores[told]))]
    return Found(items[best].astype(np.int32), scores[best])


def _items(model: Model, vector: Float32, n: int, among: Among | None) -> tuple[Int64, Float32]:
    """Items that hold the best, each once, and their inner products."""
    index, effort = model.vectors.index, model.vectors.effort
    chosen: Any = None
    if among is not None:
        items = among.items[: np.searchsorted(among.items, model.n_items)]
        n_opened = _n_opened(effort, len(items), model.n_items)
        # Sooner compared with all of them than with the many others in as many cells.
        if len(items) * effort.n_cells <= n_opened * model.n_items:
            return items, _products(model.item_factors, items, vector)
        chosen = _FAISS.SearchParametersIVF(sel=_FAISS.IDSelectorBitmap(among.bits), nprobe=n_opened)
    scores, found = index.search(vector[None], n, params=chosen)
    # Where the cells that were opened hold fewer, the rest of the answer is -1.
    there = found[0] >= 0
    return found[0][there], scores[0][there]


def _n_opened(effort: Effort, n_chosen: int, n_items: int) -> int:
    """How many cells to open if only so many of the items may be found, so that recall does not fall.

    As many more as would be needed to compare with as many that may be found: their best reach as much farther.
    """
    return min(effort.n_cells, ceil(effort.n_probed * n_items / max(1, n_chosen)))


def _newcomers(latest: NewcomerFactors, vector: Float32, among: Among | None) -> tuple[Int64, Float32]:
    """The latest newcomers that may be found, and their inner products."""
    numbers = np.arange(latest.first, latest.end)
    if among is not None:
        first, last = np.searchsorted(among.items, (latest.first, latest.end))
        numbers = among.items[first:last]
    return numbers, _products(latest.factors, latest.rows[numbers - latest.first], vector)


def _products(factors: Float32, rows: Int64, vector: Float32) -> Float32:
    """Inner products of some rows of `factors`, shape (n, d), with a vector; shape as `rows`. Nothing is copied."""
    products = np.empty(len(rows), np.float32)
    arrays = (products, np.ascontiguousarray(vector), factors, rows)
    _FAISS.fvec_inner_products_by_idx(*map(_FAISS.swig_ptr, arrays), factors.shape[1], 1, len(rows))
    return products
