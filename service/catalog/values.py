"""The values that facets count, as numbers by row: of all keys in one array, so that one pass counts any of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from service.catalog.groups import Groups
from service.catalog.growing import Growing
from service.catalog.row import NamedValue, RowRecord

Int32 = NDArray[np.int32]
Int64 = NDArray[np.int64]

_CODE_BITS = 32


class ValueNumbers:
    """Numbers for values, in the order of their first appearance: how the keeper writes rows.

    Args:
        known: the values of the rows so far, in the order of their numbers.
    """

    def __init__(self, known: Iterable[NamedValue] = ()) -> None:
        self._names = list(known)
        self._numbers = {named: number for number, named in enumerate(self._names)}

    def encode(self, values: Mapping[str, Sequence[str]]) -> tuple[bytes, tuple[NamedValue, ...]]:
        """The numbers of a row's values (facet key -> values) as int32, and the values that are new, in their order."""
        n_known = len(self._names)
        codes = [self._number((key, value)) for key, of_key in values.items() for value in dict.fromkeys(of_key)]
        return np.array(codes, np.int32).tobytes(), tuple(self._names[n_known:])

    def _number(self, named: NamedValue) -> int:
        number = self._numbers.setdefault(named, len(self._names))
        if number == len(self._names):
            self._names.append(named)
        return number


@dataclass(frozen=True, slots=True, eq=False)
class Values:
    """The values of each row, any number a key.

    Attributes:
        ends: where the numbers of the row before end, and of the last row, shape (n_rows + 1,).
        codes: numbers of values, row after row.
        names: number -> value, `numbers` the other way; may hold more than what this view knows.
        of_key: facet key -> the numbers of its values.
        n_values: how many values this view knows.
    """

    ends: Int32
    codes: Int32
    names: Sequence[NamedValue]
    numbers: Mapping[NamedValue, int]
    of_key: Mapping[str, Int32]
    n_values: int

    def count(self, rows: Int32, groups: Groups | None = None) -> Int64:
        """How many of the rows have each value; with `groups`, of how many groups any row has it. Shape (n_values,)."""
        codes, lengths = self._of(rows)
        if groups is not None:
            codes = _once_a_group(np.repeat(groups.of[rows], lengths), codes)
        return np.bincount(codes, minlength=self.n_values)

    def by_name(self, key: str, counts: Int64) -> dict[str, int]:
        """Value -> count, of the values of a key that occur at all in what `count` told."""
        of_key = self.of_key.get(key, np.zeros(0, np.int32))
        present = of_key[counts[of_key] > 0]
        return {self.names[code][1]: n for code, n in zip(present.tolist(), counts[present].tolist(), strict=True)}

    def carried(self, rows: Int32, key: str, values: Iterable[str]) -> NDArray[np.bool_]:
        """Which rows have one of these values. Shape as `rows`."""
        codes, lengths = self._of(rows)
        wanted = [self.numbers[key, value] for value in values if (key, value) in self.numbers]
        carried = np.zeros(rows.size, np.bool_)
        carried[np.repeat(np.arange(rows.size), lengths)[np.isin(codes, wanted)]] = True
        return carried

    def _of(self, rows: Int32) -> tuple[Int32, Int32]:
        """The numbers of all values of these rows, row after row, and how many each row has, of shape (n,)."""
        starts = self.ends.take(rows)
        lengths = self.ends.take(rows + 1) - starts
        before = np.cumsum(lengths, dtype=np.int32) - lengths
        places = np.repeat(starts - before, lengths)
        places += np.arange(places.size, dtype=np.int32)
        return self.codes.take(places), lengths


def _once_a_group(groups: Int32, codes: Int32) -> Int32:
    """The numbers of values, once for each group that has them. Both of shape (n,)."""
    # A sort tells pairs apart in less time than marking them, since most pairs of a group and a value do not occur.
    pairs = np.sort((groups.astype(np.int64) << _CODE_BITS) | codes)
    is_new = np.ones(pairs.size, np.bool_)
    is_new[1:] = pairs[1:] != pairs[:-1]
    return (pairs[is_new] & ((1 << _CODE_BITS) - 1)).astype(np.int32)


class ValuesBuilder:
    """Appends rows as generations arrive and hands out frozen views."""

    def __init__(self) -> None:
        self._ends = Growing(np.int32)
        self._ends.extend([0])
        self._codes = Growing(np.int32)
        self._names: list[NamedValue] = []
        self._numbers: dict[NamedValue, int] = {}
        self._of_key: dict[str, Growing] = {}

    def append(self, records: Sequence[RowRecord]) -> None:
        """Add rows in their published order."""
        lengths = [len(record.codes) // np.dtype(np.int32).itemsize for record in records]
        self._ends.extend(len(self._codes) + np.cumsum(lengths))
        self._codes.extend(np.frombuffer(b"".join(record.codes for record in records), np.int32))
        for named in (named for record in records for named in record.new_values):
            number = self._numbers[named] = len(self._names)
            self._names.append(named)
            self._of_key.setdefault(named[0], Growing(np.int32)).extend([number])

    def view(self) -> Values:
        """The values as they stand; later rows do not show in it."""
        of_key = {key: numbers.view() for key, numbers in self._of_key.items()}
        return Values(self._ends.view(), self._codes.view(), self._names, self._numbers, of_key, len(self._names))
