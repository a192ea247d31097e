"""How long people wait before they buy of the same category again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from service.types import ProductId
from training.dataset import DAY_MS, Interactions

Int32: TypeAlias = NDArray[np.int32]
Int64: TypeAlias = NDArray[np.int64]

MIN_REPEATS = 20
MIN_PERSONS = 3


def rhythm_days(interactions: Interactions, leaves: Mapping[ProductId, tuple[str, ...]]) -> dict[str, float]:
    """The median number of days between two purchases of one person in a leaf category.

    Purchases less than a day apart are one. Categories with fewer than MIN_REPEATS repeats, or repeats of fewer than
    MIN_PERSONS people, are left out: they would tell of single people.

    Args:
        interactions: of the whole shop.
        leaves: the leaf categories of each product that has any.
    """
    names, entries, leaf = _purchases_by_leaf(interactions, leaves)
    person, at_ms = interactions.person[entries], interactions.at_ms[entries]
    order = np.lexsort((at_ms, person, leaf))
    leaf, person, at_ms = leaf[order], person[order], at_ms[order]
    days = np.diff(at_ms) / DAY_MS
    is_repeat = (leaf[1:] == leaf[:-1]) & (person[1:] == person[:-1]) & (days >= 1)
    leaf, person, days = leaf[1:][is_repeat], person[1:][is_repeat], days[is_repeat]
    bounds = np.searchsorted(leaf, np.arange(len(names) + 1))
    return {
        name: round(float(np.median(days[start:end])), 1)
        for name, start, end in zip(names, bounds[:-1], bounds[1:], strict=True)
        if end - start >= MIN_REPEATS and len(np.unique(person[start:end])) >= MIN_PERSONS
    }


def _purchases_by_leaf(
    interactions: Interactions, leaves: Mapping[ProductId, tuple[str, ...]]
) -> tuple[list[str], Int64, Int32]:
    """The leaf categories by number; and for each of each bought product its entry and its number, both shape (n,)."""
    numbers: dict[str, int] = {}
    pairs = [
        (row, numbers.setdefault(name, len(numbers)))
        for row, product in enumerate(interactions.product_ids)
        for name in leaves.get(product, ())
    ]
    rows, columns = np.array(pairs, np.int32).reshape(-1, 2).T
    shape = (interactions.n_products, len(numbers))
    is_in = csr_matrix((np.ones(len(pairs), np.bool_), (rows, columns)), shape=shape)
    purchases = np.flatnonzero(interactions.is_purchase)
    of_purchase = is_in[interactions.row[purchases]]
    return list(numbers), np.repeat(purchases, np.diff(of_purchase.indptr)), of_purchase.indices
