"""Which row describes a product at present, for every view of the catalogue at once."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from service.catalog.growing import Growing
from service.catalog.row import RowRecord

Int32 = NDArray[np.int32]
NO_ROW = -1


class RowHistory:
    """The newest row of each product, and of each row the one it replaced.

    So a view of the first n rows finds their newest without a copy of the map: it goes back from the newest of all. One
    thread appends; any may look up.
    """

    def __init__(self) -> None:
        self._newest = Growing(np.int32)
        self._previous = Growing(np.int32)
        self._shown = Growing(np.bool_)

    def append(self, records: Sequence[RowRecord]) -> None:
        """Add rows in their published order; a product's first row comes in the order of product numbers."""
        numbers = np.array([record.product_index for record in records], np.int32)
        n_products = int(max(numbers.max(initial=NO_ROW) + 1, len(self._newest)))
        self._newest.extend(np.full(n_products - len(self._newest), NO_ROW, np.int32))
        newest, start = self._newest.own(), len(self._previous)
        self._shown.extend([record.shown for record in records])
        self._previous.extend(np.full(len(records), NO_ROW, np.int32))
        previous = self._previous.own()
        for row, number in enumerate(numbers.tolist(), start=start):
            # In this order: whoever meets the new row can already go back from it.
            previous[row] = newest[number]
            newest[number] = row

    def present(self) -> PresentRows:
        """The map as it stands; later rows do not show in it."""
        return PresentRows(self, len(self._newest), len(self._previous))

    def look_up(self, numbers: Int32, n_rows: int) -> Int32:
        """The newest shown row below `n_rows` of each product, else -1. Shape as given."""
        rows = self._newest.view()[numbers]
        previous = self._previous.view()
        later = np.flatnonzero(rows >= n_rows)
        while later.size:
            rows[later] = previous[rows[later]]
            later = later[rows[later] >= n_rows]
        return np.where((rows >= 0) & self._shown.view()[rows], rows, np.int32(NO_ROW))

    def look_up_one(self, number: int, n_rows: int) -> int:
        """The same for one product, without the cost of arrays."""
        row = self._newest.own()[number]
        while row >= n_rows:
            row = self._previous.own()[row]
        return int(row) if row >= 0 and self._shown.own()[row] else NO_ROW


class PresentRows:
    """Product number -> its present row in one view, -1 for ended, hidden and unknown products.

    Attributes:
        size: how many products the view knows, ended ones included.
    """

    __slots__ = ("_history", "_n_rows", "size")

    def __init__(self, history: RowHistory, n_products: int, n_rows: int) -> None:
        self._history = history
        self._n_rows = n_rows
        self.size = n_products

    def __getitem__(self, numbers: Int32) -> Int32:
        """The present rows of these products, shape as given."""
        known = (numbers >= 0) & (numbers < self.size)
        if not self.size or not known.any():
            return np.full(numbers.shape, NO_ROW, np.int32)
        return np.where(known, self._history.look_up(np.where(known, numbers, 0), self._n_rows), np.int32(NO_ROW))

    def one(self, number: int) -> int:
        """The present row of one product."""
        return self._history.look_up_one(number, self._n_rows) if 0 <= number < self.size else NO_ROW

    def all(self) -> Int32:
        """The present row of every product, shape (size,)."""
        return self[np.arange(self.size, dtype=np.int32)]
