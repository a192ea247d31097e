"""A page that mixes kinds of things: what is like a product that stands further in front makes way for others."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Int32 = NDArray[np.int32]
Int64 = NDArray[np.int64]
Float64 = NDArray[np.float64]

TAKEN = 1.0
"""What each product of the same kind that stands further in front takes from the next one, at diversity 1."""
_MOST_ALIKE = 8.0


class Kinds(NamedTuple):
    """What n products are: numbers, below 0 where it is not known, shape (n,); and what it weighs to be of the same one."""

    of: Int32
    weight: float


class Spread(NamedTuple):
    """Chosen places, in order, and what each lost to those before it; both of shape (n,)."""

    places: Int64
    taken: Float64


def spread(scores: Float64, tiers: Int32, kinds: Sequence[Kinds], n: int, *, diversity: float) -> Spread:
    """Choose `n` products one by one, each the best once it lost `diversity` x TAKEN to each one like it before.

    Maximal marginal relevance (Carbonell and Goldstein 1998), likeness being the kinds that two products share. No tier is
    left before it is empty. What a product can lose is bounded, so that a shop of one kind keeps its order.

    Args:
        scores: shape (m,); of equal ones the first is chosen.
        tiers: shape (m,).
        kinds: each of shape (m,).
        n: at most so many.
        diversity: in [0, 1].
    """
    n = min(n, scores.size)
    alike, left = np.zeros(scores.size), scores.copy()
    places, taken = np.zeros(n, np.int64), np.zeros(n)
    open_tiers = tiers.astype(np.float64)
    for place in range(n):
        lost = diversity * TAKEN * np.minimum(alike, _MOST_ALIKE)
        best = int(np.argmax(np.where(open_tiers == open_tiers.min(), left - lost, -np.inf)))
        places[place], taken[place] = best, lost[best]
        open_tiers[best] = np.inf
        for kind in kinds:
            if kind.of[best] >= 0:
                alike += kind.weight * (kind.of == kind.of[best])
    return Spread(places, taken.round(6))
