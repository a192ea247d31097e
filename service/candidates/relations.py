"""Reads a table of relations for a trail: what is related to its newest items, the newest first of all."""

from __future__ import annotations

import numpy as np

from service.bundle.model import Table
from service.candidates.tally import summed
from service.candidates.trail import Found, Trail


def related(trail: Trail, table: Table, *, decay: float, n_newest: int = 20) -> Found:
    """The relations of the newest liked items, summed; those of an item weigh `decay` less at each step of age."""
    liked = np.flatnonzero(trail.weights > 0)[:n_newest]
    weights = trail.weights[liked] * np.power(decay, trail.ages[liked], dtype=np.float32)
    named, scores = table.items[trail.items[liked]], table.scores[trail.items[liked]] * weights[:, None]
    return Found(*summed(named.ravel(), scores.ravel()))
