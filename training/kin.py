"""What belongs together beyond chance: the relations of a bundle as logs of lifts."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from service.bundle.model import Table
from training.tables import strongest

Float64: TypeAlias = NDArray[np.float64]
Int64: TypeAlias = NDArray[np.int64]

DOUBT = 0.5


def kin(follows: Table, together: Table, n_people: Int64, n_persons: int) -> Table:
    """For each product those of its relations that are no mere matter of popularity, nearest first, as wide as `together`.

    Nearness is the mean of two logs of lifts (Brin, Motwani, Ullman and Tsur, "Dynamic Itemset Counting and Implication
    Rules for Market Basket Data", SIGMOD 1997), each at least 0: of how many people went for both, and of how much they
    went for the one after the other. A lift is what was counted over what chance would give and DOUBT, which keeps pairs
    of rare products from seeming near by a coincidence.

    Args:
        follows: sums of fading steps from one product to the other.
        together: cosines of the sets of people.
        n_people: how many went for each product, shape (n_items,).
        n_persons: how many there are in all.
    """
    product, other, cosine = _entries(together)
    by_chance = n_people[product] * n_people[other].astype(np.float64)
    shared = _above_chance(cosine * np.sqrt(by_chance), by_chance / n_persons)
    first, later, steps = _entries(follows)
    leaving, reaching = np.bincount(first, steps), np.bincount(later, steps)
    followed = _above_chance(steps, leaving[first] * reaching[later] / steps.sum())
    n_items, k = together.items.shape
    shape = (n_items, n_items)
    nearness = csr_matrix((shared, (product, other)), shape) + csr_matrix((followed, (first, later)), shape)
    return strongest(nearness / 2, k)


def _entries(table: Table) -> tuple[Int64, Int64, Float64]:
    """Product, related product and score of every relation of a table, each of shape (n,)."""
    product, place = np.nonzero(table.items >= 0)
    return product, table.items[product, place].astype(np.int64), table.scores[product, place].astype(np.float64)


def _above_chance(counted: Float64, expected: Float64) -> Float64:
    """The log of the lift, 0 where it is not above chance. All of shape (n,)."""
    return np.log(np.maximum(counted / (expected + DOUBT), 1.0))
