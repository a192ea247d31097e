"""Variant groups as columns: which rows are forms of one product."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from service.catalog.growing import Growing
from service.catalog.row import RowRecord

Int32 = NDArray[np.int32]
Int64 = NDArray[np.int64]

_NEVER_ROW = np.iinfo(np.int32).max


@dataclass(frozen=True, slots=True, eq=False)
class Groups:
    """Which group each row belongs to; a product without variants is a group of its own.

    Attributes:
        of: row -> group number, shape (n_rows,).
        n_groups: how many groups there are.
        several_from: group -> the row with which it got a second product, shape (n_groups,).
    """

    of: Int32
    n_groups: int
    several_from: Int32

    def count(self, rows: Int32) -> int:
        """How many groups these rows belong to."""
        is_there = np.zeros(self.n_groups, np.bool_)
        is_there[self.of[rows]] = True
        return int(np.count_nonzero(is_there))

    def greatest(self, rows: Int32, keys: Int64) -> Int64:
        """The greatest key of each row's group. Shape as given."""
        groups = self.of[rows]
        of_group = np.empty(self.n_groups, np.int64)
        of_group[groups] = np.iinfo(np.int64).min
        np.maximum.at(of_group, groups, keys)
        return of_group[groups]

    def first_of_each(self, rows: Int32) -> Int32:
        """The rows without those of a group that stands further in front; order as given."""
        return np.asarray(rows[self.places_of_first(rows)], np.int32)

    def places_of_first(self, rows: Int32) -> Int64:
        """The places of these rows without those of a group that stands further in front, ascending."""
        groups, places = self.of[rows], np.arange(rows.size, dtype=np.int32)
        # Of several places of a group, the one assigned last stays: the first, since they come from the back.
        first = np.empty(self.n_groups, np.int32)
        first[groups[::-1]] = places[::-1]
        return np.flatnonzero(first[groups] == places)

    def has_several(self, row: int) -> bool:
        """Whether the row's group has, or had, more than one product."""
        return bool(self.several_from[self.of[row]] < self.of.size)


class GroupsBuilder:
    """Appends rows as generations arrive and hands out frozen views."""

    def __init__(self) -> None:
        self._of = Growing(np.int32)
        self._numbers: dict[str, int] = {}
        self._first_product: list[int] = []
        self._several_from = Growing(np.int32)

    def append(self, records: Sequence[RowRecord]) -> None:
        """Add rows in their published order."""
        start = len(self._of)
        self._of.extend([self._group(record, row) for row, record in enumerate(records, start)])

    def view(self) -> Groups:
        """The groups as they stand; later rows do not show in it."""
        return Groups(self._of.view(), len(self._numbers), self._several_from.view())

    def _group(self, record: RowRecord, row: int) -> int:
        group = self._numbers.setdefault(record.group or record.id, len(self._first_product))
        if group == len(self._first_product):
            self._first_product.append(record.product_index)
            self._several_from.extend([_NEVER_ROW])
        several_from = self._several_from.own()
        if several_from[group] == _NEVER_ROW and self._first_product[group] != record.product_index:
            several_from[group] = row
        return group
