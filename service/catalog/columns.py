"""The catalogue as numpy columns by row: append-only, so a view taken once never changes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from service.catalog.row import RowRecord, price_band
from service.types import ProductId

Int32 = NDArray[np.int32]
Float32 = NDArray[np.float32]

SLOTS = ("gender", "age_group", "category", "brand", "color", "price_band")
SLOT_WIDTH = {"gender": 2, "age_group": 3, "category": 2, "brand": 1, "color": 3, "price_band": 1}
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

    def __init__(self, dtype: type[np.generic], width: int = 0, fill: float = 0) -> None:
        self._fill = fill
        self._shape: tuple[int, ...] = (width,) if width else ()
        self._values = np.full((_FIRST_CAPACITY, *self._shape), fill, dtype=dtype)

    def __setitem__(self, row: int, value: object) -> None:
        if row >= len(self._values):
            grown = np.full((2 * len(self._values), *self._shape), self._fill, dtype=self._values.dtype)
            grown[: len(self._values)] = self._values
            self._values = grown
        self._values[row] = value

    def view(self, n_rows: int) -> NDArray[np.generic]:
        front = self._values[:n_rows]
        front.flags.writeable = False
        return front


class ColumnsBuilder:
    """Appends rows as generations arrive and hands out frozen views."""

    def __init__(self) -> None:
        self._n_rows = 0
        self._last_start_ms = 0
        self._first_expiry_ms = NEVER_MS
        self._codes = {slot: _Growing(np.int32, SLOT_WIDTH[slot], NO_VALUE) for slot in SLOTS}
        self._names: dict[str, list[str]] = {slot: [] for slot in SLOTS}
        self._numbers: dict[str, dict[str, int]] = {slot: {} for slot in SLOTS}
        self._price = _Growing(np.float32, fill=np.nan)
        self._in_stock = _Growing(np.bool_)
        self._prior = _Growing(np.float32)
        self._available_ms = _Growing(np.int64)
        self._expire_ms = _Growing(np.int64)
        self._product_index = _Growing(np.int32)
        self._row_of: list[int] = []
        self._ids: list[ProductId] = []
        self._index_of: dict[ProductId, int] = {}
        self._records: list[RowRecord] = []

    def append(self, records: Iterable[RowRecord]) -> None:
        """Add rows in their published order."""
        for record in records:
            self._append(record)

    def view(self) -> Columns:
        """The catalogue as it stands; later rows do not show in it."""
        n_rows = self._n_rows
        slots = {
            slot: SlotColumn(
                codes=self._codes[slot].view(n_rows),  # type: ignore[arg-type]
                names=self._names[slot],
                numbers=self._numbers[slot],
                n_values=len(self._names[slot]),
            )
            for slot in SLOTS
        }
        return Columns(
            n_rows=n_rows,
            slots=slots,
            price=self._price.view(n_rows),  # type: ignore[arg-type]
            in_stock=self._in_stock.view(n_rows),  # type: ignore[arg-type]
            prior=self._prior.view(n_rows),  # type: ignore[arg-type]
            available_ms=self._available_ms.view(n_rows),  # type: ignore[arg-type]
            expire_ms=self._expire_ms.view(n_rows),  # type: ignore[arg-type]
            product_index=self._product_index.view(n_rows),  # type: ignore[arg-type]
            row_of=np.array(self._row_of, dtype=np.int32),
            ids=self._ids,
            records=self._records,
            index_of=self._index_of,
            settled_from_ms=self._last_start_ms,
            settled_until_ms=self._first_expiry_ms,
        )

    def _append(self, record: RowRecord) -> None:
        row = self._n_rows
        values = {
            "gender": record.genders,
            "age_group": record.age_groups,
            "category": record.leaves,
            "brand": record.brands,
            "color": record.colors,
            "price_band": () if record.price is None else (price_band(record.price),),
        }
        for slot, texts in values.items():
            self._codes[slot][row] = self._encode(slot, texts)
        self._price[row] = np.nan if record.price is None else record.price
        self._in_stock[row] = record.in_stock
        self._prior[row] = record.prior
        self._available_ms[row] = record.available_ms
        self._expire_ms[row] = record.expire_ms
        self._product_index[row] = record.product_index
        self._last_start_ms = max(self._last_start_ms, record.available_ms)
        self._first_expiry_ms = min(self._first_expiry_ms, record.expire_ms or NEVER_MS)
        self._records.append(record)
        self._point(record, row)
        self._n_rows = row + 1

    def _point(self, record: RowRecord, row: int) -> None:
        if record.product_index == len(self._row_of):
            self._row_of.append(NO_VALUE)
            self._ids.append(record.id)
            self._index_of[record.id] = record.product_index
        self._row_of[record.product_index] = row if record.shown else NO_VALUE

    def _encode(self, slot: str, values: Sequence[str]) -> list[int]:
        numbers, names, width = self._numbers[slot], self._names[slot], SLOT_WIDTH[slot]
        codes = []
        for value in values[:width]:
            number = numbers.setdefault(value, len(names))
            if number == len(names):
                names.append(value)
            codes.append(number)
        return codes + [NO_VALUE] * (width - len(codes))
