"""Past visits like the present one, and what they touched near the product they share with it.

Nearest neighbours of the visit as in STAN (Garg, Gupta, Malhotra, Vig and Shroff, "Sequence and Time Aware Neighborhood
for Session-based Recommendations", SIGIR 2019), bounded as in VMIS-kNN (Kersbergen, Sprangers and Schelter, "Serenade",
SIGMOD 2022): only the newest visits of each product are looked at, so the cost does not grow with the shop.
"""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
from numba import njit
from numpy.typing import NDArray

from service.bundle.model import Model, Visits
from service.candidates.among import Among
from service.candidates.tally import number_of, numbering
from service.candidates.trail import NOTHING, Found, Trail

Float32: TypeAlias = NDArray[np.float32]
Int32: TypeAlias = NDArray[np.int32]

# On the clicks of two unlike shops the next one is foretold about as well when any of these is halved or doubled.
N_TOUCHES = 8
N_NEIGHBOURS = 500
MAX_VISITS_OF_ITEM = 500
REACH = 8
HALF_WEIGHT_DAYS = 40.0
FADE = np.power(np.float32(0.5), np.arange(REACH + 1, dtype=np.float32))


def visits(trail: Trail, model: Model, _among: Among | None = None) -> Found:
    """What visits like the trail's end touched near the newest item they share with it; it may be one of the trail.

    The likeness of a visit is s ** 2 / (1 + days / HALF_WEIGHT_DAYS), where s sums .5 ** age over the items it shares
    with the N_TOUCHES newest liked ones, and days is its age. The N_NEIGHBOURS most alike give likeness * .5 ** (steps - 1)
    to whatever they touched within REACH steps of the last touch of the newest shared item, before or after it.
    """
    items, strengths = _newest(trail.items, trail.weights, trail.ages)
    shared, strength, middle = _sharing(items, strengths, model.visits)
    if not shared.size:
        return NOTHING
    likeness = strength * strength / (1 + model.visits.at_days[shared] / HALF_WEIGHT_DAYS)
    if shared.size > N_NEIGHBOURS:
        chosen = np.argpartition(-likeness, N_NEIGHBOURS)[:N_NEIGHBOURS]
        shared, likeness, middle = shared[chosen], likeness[chosen], middle[chosen]
    return Found(*_near(shared, likeness, middle, model.visits))


@njit(cache=True, nogil=True)
def _newest(items: Int32, weights: Float32, ages: Int32) -> tuple[Int32, Float32]:
    """The N_TOUCHES newest different items that are liked, newest first, and .5 ** age of the newest touch of each."""
    newest, strengths, n = np.empty(N_TOUCHES, np.int32), np.empty(N_TOUCHES, np.float32), 0
    for touch in range(items.size):
        if n == N_TOUCHES:
            break
        if weights[touch] > 0 and items[touch] not in newest[:n]:
            newest[n], strengths[n] = items[touch], 0.5 ** ages[touch]
            n += 1
    return newest[:n], strengths[:n]


@njit(cache=True, nogil=True)
def _sharing(items: Int32, strengths: Float32, past: Visits) -> tuple[Int32, Float32, Int32]:
    """The visits that touched any of the items, the sum of the strengths they share, and the first item of each."""
    capacity = 0
    for item in items:
        capacity += _n_postings(item, past)
    table, n = numbering(capacity), 0
    shared, middle = np.empty(capacity, np.int32), np.empty(capacity, np.int32)
    strength = np.zeros(capacity, np.float32)
    for touch in range(items.size):
        first = past.of_item_starts[items[touch]]
        for posting in range(first, first + _n_postings(items[touch], past)):
            number = number_of(table, past.of_item[posting], n)
            if number == n:
                shared[n], middle[n] = past.of_item[posting], items[touch]
                n += 1
            strength[number] += strengths[touch]
    return shared[:n], strength[:n], middle[:n]


@njit(cache=True, nogil=True)
def _n_postings(item: int, past: Visits) -> int:
    return int(min(past.of_item_starts[item + 1] - past.of_item_starts[item], MAX_VISITS_OF_ITEM))


@njit(cache=True, nogil=True)
def _near(shared: Int32, likeness: Float32, middle: Int32, past: Visits) -> tuple[Int32, Float32]:
    """What the visits touched around the last touch of their middle item, with the sum of what each gives to it."""
    capacity = 0
    for visit in shared:
        capacity += min(past.starts[visit + 1] - past.starts[visit], 2 * REACH)
    table, n = numbering(capacity), 0
    items, scores = np.empty(capacity, np.int32), np.zeros(capacity, np.float32)
    for place in range(shared.size):
        start, end = past.starts[shared[place]], past.starts[shared[place] + 1]
        there = end - 1
        while there > start and past.items[there] != middle[place]:
            there -= 1
        for entry in range(max(start, there - REACH), min(end, there + REACH + 1)):
            if entry != there:
                number = number_of(table, past.items[entry], n)
                if number == n:
                    items[n] = past.items[entry]
                    n += 1
                scores[number] += likeness[place] * FADE[abs(entry - there) - 1]
    return items[:n], scores[:n]
