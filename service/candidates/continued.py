"""How visits went on from the newest product, those first that had come to it the same way.

A Markov chain of soft order: contexts of several lengths speak at once, the longer ones louder, as in prediction by
partial matching (Cleary and Witten, "Data Compression Using Adaptive Coding and Partial String Matching", 1984).
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
Int64: TypeAlias = NDArray[np.int64]

# As in `visits`, halving or doubling changes little; but without any context a shop whose pages lead visitors along loses.
N_BEFORE = 4
N_AFTER = 5
GAIN = 3.0
GAIN_FADE = 0.6
SLIP = 0.7
NEXT_FADE = 0.4
HALF_WEIGHT_DAYS = 40.0


def continued(trail: Trail, model: Model, _among: Among | None = None) -> Found:
    """What past visits touched in the N_AFTER steps after the trail's newest liked item.

    Each past touch of that item gives c / (1 + days / HALF_WEIGHT_DAYS) * NEXT_FADE ** (steps - 1), where days is the age
    of its visit and c is the product of 1 + GAIN * GAIN_FADE ** (j - 1) over those of the N_BEFORE earlier items that the
    visit touched j steps before, too; one step more or less multiplies the gain by SLIP.
    """
    items = trail.items[trail.weights > 0][: N_BEFORE + 1]
    return Found(*_continued(items, model.visits)) if items.size else NOTHING


@njit(cache=True, nogil=True)
def _continued(trail: Int32, visits: Visits) -> tuple[Int32, Float32]:
    touches, visit_of = _touches(trail[0], visits)
    capacity = touches.size * N_AFTER
    table, n = numbering(capacity), 0
    items, scores = np.empty(capacity, np.int32), np.zeros(capacity, np.float32)
    for place in range(touches.size):
        visit = visit_of[place]
        start, end = visits.starts[visit], visits.starts[visit + 1]
        weight = _context(trail, visits.items[start : touches[place]]) / (1 + visits.at_days[visit] / HALF_WEIGHT_DAYS)
        for entry in range(touches[place] + 1, min(end, touches[place] + 1 + N_AFTER)):
            number = number_of(table, visits.items[entry], n)
            if number == n:
                items[n] = visits.items[entry]
                n += 1
            scores[number] += weight
            weight *= NEXT_FADE
    return items[:n], scores[:n]


@njit(cache=True, nogil=True)
def _touches(item: int, visits: Visits) -> tuple[Int64, Int32]:
    """Where in its visits an item was touched before anything else, and the visit of each such touch."""
    postings = visits.of_item[visits.of_item_starts[item] : visits.of_item_starts[item + 1]]
    capacity = 0
    for visit in postings:
        capacity += visits.starts[visit + 1] - visits.starts[visit]
    touches, visit_of, n = np.empty(capacity, np.int64), np.empty(capacity, np.int32), 0
    for visit in postings:
        for entry in range(visits.starts[visit], visits.starts[visit + 1] - 1):
            if visits.items[entry] == item:
                touches[n], visit_of[n] = entry, visit
                n += 1
    return touches[:n], visit_of[:n]


@njit(cache=True, nogil=True)
def _context(trail: Int32, before: Int32) -> float:
    """How alike two ways to the same item are; `trail` newest first with that item, `before` oldest first without it."""
    alike, gain = 1.0, GAIN
    for steps in range(1, trail.size):
        for slip in (0, -1, 1):
            place = before.size - steps + slip
            if 0 <= place < before.size and before[place] == trail[steps]:
                alike *= 1 + gain * (SLIP if slip else 1.0)
                break
        gain *= GAIN_FADE
    return alike
