"""What everybody goes for: the source that says something of every trail."""

from __future__ import annotations

from typing import TypeAlias
from weakref import finalize

import numpy as np
from numpy.typing import NDArray

from service.bundle.model import Model
from service.candidates.among import Among
from service.candidates.trail import Found, Trail

Float32: TypeAlias = NDArray[np.float32]

N_STRONGEST = 500
# By the identity of what was ordered, which all snapshots of a bundle share, and no longer than it lives: training and
# workers let go of large models.
_REMEMBERED: dict[int, Found] = {}


def popular(_trail: Trail, model: Model, among: Among | None = None) -> Found:
    """What drew most interest lately."""
    return _strongest(_in_order(model.popularity), among)


def trending(_trail: Trail, model: Model, among: Among | None = None) -> Found:
    """What drew most interest in the last days."""
    return _strongest(_in_order(model.trending), among)


def _in_order(interest: Float32) -> Found:
    found = _REMEMBERED.get(id(interest))
    if found is None:
        found = _REMEMBERED[id(interest)] = _ordered(interest)
        finalize(interest, _REMEMBERED.pop, id(interest), None)
    return found


def _ordered(interest: Float32) -> Found:
    """All items of any interest, the largest first, equal ones by number."""
    items = np.argsort(-interest, kind="stable").astype(np.int32)
    items = items[interest[items] > 0]
    return Found(items, interest[items])


def _strongest(found: Found, among: Among | None) -> Found:
    """The first N_STRONGEST of what may be found."""
    first = slice(N_STRONGEST) if among is None else among.first(found.items, N_STRONGEST)
    return Found(found.items[first], found.scores[first])
