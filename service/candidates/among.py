"""What may be found: what a filter leaves, or what has not left the catalogue, as the sources of candidates read it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numba import njit
from numpy.typing import NDArray

Bits: TypeAlias = NDArray[np.uint8]
Bools: TypeAlias = NDArray[np.bool_]
Int32: TypeAlias = NDArray[np.int32]
Int64: TypeAlias = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Among:
    """The numbers that may be found, of items and newcomers of a model or of products.

    Attributes:
        items: ascending, shape (m,).
        bits: whether a number is one of them, eight to a byte, lowest first, shape (ceil(n / 8),); what lies beyond is none.
            Cannot be written to.
    """

    items: Int64
    bits: Bits

    def has(self, items: Int32) -> Bools:
        """Which numbers may be found. Shape as given."""
        return np.asarray(_has(self.bits, items))

    def first(self, items: Int32, n: int) -> Int64:
        """The places of the first `n` of these numbers that may be found, ascending."""
        return np.asarray(_first(self.bits, items, n))


def among(may_be_found: Bools) -> Among:
    """Those of all items and newcomers, shape (n,); worth remembering, since it takes time proportional to n."""
    bits = np.packbits(may_be_found, bitorder="little")
    bits.flags.writeable = False
    return Among(np.flatnonzero(may_be_found), bits)


@njit(cache=True, nogil=True)
def has(bits: Bits, number: int) -> bool:
    """Whether one number, >= 0 or -1 for none, may be found."""
    return 0 <= number < 8 * bits.size and (bits[number >> 3] >> (number & 7)) & 1 == 1


@njit(cache=True, nogil=True)
def _has(bits: Bits, numbers: Int32) -> Bools:
    may = np.empty(numbers.size, np.bool_)
    for place in range(numbers.size):
        may[place] = has(bits, numbers[place])
    return may


@njit(cache=True, nogil=True)
def _first(bits: Bits, numbers: Int32, n: int) -> Int64:
    places, n_found = np.empty(min(n, numbers.size), np.int64), 0
    for place in range(numbers.size):
        if n_found == places.size:
            break
        if has(bits, numbers[place]):
            places[n_found] = place
            n_found += 1
    return places[:n_found]
