"""Numbers as index terms, so that a range of numbers is a handful of terms.

A number is written down at nine precisions: all of its 64 bits, then 8 bits fewer each time. A range is covered by the
coarsest blocks that fit into it: at most 255 at either end of each precision, however many numbers lie in it. This is the
prefix coding of Schindler and Diepenbroek, "Generic XML-based framework for metadata portals" (2008).
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

_BITS, _STEP = 64, 8
_SIGN = 1 << (_BITS - 1)
_LAST = (1 << _BITS) - 1
_BLOCK = (1 << _STEP) - 1


def number_terms(key: str, value: float) -> list[str]:
    """The terms that a product with this number of an attribute is indexed under."""
    place = _place(value)
    return [_term(key, place >> shift, shift) for shift in range(0, _BITS + 1, _STEP)]


def range_terms(
    key: str, low: float | None, high: float | None, *, low_inclusive: bool = True, high_inclusive: bool = True
) -> list[str]:
    """The terms that exactly the numbers between two bounds are indexed under; None is no bound."""
    first = 0 if low is None else _place(low) + (not low_inclusive)
    last = _LAST if high is None else _place(high) - (not high_inclusive)
    return [_term(key, block, shift) for block, shift in _covering(first, last)]


def _covering(first: int, last: int) -> Iterator[tuple[int, int]]:
    """Blocks that together are `first` … `last`: their number, and how many bits they leave out."""
    for shift in range(0, _BITS + 1, _STEP):
        while first <= last and first & _BLOCK:
            yield first, shift
            first += 1
        while first <= last and last & _BLOCK != _BLOCK:
            yield last, shift
            last -= 1
        if first > last:
            return
        first, last = first >> _STEP, last >> _STEP


def _place(value: float) -> int:
    """The place of a finite number in the order of all; -0.0 stands where 0.0 does (IEEE 754, totalOrder)."""
    (bits,) = struct.unpack(">Q", struct.pack(">d", value + 0.0))
    return int(bits ^ _LAST if bits & _SIGN else bits | _SIGN)


def _term(key: str, block: int, shift: int) -> str:
    return f"{key}={shift:02d}{block:x}"
