"""Keys numbered in a hash table that grows with what is put in and not with the catalogue; for compiled kernels, too."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
from numba import njit
from numpy.typing import NDArray

Bools: TypeAlias = NDArray[np.bool_]
Float32: TypeAlias = NDArray[np.float32]
Int32: TypeAlias = NDArray[np.int32]

Int64: TypeAlias = NDArray[np.int64]

_FREE = -1
_KNUTH = 2654435761


def distinct(keys: Int32) -> tuple[Int32, Int64]:
    """The different keys, ascending, and the place of each key among them; keys >= 0, shape (n,).

    As np.unique tells it, in a third of the time where many repeat: only different ones are sorted.
    """
    found, number = _numbered(keys)
    order = np.argsort(found)
    place_of = np.empty_like(order)
    place_of[order] = np.arange(order.size)
    return found[order], place_of[number]


@njit(cache=True, nogil=True)
def summed(keys: Int32, amounts: Float32) -> tuple[Int32, Float32]:
    """The different keys >= 0 in the order they come, and the sum of the amounts of each; both of shape (m,)."""
    table, n = numbering(keys.size), 0
    found, sums = np.empty(keys.size, np.int32), np.zeros(keys.size, np.float64)
    for place in range(keys.size):
        if keys[place] >= 0:
            number = number_of(table, keys[place], n)
            found[number] = keys[place]
            n = max(n, number + 1)
            sums[number] += amounts[place]
    return found[:n], sums[:n].astype(np.float32)


@njit(cache=True, nogil=True)
def without(keys: Int32, others: Int32) -> Bools:
    """Which keys are none of the others; keys >= 0. Shape as `keys`."""
    table, n = numbering(others.size), 0
    for key in others:
        n = max(n, 1 + number_of(table, key, n))
    kept = np.empty(keys.size, np.bool_)
    for place in range(keys.size):
        kept[place] = table[_slot_of(table, keys[place]), 0] == _FREE
    return kept


@njit(cache=True, nogil=True)
def numbering(capacity: int) -> Int32:
    """An empty table that can number `capacity` different keys >= 0, at most half full then.

    Columns: key and number; shape (a power of two, 2).
    """
    size = 16
    while size < 2 * capacity:
        size *= 2
    return np.full((size, 2), _FREE, np.int32)


@njit(cache=True, nogil=True)
def number_of(table: Int32, key: int, n: int) -> int:
    """The number of a key; one that is new among `n` others is given the number `n`."""
    slot = _slot_of(table, key)
    if table[slot, 0] == _FREE:
        table[slot, 0] = key
        table[slot, 1] = n
    return int(table[slot, 1])


@njit(cache=True, nogil=True)
def _slot_of(table: Int32, key: int) -> int:
    """Where a key is, or would be put. Linear probing."""
    last = table.shape[0] - 1
    slot = ((key * _KNUTH) >> 12) & last
    while table[slot, 0] != key and table[slot, 0] >= 0:
        slot = (slot + 1) & last
    return int(slot)


@njit(cache=True, nogil=True)
def _numbered(keys: Int32) -> tuple[Int32, Int32]:
    """The different keys in the order they come, and the number of each key among them."""
    table, n = numbering(keys.size), 0
    found, numbers = np.empty(keys.size, np.int32), np.empty(keys.size, np.int32)
    for place in range(keys.size):
        numbers[place] = number_of(table, keys[place], n)
        if numbers[place] == n:
            found[n] = keys[place]
            n += 1
    return found[:n], numbers
