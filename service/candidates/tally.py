"""Sums by key for compiled kernels, in a hash table that grows with what is put in and not with the catalogue."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
from numba import njit
from numpy.typing import NDArray

Float32: TypeAlias = NDArray[np.float32]
Int32: TypeAlias = NDArray[np.int32]

_FREE = -1
_KNUTH = 2654435761


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
    """The number of a key; one that is new among `n` others is given the number `n`. Linear probing."""
    last = table.shape[0] - 1
    slot = ((key * _KNUTH) >> 12) & last
    while table[slot, 0] != key:
        if table[slot, 0] == _FREE:
            table[slot, 0] = key
            table[slot, 1] = n
            return n
        slot = (slot + 1) & last
    return int(table[slot, 1])
