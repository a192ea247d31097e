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


def popular(_trail: Trail, model: Model, _among: Among | None = None) -> Found:
    """What drew most interest lately."""
    return _of(model)[0]


def trending(_trail: Trail, model: Model, _among: Among | None = None) -> Found:
    """What drew most interest in the last days."""
    return _of(model)[1]


def _of(model: Model) -> tuple[Found, Found]:
    found = _REMEMBERED.get(model)
    if found is None:
        found = _REMEMBERED[model] = _strongest(model.popularity), _strongest(model.trending)
    return found


def _strongest(interest: Float32) -> Found:
    """The items of the largest interest, largest first, equal ones by number."""
    items = np.argsort(-interest, kind="stable")[:N_STRONGEST].astype(np.int32)
    items = items[interest[items] > 0]
    return Found(items, interest[items])
