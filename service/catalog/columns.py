"""The catalogue as numpy columns by row: append-only, so a view taken once never changes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import msgspec
import numpy as np
from numpy.typing import NDArray

from service.catalog.boundaries import NEVER_MS, Boundaries
from service.catalog.combinations import Combinations, CombinationsBuilder
from service.catalog.groups import Groups, GroupsBuilder
from service.catalog.growing import Growing
from service.catalog.present import PresentRows, RowHistory
from service.catalog.row import RowRecord, discount_percent, price_band
from service.catalog.row_traits import RowTraits
from service.catalog.traits import Traits
from service.catalog.values import Values, ValuesBuilder
from service.types import ProductId

Int32 = NDArray[np.int32]
Float32 = NDArray[np.float32]
Float64 = NDArray[np.float64]

SLOT_WIDTH = {"gender": 2, "age_group": 3, "category": 2, "brand": 1, "color": 3, "size": 1, "price_band": 1}
SLOTS = tuple(SLOT_WIDTH)
# What the variants of a product share, and what they differ in: all seven together are about as many as there are rows.
COMBINED = (("gender", "age_group", "category", "brand"), ("color", "size", "price_band"))
NO_VALUE = -1
# Stands between what a value is of and the value: only the latter is its name.
OF = "\x1f"


@dataclass(frozen=True, slots=True)
class SlotColumn:
    """The values of one slot.

    Attributes:
        codes: per row the numbers of its values, padded with -1, shape (n_rows, width).
        names: number -> value; may be longer than `n_values`, which is what this view knows. Sizes of different kinds of
            things are told apart by number, not by name.
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
        combinations: which rows carry the same in several slots; each slot is in one of them.
        numbers: filter key (price, original_price, discount, rating, quantity) -> NaN where not given, shape (n_rows,).
        in_stock, prior: shape (n_rows,).
        available_ms, expire_ms: 0 where not given, shape (n_rows,).
        product_index: row -> product number, shape (n_rows,).
        row_of: product number -> its present row, -1 for ended and hidden products.
        ids: product number -> id; may be longer than `row_of.size`, which is how many this view knows.
        records: row -> record; may be longer than n_rows.
        settled_from_ms, settled_until_ms: between the two, no product begins or expires, so time excludes none.
        boundaries: when products begin and expire, those of earlier rows included.
        values: what facets count.
        groups: which products are variants of one; None in a catalogue without variants.
        traits: what each product is like, by product number; may know more than this view.
    """

    n_rows: int
    slots: dict[str, SlotColumn]
    combinations: Sequence[Combinations]
    numbers: Mapping[str, Float64]
    in_stock: NDArray[np.bool_]
    prior: Float32
    available_ms: NDArray[np.int64]
    expire_ms: NDArray[np.int64]
    product_index: Int32
    row_of: PresentRows
    ids: Sequence[ProductId]
    records: Sequence[RowRecord]
    index_of: dict[ProductId, int]
    settled_from_ms: int
    settled_until_ms: int
    boundaries: Boundaries
    values: Values
    groups: Groups | None
    traits: Traits

    def row(self, product_id: ProductId) -> int:
        """The product's present row, or -1 if it is unknown, ended or hidden."""
        return self.row_of.one(self.index_of.get(product_id, NO_VALUE))

    def id(self, row: int) -> ProductId:
        """The id of the product that a row describes."""
        return self.records[row].id

    def sellable(self, rows: Int32, now_ms: int) -> NDArray[np.bool_]:
        """Which rows may be recommended at `now_ms`: in stock, begun and not expired. Shape as `rows`."""
        expire = self.expire_ms[rows]
        begun = self.available_ms[rows] <= now_ms
        return np.asarray(self.in_stock[rows] & begun & ((expire == 0) | (expire > now_ms)), dtype=np.bool_)


class _GrowingSlot:
    """The values of one slot as numbers, in the order of their first appearance."""

    def __init__(self, width: int) -> None:
        self._width = width
        self._codes = Growing(np.int32, width)
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
            self._names.append(value.rpartition(OF)[2])
        return number


class ColumnsBuilder:
    """Appends rows as generations arrive and hands out frozen views."""

    def __init__(self) -> None:
        self._values = ValuesBuilder()
        self._traits = RowTraits()
        self._groups: GroupsBuilder | None = None
        self._slots = {slot: _GrowingSlot(SLOT_WIDTH[slot]) for slot in SLOTS}
        self._combinations = [CombinationsBuilder(slots) for slots in COMBINED]
        self._numbers = {key: Growing(np.float64) for key in _NUMBERS}
        self._in_stock = Growing(np.bool_)
        self._prior = Growing(np.float32)
        self._available_ms = Growing(np.int64)
        self._expire_ms = Growing(np.int64)
        self._product_index = Growing(np.int32)
        self._history = RowHistory()
        self._ids: list[ProductId] = []
        self._index_of: dict[ProductId, int] = {}
        self._records: list[RowRecord] = []
        self._last_start_ms = 0
        self._first_expiry_ms = NEVER_MS
        self._boundaries = Boundaries()
        self._view: Columns | None = None

    def append(self, records: Sequence[RowRecord]) -> None:
        """Add rows in their published order."""
        if not records:
            return
        self._view = None
        for slot, values_of in _SLOT_VALUES.items():
            self._slots[slot].extend([values_of(record) for record in records])
        codes = {slot: column.view().codes for slot, column in self._slots.items()}
        for combinations in self._combinations:
            combinations.append(codes)
        for key, number_of in _NUMBERS.items():
            self._numbers[key].extend(np.array([number_of(record) for record in records], np.float64))
        self._in_stock.extend([record.in_stock for record in records])
        self._prior.extend([record.prior for record in records])
        self._available_ms.extend([record.available_ms for record in records])
        self._expire_ms.extend([record.expire_ms for record in records])
        self._product_index.extend([record.product_index for record in records])
        self._history.append(records)
        self._number(records)
        self._values.append(records)
        self._traits.append(records)
        self._group(records)
        # Kept in `values` from here on.
        self._records += [msgspec.structs.replace(record, codes=b"", new_values=()) for record in records]
        self._last_start_ms = max([self._last_start_ms, *(record.available_ms for record in records)])
        expiries = (record.expire_ms for record in records if record.expire_ms)
        self._first_expiry_ms = min([self._first_expiry_ms, *expiries])
        self._boundaries = self._boundaries.with_times(
            time_ms for record in records for time_ms in (record.available_ms, record.expire_ms)
        )

    def view(self) -> Columns:
        """The catalogue as it stands; later rows do not show in it. The same object until rows are added."""
        self._view = self._view or self._frozen()
        return self._view

    def _frozen(self) -> Columns:
        return Columns(
            n_rows=len(self._records),
            slots={slot: column.view() for slot, column in self._slots.items()},
            combinations=[combinations.view() for combinations in self._combinations],
            numbers={key: column.view() for key, column in self._numbers.items()},
            in_stock=self._in_stock.view(),
            prior=self._prior.view(),
            available_ms=self._available_ms.view(),
            expire_ms=self._expire_ms.view(),
            product_index=self._product_index.view(),
            row_of=self._history.present(),
            ids=self._ids,
            records=self._records,
            index_of=self._index_of,
            settled_from_ms=self._last_start_ms,
            settled_until_ms=self._first_expiry_ms,
            boundaries=self._boundaries,
            values=self._values.view(),
            groups=None if self._groups is None else self._groups.view(),
            traits=self._traits.traits,
        )

    def _group(self, records: Sequence[RowRecord]) -> None:
        if self._groups is None and any(record.group for record in records):
            self._groups = GroupsBuilder()
            self._groups.append(self._records)
        if self._groups is not None:
            self._groups.append(records)

    def _number(self, records: Sequence[RowRecord]) -> None:
        for record in records:
            if record.product_index == len(self._ids):
                self._ids.append(record.id)
                self._index_of[record.id] = record.product_index


_SLOT_VALUES: dict[str, Callable[[RowRecord], tuple[str, ...]]] = {
    "gender": lambda record: record.genders,
    "age_group": lambda record: record.age_groups,
    "category": lambda record: record.leaves,
    "brand": lambda record: record.brands,
    "color": lambda record: record.colors,
    "size": lambda record: (f"{record.scale}{OF}{record.size}",) if record.size else (),
    "price_band": lambda record: () if record.price is None else (price_band(record.price),),
}

_NUMBERS: dict[str, Callable[[RowRecord], float | None]] = {
    "price": lambda record: record.price,
    "original_price": lambda record: record.original_price,
    "discount": lambda record: discount_percent(record.price, record.original_price),
    "rating": lambda record: record.rating,
    "quantity": lambda record: record.quantity,
}
