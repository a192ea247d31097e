"""What comes after what: directed relations, weaker with every step between."""

from __future__ import annotations

from typing import NamedTuple, TypeAlias

import numpy as np
from numba import njit
from numpy.typing import NDArray

from service.bundle.model import Table
from training.dataset import Interactions

Float32: TypeAlias = NDArray[np.float32]
Int32: TypeAlias = NDArray[np.int32]
Int64: TypeAlias = NDArray[np.int64]

MAX_STEPS = 10
FADE = 0.8


class _Touched(NamedTuple):
    """Liked products in the order of each person, and where each product is among them.

    Attributes:
        person, item: shape (n,).
        of_item: the places of one item after the other, ascending, shape (n,).
        of_item_starts: where each item begins in `of_item`, and the end of the last, shape (n_items + 1,).
    """

    person: Int32
    item: Int32
    of_item: Int64
    of_item_starts: Int64


class _After(NamedTuple):
    """What was found after one item: scratch, by item, shape (n_items,).

    Attributes:
        score: the sum of what each touch adds.
        n_persons: how many people went from the one to the other, and the last of them.
        found: the items that have a score, in the order they were met.
    """

    score: Float32
    n_persons: Int32
    last_person: Int32
    found: Int32


def follows(interactions: Interactions, *, k: int, min_persons: int) -> Table:
    """For each product the `k` others that people most went for after it: the sum of FADE ** (steps - 1).

    Sequential rules (Ludewig and Jannach, "Evaluation of Session-based Recommendation Algorithms", 2018) over all of a
    person's events, whichever visit they were in, up to MAX_STEPS steps apart. A pair of fewer than `min_persons` people
    is left out. Equal scores stand by product number.
    """
    n = interactions.n_products
    liked = interactions.weight > 0
    item = interactions.row[liked]
    places = np.argsort(item, kind="stable")
    touched = _Touched(interactions.person[liked], item, places, np.searchsorted(item[places], np.arange(n + 1)))
    table = Table(np.full((n, k), -1, np.int32), np.zeros((n, k), np.float32))
    scratch = _After(np.zeros(n, np.float32), np.zeros(n, np.int32), np.zeros(n, np.int32), np.zeros(n, np.int32))
    if k:
        _fill(table, touched, scratch, min_persons)
    return table


@njit(cache=True, nogil=True)
def _fill(table: Table, touched: _Touched, after: _After, min_persons: int) -> None:
    for item in range(table.items.shape[0]):
        n_found = _walk(item, touched, after)
        for place in range(n_found):
            other = after.found[place]
            if after.n_persons[other] >= min_persons:
                _insert(table.items[item], table.scores[item], other, after.score[other])
            after.score[other] = 0


@njit(cache=True, nogil=True)
def _walk(item: int, touched: _Touched, after: _After) -> int:
    """Sum what comes after an item; how many items were found. Places of one person follow each other."""
    n_found = 0
    for touch in range(touched.of_item_starts[item], touched.of_item_starts[item + 1]):
        place = touched.of_item[touch]
        person = touched.person[place]
        weight = np.float32(1)
        for later in range(place + 1, min(place + 1 + MAX_STEPS, touched.item.size)):
            if touched.person[later] != person:
                break
            other = touched.item[later]
            if other != item:
                if after.score[other] == 0:
                    after.found[n_found], after.n_persons[other], after.last_person[other] = other, 0, -1
                    n_found += 1
                after.score[other] += weight
                after.n_persons[other] += after.last_person[other] != person
                after.last_person[other] = person
            weight *= np.float32(FADE)
    return n_found


@njit(cache=True, nogil=True)
def _insert(items: Int32, scores: Float32, item: int, score: float) -> None:
    """Put an item in its place among the strongest, if it is one of them."""
    place = scores.size - 1
    if score < scores[place] or (score == scores[place] and item > items[place]):
        return
    while place > 0 and (score > scores[place - 1] or (score == scores[place - 1] and item < items[place - 1])):
        items[place], scores[place] = items[place - 1], scores[place - 1]
        place -= 1
    items[place], scores[place] = item, score
