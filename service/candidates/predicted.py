"""Predicts the factors of products that a model has never seen from those of the items most alike.

The mapping by k nearest neighbours of Gantner, Drumond, Freudenthaler, Rendle and Schmidt-Thieme, "Learning
Attribute-to-Feature Mappings for Cold-Start Recommendations" (ICDM 2010).
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from service.bundle.item_traits import ItemTraits
from service.bundle.model import Model
from service.bundle.newcomers import NewcomerFactors
from service.candidates.among import among
from service.candidates.content import May, alike
from service.catalog.growing import Growing

Float32: TypeAlias = NDArray[np.float32]
Int32: TypeAlias = NDArray[np.int32]

N_LATEST = 2_000
"""So many newcomers have factors. Each takes a quarter of a millisecond when it comes, or its traits change."""
N_LIKE = 20
"""On Amazon Beauty 10 to 50 are as good."""
# Earlier states hold on to what they share: the more rows lie together, the fewer are copied, and the longer outdated ones stay.
_N_POOLED = 4 * N_LATEST
_NONE = -2
_FRESH_TOUCH = np.ones(1, np.float32)


class Predictions:
    """The factors of a model's latest newcomers as these come and change. One thread asks."""

    def __init__(self, item_factors: Float32, laid: ItemTraits) -> None:
        self._item_factors, self._laid = item_factors, laid
        self._pool, self._sets = Growing(np.float32, item_factors.shape[1]), np.zeros(0, np.int32)
        self._latest = NewcomerFactors(len(item_factors), np.zeros(0, np.int64), self._pool.view())

    def now(self) -> NewcomerFactors:
        """By what the latest N_LATEST are like at present; the same object unless one of them has come or changed."""
        before, end = self._latest, self._laid.product_of.size
        first = max(before.first, end - N_LATEST)
        numbers = np.arange(first, end, dtype=np.int32)
        sets, was = self._laid.sets_of(numbers), _padded(self._sets[first - before.first :], numbers.size)
        outdated = np.flatnonzero(sets != was)
        if outdated.size:
            if len(self._pool) > _N_POOLED:
                before = self._laid_together()
            rows = _padded(before.rows[first - before.first :], numbers.size)
            rows[outdated] = len(self._pool) + np.arange(outdated.size)
            self._pool.extend(_predicted(numbers[outdated], self._laid, self._item_factors))
            self._latest, self._sets = NewcomerFactors(first, rows, self._pool.view()), sets
        return self._latest

    def _laid_together(self) -> NewcomerFactors:
        """The last state in a pool of its own, which holds nothing outdated."""
        self._pool = Growing(np.float32, self._item_factors.shape[1])
        self._pool.extend(self._latest.each)
        return NewcomerFactors(self._latest.first, np.arange(len(self._pool)), self._pool.view())


def beside(model: Model, traits: ItemTraits) -> Model:
    """The model beside what items and newcomers are like at present; the latest newcomers have factors."""
    return replace(model, traits=traits, newcomers=Predictions(model.item_factors, traits).now())


def _padded(values: NDArray[Any], n: int) -> NDArray[Any]:
    """The values and what is none of them, shape (n,)."""
    padded = np.full(n, _NONE, values.dtype)
    padded[: values.size] = values
    return padded


def _predicted(newcomers: Int32, laid: ItemTraits, item_factors: Float32) -> Float32:
    """The factors of newcomers, shape (m, d); all zeros where no item is alike.

    They point where those of the N_LIKE items most alike point on average, weighted by likeness, and are as long as those
    are on average. The average of what points apart is shorter: newcomers are then found too seldom to be worth showing.
    """
    factors = np.zeros((newcomers.size, item_factors.shape[1]), np.float32)
    items_alone = May(laid.item_of, among(np.ones(len(item_factors), np.bool_)).bits)
    for place, product in enumerate(laid.products_of(newcomers).tolist()):
        found = alike(laid.traits, np.array([product], np.int32), _FRESH_TOUCH, n=N_LIKE, may=items_alone)
        factors[place] = _directed(item_factors[laid.items_of(found.items)], found.scores)
    return factors


def _directed(factors: Float32, weights: Float32) -> Float32:
    """The mean direction of some factors, shape (k, d), by their mean length; shape (d,)."""
    mean = weights @ factors
    length = np.linalg.norm(mean)
    if not length > 0:
        return np.zeros_like(mean)
    usual = weights @ np.linalg.norm(factors, axis=1) / weights.sum()
    return np.asarray(mean * (usual / length), np.float32)
