"""The catalogue as numpy columns by row: append-only, so a view taken once never changes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from service.catalog.row import RowRecord, price_band
from service.types import ProductId

Int32 = NDArray[np.int32]
Float32 = NDArray[np.float32]

SLOT_WIDTH = {"gender": 2, "age_group": 3, "category": 2, "brand": 1, "color": 3, "price_band": 1}
SLOTS = tuple(SLOT_WIDTH)
NO_VALUE = -1
NEVER_MS = 2**62
_FIRST_CAPACITY = 1024


@dataclass(frozen=True, slots=True)
class SlotColumn:
    """The values of one slot.

    Attributes:
        codes: per row the numbers of its values, padded with -1, shape (n_rows, width).
        names: number -> value; may be longer than `n_values`, which is what this view knows.
    """

    codes: Int32
    names: Sequence[str]
    numbers: dict[str, int]
    n_values: int


@dataclass(frozen=True, slots=True)
class Columns:
    """A frozen view of the catalogue, rows 0 … n_rows-1.

    Attributes:
        slots: slot name -> its column.
        price: NaN where none is given, shape (n_rows,).
        in_stock, prior: shape (n_rows,).
        available_ms, expire_ms: 0 where not given, shape (n_rows,).
        product_index: row -> product number, shape (n_rows,).
        row_of: product number -> its present row, -1 for ended and hidden products, shape (n_products,).
        ids: product number -> id; may be longer than row_of.
        records: row -> record; may be longer than n_rows.
        settled_from_ms, settled_until_ms: between the two, no product begins or expires, so time excludes none.
    """

    n_rows: int
    slots: dict[str, SlotColumn]
    price: Float32
    in_stock: NDArray[np.bool_]
    prior: Float32
    available_ms: NDArray[np.int64]
    expire_ms: NDArray[np.int64]
    product_index: Int32
    row_of: Int32
    ids: Sequence[ProductId]
    records: Sequence[RowRecord]
    index_of: dict[ProductId, int]
    settled_from_ms: int
    settled_until_ms: int

    def row(self, product_id: ProductId) -> int:
        """The product's present row, or -1 if it is unknown, ended or hidden."""
        index = self.index_of.get(product_id, NO_VALUE)
        return int(self.row_of[index]) if 0 <= index < self.row_of.size else NO_VALUE

    def id(self, row: int) -> ProductId:
        """The id of the product that a row describes."""
        return self.records[row].id

    def sellable(self, rows: Int32, now_ms: int) -> NDArray[np.bool_]:
        """Which rows may be recommended at `now_ms`: in stock, begun and not expired. Shape as `rows`."""
        expire = self.expire_ms[rows]
        begun = self.available_ms[rows] <= now_ms
        return np.asarray(self.in_stock[rows] & begun & ((expire == 0) | (expire > now_ms)), dtype=np.bool_)


class _Growing:
    """An array that grows by doubling; views of its front stay valid because rows are only ever appended."""

    def __init__(self, dtype: type[np.generic], width: int = 0) -> None:
        self._values = np.empty((_FIRST_CAPACITY, width) if width else _FIRST_CAPACITY, dtype=dtype)
        self._size = 0

    def extend(self, values: Sequence[object]) -> None:
        end = self._size + len(values)
        if end > len(self._values):
            grown = np.empty((max(end, 2 * len(self._values)), *self._values.shape[1:]), dtype=self._values.dtype)
            grown[: self._size] = self._values[: self._size]
            self._values = grown
        self._values[self._size : end] = values
        self._size = end

    def view(self) -> NDArray[Any]:
        front = self._values[: self._size]
        front.flags.writeable = False
        return front


class _GrowingSlot:
    """The values of one slot as numbers, in the order of their first appearance."""

    def __init__(self, width: int) -> None:
        self._width = width
        self._codes = _Growing(np.int32, width)
        self._names: list[str] = []
        self._numbers: dict[str, int] = {}

    def extend(self, rows: Sequence[tuple[str, ...]]) -> None:
        """Append rows; of each the first values that the slot has room for."""
        padding = [NO_VALUE] * self._width
        self._codes.extend([[*map(self._number, values[: self._width]), *padding[len(values) :]] for values in rows])

    def view(self) -> SlotColumn:
        return SlotColumn(self._codes.view(), self._names, self._numbers, len(self._names))

    def _number(self, value: str) -> int:
        number = self._numbers.setdefault(value, len(self._names))
        if number == len(self._names):
            self._names.append(value)
        return number


class ColumnsBuilder:
    """Appends rows as generations arrive and hands out frozen views."""

    def __init__(self) -> None:
        self._slots = {slot: _GrowingSlot(SLOT_WIDTH[slot]) for slot in SLOTS}
        self._price = _Growing(np.float32)
        self._in_stock = _Growing(np.bool_)
        self._prior = _Growing(np.float32)
        self._available_ms = _Growing(np.int64)
        self._expire_ms = _Growing(np.int64)
        self._product_index = _Growing(np.int32)
        self._row_of = np.zeros(0, np.int32)
        self._ids: list[ProductId] = []
        self._index_of: dict[ProductId, int] = {}
        self._records: list[RowRecord] = []
        self._last_start_ms = 0
        self._first_expiry_ms = NEVER_MS
        self._view: Columns | None = None

    def append(self, records: Sequence[RowRecord]) -> None:
        """Add rows in their published order."""
        if not records:
            return
        self._view = None
        for slot, values_of in _SLOT_VALUES.items():
            self._slots[slot].extend([values_of(record) for record in records])
        self._price.extend([np.nan if record.price is None else record.price for record in records])
        self._in_stock.extend([record.in_stock for record in records])
        self._prior.extend([record.prior for record in records])
        self._available_ms.extend([record.available_ms for record in records])
        self._expire_ms.extend([record.expire_ms for record in records])
        self._product_index.extend([record.product_index for record in records])
        self._point(records)
        self._records += records
        self._last_start_ms = max([self._last_start_ms, *(record.available_ms for record in records)])
        expiries = (record.expire_ms for record in records if record.expire_ms)
        self._first_expiry_ms = min([self._first_expiry_ms, *expiries])

    def view(self) -> Columns:
        """The catalogue as it stands; later rows do not show in it. The same object until rows are added."""
        self._view = self._view or self._frozen()
        return self._view

    def _frozen(self) -> Columns:
        return Columns(
            n_rows=len(self._records),
            slots={slot: column.view() for slot, column in self._slots.items()},
            price=self._price.view(),
            in_stock=self._in_stock.view(),
            prior=self._prior.view(),
            available_ms=self._available_ms.view(),
            expire_ms=self._expire_ms.view(),
            product_index=self._product_index.view(),
            row_of=self._row_of,
            ids=self._ids,
            records=self._records,
            index_of=self._index_of,
            settled_from_ms=self._last_start_ms,
            settled_until_ms=self._first_expiry_ms,
        )

    def _point(self, records: Sequence[RowRecord]) -> None:
        """Point products to their newest rows, in a new array: views hold the old one."""
        for record in records:
            if record.product_index == len(self._ids):
                self._ids.append(record.id)
                self._index_of[record.id] = record.product_index
        row_of = np.full(len(self._ids), NO_VALUE, np.int32)
        row_of[: self._row_of.size] = self._row_of
        for row, record in enumerate(records, start=len(self._records)):
            row_of[record.product_index] = row if record.shown else NO_VALUE
        row_of.flags.writeable = False
        self._row_of = row_of


_SLOT_VALUES: dict[str, Callable[[RowRecord], tuple[str, ...]]] = {
    "gender": lambda record: record.genders,
    "age_group": lambda record: record.age_groups,
    "category": lambda record: record.leaves,
    "brand": lambda record: record.brands,
    "color": lambda record: record.colors,
    "price_band": lambda record: () if record.price is None else (price_band(record.price),),
}
