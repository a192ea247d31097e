"""How ready a visit is to go back to what it has seen, judged by its last two steps.

The sources say what may come next; whether people compare to and fro or walk on differs from shop to shop and from one
moment of a visit to the next, and shows in what they just did.
"""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
from numba import njit
from numpy.typing import NDArray

from service.bundle.model import RETURNING_SHAPE
from service.candidates.trail import Trail

Float32: TypeAlias = NDArray[np.float32]
Int8: TypeAlias = NDArray[np.int8]
Int32: TypeAlias = NDArray[np.int32]

N_TOUCHES = 20
NEWEST, EARLIER, NEW = range(3)
INDIFFERENT = np.ones(RETURNING_SHAPE, np.float32)
INDIFFERENT.flags.writeable = False
_SAME, _BACK, _ON, _NO_STEP = range(4)
_AS_IT_IS = np.ones(1, np.float32)


def situation(trail: Trail) -> int:
    """What the last two steps of a trail were, as a number below 16.

    A step leads to the same item again, back to one of the N_TOUCHES newest liked touches, or on to another; a trail may
    be too short for it.
    """
    items = _liked(trail)
    return 4 * _step(items) + _step(items[1:])


def acquaintance(trail: Trail, items: Int32) -> Int8:
    """Whether each of some ascending items is the NEWEST of a trail, an EARLIER one of its newest liked touches, or NEW."""
    return np.asarray(_acquaintance(_liked(trail), items))


def readiness(trail: Trail, items: Int32, returning: Float32) -> Float32:
    """How much more likely each of some ascending items is to come next than the sources say, shape as `items`.

    `returning`: the factors of the newest and of earlier items by situation, shape RETURNING_SHAPE; of new ones it is 1.
    """
    return np.concatenate((returning[situation(trail)], _AS_IT_IS))[acquaintance(trail, items)]


def _liked(trail: Trail) -> Int32:
    return trail.items[trail.weights > 0][:N_TOUCHES]


@njit(cache=True, nogil=True)
def _acquaintance(touched: Int32, items: Int32) -> Int8:
    kinds = np.full(items.size, NEW, np.int8)
    for touch in range(touched.size - 1, -1, -1):
        place = np.searchsorted(items, touched[touch])
        if place < items.size and items[place] == touched[touch]:
            kinds[place] = EARLIER if touch else NEWEST
    return kinds


def _step(items: Int32) -> int:
    """How the first of these items, newest first, was reached."""
    if items.size < 2:
        return _NO_STEP
    if items[0] == items[1]:
        return _SAME
    return _BACK if (items[2:] == items[0]).any() else _ON
