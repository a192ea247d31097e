"""The columns: a view taken once never changes, whatever arrives later."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from service.catalog.boundaries import NEVER_MS
from service.catalog.columns import SLOTS, Columns, ColumnsBuilder
from service.catalog.row import RowRecord, ended_row, row_record
from service.types import Availability, ProductId
from tests.harness.builders import product

N_MANY = 5_000


def _row(number: int, product_id: str = "", **fields: object) -> RowRecord:
    return row_record(product(product_id or f"p{number}", **fields), number, (f"term{number}",))


def _columns(rows: Sequence[RowRecord]) -> Columns:
    builder = ColumnsBuilder()
    builder.append(rows)
    return builder.view()


def _values(columns: Columns, row: int, slot: str) -> list[str]:
    column = columns.slots[slot]
    return [column.names[code] for code in column.codes[row] if code >= 0]


def _state(columns: Columns) -> dict[str, object]:
    arrays = {
        name: getattr(columns, name).tolist()
        for name in ("in_stock", "prior", "available_ms", "expire_ms", "product_index")
    }
    texts = {slot: [_values(columns, row, slot) for row in range(columns.n_rows)] for slot in SLOTS}
    rows = [columns.row(ProductId(f"p{number}")) for number in range(N_MANY)]
    return {
        **arrays,
        **texts,
        "price": np.nan_to_num(columns.numbers["price"], nan=-1.0).tolist(),
        "rows": rows,
        "row_of": columns.row_of.all().tolist(),
        "boundaries": columns.boundaries.around(6),
        "ids": [columns.id(row) for row in range(columns.n_rows)],
        "n_values": [columns.slots[slot].n_values for slot in SLOTS],
        "settled": (columns.settled_from_ms, columns.settled_until_ms),
    }


def test_a_view_taken_once_never_changes() -> None:
    builder = ColumnsBuilder()
    builder.append([_row(number, brands=(f"brand{number}",), price=float(number)) for number in range(10)])
    view = builder.view()
    before = _state(view)
    builder.append([_row(3, brands=("other",), price=99.0, expire_time_ms=5), ended_row(ProductId("p4"), 4)])
    builder.append([_row(number, brands=(f"brand{number}",), available_time_ms=7) for number in range(10, N_MANY)])
    assert _state(view) == before
    assert builder.view().row(ProductId("p3")) == 10
    assert _values(builder.view(), 10, "brand") == ["other"]


def test_growth_beyond_the_first_capacity_keeps_every_value() -> None:
    builder = ColumnsBuilder()
    for start in range(0, N_MANY, 700):
        numbers = range(start, min(N_MANY, start + 700))
        builder.append([_row(number, price=float(number), genders=("men",) * (number % 2)) for number in numbers])
    columns = builder.view()
    assert columns.n_rows == N_MANY
    assert columns.numbers["price"].tolist() == [float(number) for number in range(N_MANY)]
    assert columns.row_of.all().tolist() == columns.product_index.tolist() == list(range(N_MANY))
    assert [_values(columns, row, "gender") for row in (0, 1, N_MANY - 1)] == [[], ["men"], ["men"]]


def test_rows_added_one_by_one_and_at_once_make_the_same_columns() -> None:
    rows = [_row(number % 7, price=float(number), colors=(f"c{number % 3}", "c1")) for number in range(7)]
    rows += [_row(number, hidden=number == 2) for number in range(4)]
    builder = ColumnsBuilder()
    for row in rows:
        builder.append([row])
    assert _state(builder.view()) == _state(_columns(rows))


def test_nothing_new_is_the_same_view() -> None:
    builder = ColumnsBuilder()
    builder.append([_row(0)])
    view = builder.view()
    builder.append([])
    assert builder.view() is view


def test_arrays_cannot_be_written() -> None:
    columns = _columns([_row(0)])
    for array in (columns.numbers["price"], columns.product_index, columns.slots["brand"].codes):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 1


def test_unknown_hidden_and_deleted_products_have_no_row() -> None:
    rows = [_row(0), _row(1), _row(2), _row(1, hidden=True), ended_row(ProductId("p2"), 2)]
    columns = _columns(rows)
    assert [columns.row(ProductId(f"p{number}")) for number in range(4)] == [0, -1, -1, -1]
    assert columns.row_of.all().tolist() == [0, -1, -1]


def test_a_product_that_comes_back_keeps_its_number() -> None:
    columns = _columns([_row(0), ended_row(ProductId("p0"), 0), _row(0, price=5.0)])
    assert columns.row(ProductId("p0")) == 2
    assert columns.ids == ["p0"]
    assert columns.numbers["price"][2] == 5.0


def test_values_beyond_the_width_of_a_slot_are_left_out() -> None:
    columns = _columns([_row(0, genders=("women", "men", "unisex"), brands=("A", "B"))])
    assert _values(columns, 0, "gender") == ["women", "men"]
    assert _values(columns, 0, "brand") == ["A"]


def test_no_price_is_not_a_number_and_no_band() -> None:
    columns = _columns([_row(0, price=None)])
    assert np.isnan(columns.numbers["price"][0])
    assert _values(columns, 0, "price_band") == []


def test_sellable_is_in_stock_begun_and_not_expired() -> None:
    rows = [
        _row(0),
        _row(1, availability=Availability.OUT_OF_STOCK),
        _row(2, available_time_ms=1_000),
        _row(3, available_time_ms=1_001),
        _row(4, expire_time_ms=1_000),
        _row(5, expire_time_ms=1_001),
        _row(6, availability=Availability.PREORDER),
    ]
    columns = _columns(rows)
    sellable = columns.sellable(np.arange(7, dtype=np.int32), 1_000)
    assert sellable.tolist() == [True, False, True, False, False, True, True]


def test_settled_is_the_time_in_which_nothing_begins_or_expires() -> None:
    rows = [_row(0), _row(1, available_time_ms=500), _row(2, expire_time_ms=900), _row(3, expire_time_ms=700)]
    assert (_columns(rows).settled_from_ms, _columns(rows).settled_until_ms) == (500, 700)
    assert (_columns(rows[:1]).settled_from_ms, _columns(rows[:1]).settled_until_ms) == (0, NEVER_MS)
