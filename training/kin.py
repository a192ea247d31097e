"""What belongs together beyond chance: the relations of a bundle as logs of lifts."""

from __future__ import annotations

from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from service.bundle.model import Table
from training.tables import strongest

Float64: TypeAlias = NDArray[np.float64]
Int64: TypeAlias = NDArray[np.int64]

DOUBT = 0.5
_BLOCK = 4096


class _Counted(NamedTuple):
    """How often products were met side by side, and what they would be by chance: first * second / total.

    Attributes:
        table: counts as scores, shape (n_items, k).
        first, second: how often a product was met on either side, shape (n_items,).
        total: how often anything was.
    """

    table: Table
    first: Float64
    second: Float64
    total: float


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
    people = n_people.astype(np.float64)
    both = together.scores * np.sqrt(people[:, None] * people[together.items])
    shared = _Counted(Table(together.items, both), people, people, n_persons)
    leaving, there = follows.scores.sum(axis=1, dtype=np.float64), follows.items >= 0
    reaching = np.bincount(follows.items[there], follows.scores[there], minlength=people.size).astype(np.float64)
    followed = _Counted(follows, leaving, reaching, float(leaving.sum()))
    k = together.items.shape[1]
    # Block by block, since all pairs of a large shop at once would take gigabytes.
    blocks = [slice(start, start + _BLOCK) for start in range(0, people.size, _BLOCK)]
    nearest = [strongest((_lifts(shared, block) + _lifts(followed, block)) / 2, k) for block in blocks]
    return Table(np.concatenate([one.items for one in nearest]), np.concatenate([one.scores for one in nearest]))


def _lifts(counted: _Counted, block: slice) -> csr_matrix:
    """The logs of the lifts of a block of products, 0 where they are not above chance; shape (n_block, n_items)."""
    items, scores = counted.table.items[block], counted.table.scores[block]
    product, place = np.nonzero(items >= 0)
    other = items[product, place]
    expected = counted.first[block][product] * counted.second[other] / counted.total
    logs = np.log(np.maximum(scores[product, place] / (expected + DOUBT), 1.0))
    return csr_matrix((logs, (product, other)), (len(items), len(counted.first)))
