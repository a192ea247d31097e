"""What everybody goes for: the source that says something of every trail."""

from __future__ import annotations

from functools import lru_cache
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from service.bundle.model import Model
from service.candidates.trail import Found, Trail

Float32: TypeAlias = NDArray[np.float32]

N_STRONGEST = 500


def popular(_trail: Trail, model: Model) -> Found:
    """What drew most interest lately."""
    return _of(model)[0]


def trending(_trail: Trail, model: Model) -> Found:
    """What drew most interest in the last days."""
    return _of(model)[1]


@lru_cache(maxsize=4)
def _of(model: Model) -> tuple[Found, Found]:
    return _strongest(model.popularity), _strongest(model.trending)


def _strongest(interest: Float32) -> Found:
    """The items of the largest interest, largest first, equal ones by number."""
    items = np.argsort(-interest, kind="stable")[:N_STRONGEST].astype(np.int32)
    items = items[interest[items] > 0]
    return Found(items, interest[items])
