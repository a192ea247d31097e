"""What may be found: what a filter leaves, or what has not left the catalogue, as the sources of candidates read it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Bools: TypeAlias = NDArray[np.bool_]
Int64: TypeAlias = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Among:
    """The numbers that may be found, of items and newcomers of a model or of products.

    Attributes:
        items: ascending, shape (m,).
        bits: whether a number is one of them, eight to a byte, lowest first, shape (ceil(n / 8),); what lies beyond is none.
    """

    items: Int64
    bits: NDArray[np.uint8]

    def has(self, items: NDArray[np.integer]) -> Bools:
        """Which numbers, >= 0, may be found. Shape as given."""
        known = items < 8 * self.bits.size
        places = np.where(known, items, 0)
        bits = self.bits[places >> 3] >> (places & 7) & 1 if self.bits.size else places
        return known & (bits > 0)


def among(may_be_found: Bools) -> Among:
    """Those of all items and newcomers, shape (n,); worth remembering, since it takes time proportional to n."""
    return Among(np.flatnonzero(may_be_found), np.packbits(may_be_found, bitorder="little"))
