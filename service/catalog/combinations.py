"""Rows that carry the same values in several slots: numbered alike, so that what values are worth is worked out once for all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from service.catalog.growing import Growing

Int32 = NDArray[np.int32]


@dataclass(frozen=True, slots=True, eq=False)
class Combinations:
    """The combinations of values that occur in some slots.

    Attributes:
        slots: which.
        of: row -> the number of its combination, shape (n_rows,).
        first_rows: combination -> the first row that carries it, shape (n,).
    """

    slots: tuple[str, ...]
    of: Int32
    first_rows: Int32


class CombinationsBuilder:
    """Appends rows as generations arrive and hands out frozen views."""

    def __init__(self, slots: Sequence[str]) -> None:
        self._slots = tuple(slots)
        self._of = Growing(np.int32)
        self._first_rows = Growing(np.int32)
        self._numbers: dict[bytes, int] = {}

    def append(self, codes: Mapping[str, Int32]) -> None:
        """Add rows by the numbers of their values: slot -> those of every row so far, shape (n_rows, width)."""
        start, n_known = len(self._of), len(self._numbers)
        carried = np.hstack([codes[slot][start:] for slot in self._slots])
        width, spelled = carried.itemsize * carried.shape[1], carried.tobytes()
        numbers = [
            self._numbers.setdefault(spelled[at : at + width], len(self._numbers))
            for at in range(0, len(spelled), width)
        ]
        new, first = np.unique(numbers, return_index=True)
        self._first_rows.extend(start + first[new >= n_known])
        self._of.extend(numbers)

    def view(self) -> Combinations:
        """The combinations as they stand; later rows do not show in it."""
        return Combinations(self._slots, self._of.view(), self._first_rows.view())
