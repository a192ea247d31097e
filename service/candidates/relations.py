"""Reads a table of relations for a trail: what is related to its newest items, the newest first of all."""

from __future__ import annotations

import numpy as np

from service.bundle.model import Table
from service.candidates.trail import NOTHING, Found, Trail


def related(trail: Trail, table: Table, *, decay: float, n_newest: int = 10) -> Found:
    """The relations of the newest items, each item's as shares of its own sum, weighing `decay` less at each step of age.

    What was taken back relates to nothing.
    """
    items, ages = trail.items[:n_newest], trail.ages[:n_newest]
    weights = np.maximum(trail.weights[:n_newest], 0) * np.power(decay, ages)
    scores = table.scores[items]
    sums = scores.sum(axis=1)
    told = (sums > 0) & (weights > 0)
    if not told.any():
        return NOTHING
    shares = scores[told] * (weights[told] / sums[told])[:, None]
    named = table.items[items[told]]
    there = named >= 0
    distinct, place = np.unique(named[there], return_inverse=True)
    return Found(distinct, np.bincount(place, weights=shares[there]).astype(np.float32))
