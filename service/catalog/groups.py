"""Variant groups as columns: which rows are forms of one product, and the values that count once a group."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from service.catalog.growing import Growing
from service.catalog.row import RowRecord

Int32 = NDArray[np.int32]
Int64 = NDArray[np.int64]

_NEVER_ROW = np.iinfo(np.int32).max


@dataclass(frozen=True, slots=True, eq=False)
class ValueColumn:
    """The values of one key, any number a row.

    Attributes:
        ends: where the codes of the row before end, and of the last row, shape (n_rows + 1,).
        codes: numbers of values, row after row.
        names: number -> value, `numbers` the other way; may hold more than what this view knows.
    """

    ends: Int64
    codes: Int32
    names: Sequence[str]
    numbers: dict[str, int]

    def of(self, rows: Int32) -> tuple[NDArray[np.intp], Int32]:
        """Every value of these rows: its place in `rows` and its number, both of shape (n_values_of_all,)."""
        starts = self.ends[rows]
        lengths = self.ends[rows + 1] - starts
        before = np.cumsum(lengths) - lengths
        places = np.repeat(np.arange(rows.size), lengths)
        return places, self.codes[np.arange(places.size) + (starts - before)[places]]

    def carried(self, rows: Int32, values: Iterable[str]) -> NDArray[np.bool_]:
        """Which rows have one of these values. Shape as `rows`."""
        places, codes = self.of(rows)
        carried = np.zeros(rows.size, np.bool_)
        carried[places[np.isin(codes, [self.numbers[value] for value in values if value in self.numbers])]] = True
        return carried


@dataclass(frozen=True, slots=True, eq=False)
class Groups:
    """Which group each row belongs to; a product without variants is a group of its own.

    Attributes:
        of: row -> group number, shape (n_rows,).
        n_groups: how many groups there are.
        several_from: group -> the row with which it got a second product, shape (n_groups,).
        values: key -> its values by row.
    """

    of: Int32
    n_groups: int
    several_from: Int32
    values: Mapping[str, ValueColumn]

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
        groups, places = self.of[rows], np.arange(rows.size, dtype=np.int32)
        # Of several places of a group, the one assigned last stays: the first, since they come from the back.
        first = np.empty(self.n_groups, np.int32)
        first[groups[::-1]] = places[::-1]
        return np.asarray(rows[first[groups] == places], np.int32)

    def has_several(self, row: int) -> bool:
        """Whether the row's group has, or had, more than one product."""
        return bool(self.several_from[self.of[row]] < self.of.size)

    def carried(self, key: str, rows: Int32, values: Iterable[str]) -> NDArray[np.bool_]:
        """Which rows have one of these values. Shape as `rows`."""
        column = self.values.get(key)
        return np.zeros(rows.size, np.bool_) if column is None else column.carried(rows, values)

    def counts(self, key: str, rows: Int32) -> dict[str, int]:
        """Value -> how many groups have it in one of these rows."""
        column = self.values.get(key)
        if column is None:
            return {}
        places, codes = column.of(rows)
        # A sort tells pairs apart in less time than marking them, since most pairs of a group and a value do not occur.
        pairs = np.sort((self.of[rows].astype(np.int64)[places] << 32) | codes)
        is_new = np.ones(pairs.size, np.bool_)
        is_new[1:] = pairs[1:] != pairs[:-1]
        n_groups = np.bincount((pairs[is_new] & 0xFFFFFFFF).astype(np.int64))
        return {column.names[code]: int(n_groups[code]) for code in np.flatnonzero(n_groups).tolist()}


class GroupsBuilder:
    """Appends rows as generations arrive and hands out frozen views."""

    def __init__(self) -> None:
        self._of = Growing(np.int32)
        self._numbers: dict[str, int] = {}
        self._first_product: list[int] = []
        self._several_from = Growing(np.int32)
        self._values: dict[str, _GrowingValues] = {}

    def append(self, records: Sequence[RowRecord]) -> None:
        """Add rows in their published order."""
        start = len(self._of)
        self._of.extend([self._group(record, row) for row, record in enumerate(records, start)])
        for key in dict.fromkeys(key for record in records for key in record.values):
            if key not in self._values:
                self._values[key] = _GrowingValues(start)
        for key, column in self._values.items():
            column.extend([record.values.get(key, ()) for record in records])

    def view(self) -> Groups:
        """The groups as they stand; later rows do not show in it."""
        values = {key: column.view() for key, column in self._values.items()}
        return Groups(self._of.view(), len(self._numbers), self._several_from.view(), values)

    def _group(self, record: RowRecord, row: int) -> int:
        group = self._numbers.setdefault(record.group or record.id, len(self._first_product))
        if group == len(self._first_product):
            self._first_product.append(record.product_index)
            self._several_from.extend([_NEVER_ROW])
        several_from = self._several_from.own()
        if several_from[group] == _NEVER_ROW and self._first_product[group] != record.product_index:
            several_from[group] = row
        return group


class _GrowingValues:
    """The values of one key as numbers, in the order of their first appearance."""

    def __init__(self, n_rows: int) -> None:
        self._ends = Growing(np.int64)
        self._ends.extend([0] * (n_rows + 1))
        self._codes = Growing(np.int32)
        self._names: list[str] = []
        self._numbers: dict[str, int] = {}

    def extend(self, rows: Sequence[Sequence[str]]) -> None:
        lengths = [len(values) for values in rows]
        self._ends.extend(len(self._codes) + np.cumsum(lengths))
        self._codes.extend([self._number(value) for values in rows for value in values])

    def view(self) -> ValueColumn:
        return ValueColumn(self._ends.view(), self._codes.view(), self._names, self._numbers)

    def _number(self, value: str) -> int:
        number = self._numbers.setdefault(value, len(self._names))
        if number == len(self._names):
            self._names.append(value)
        return number
