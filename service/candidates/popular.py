"""What everybody goes for: the source that says something of every trail."""

from __future__ import annotations

from typing import TypeAlias
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from service.bundle.model import Model
from service.candidates.among import Among
from service.candidates.trail import Found, Trail

Float32: TypeAlias = NDArray[np.float32]

N_STRONGEST = 500
# No longer than the model lives: training and workers let go of large ones.
_REMEMBERED: WeakKeyDictionary[Model, tuple[Found, Found]] = WeakKeyDictionary()


def popular(_trail: Trail, model: Model, among: Among | None = None) -> Found:
    """What drew most interest lately."""
    return _strongest(_in_order(model)[0], among)


def trending(_trail: Trail, model: Model, among: Among | None = None) -> Found:
    """What drew most interest in the last days."""
    return _strongest(_in_order(model)[1], among)


def _in_order(model: Model) -> tuple[Found, Found]:
    found = _REMEMBERED.get(model)
    if found is None:
        found = _REMEMBERED[model] = _ordered(model.popularity), _ordered(model.trending)
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
