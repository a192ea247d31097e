"""Groups and values in columns: every operation says what Python says of lists, and a view taken once never changes."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass

import numpy as np
import pytest

from service.catalog.columns import Columns, ColumnsBuilder
from service.catalog.row import RowRecord, ended_row, row_record
from service.catalog.values import ValueNumbers
from service.types import ProductId
from tests.harness.builders import product

N_ROWS = 300
KEYS = {"size": ("38", "40", "42", "M"), "brand": ("Lindholz", "M"), "attributes.fit": ("slim", "weit = bequem")}


@dataclass(frozen=True)
class Row:
    """A row as it was written, and what it says."""

    record: RowRecord
    values: dict[str, tuple[str, ...]]

    @property
    def group(self) -> str:
        return self.record.group or self.record.id


def _row(numbers: ValueNumbers, number: int, group: str = "", **values: tuple[str, ...]) -> Row:
    codes, new_values = numbers.encode(values)
    item = product(f"p{number}", primary_product_id=group)
    return Row(row_record(item, number, (), codes=codes, new_values=new_values), values)


def _rows(rng: random.Random) -> list[Row]:
    """Some products stand in a group of up to six, some alone; some come again with other values, some end."""
    numbers, known, rows = ValueNumbers(), dict[int, int](), []
    for row in range(N_ROWS):
        drawn = min(rng.randrange(N_ROWS), row)
        number = known.setdefault(drawn, len(known))
        values = {key: tuple(rng.choices(values, k=rng.randint(0, 3))) for key, values in KEYS.items()}
        rows.append(_row(numbers, number, f"group{number % 40}" if number % 3 else "", **values))
        if rng.random() < 0.05:
            rows[-1] = Row(ended_row(rows[-1].record.id, number), {})
            numbers = ValueNumbers(named for each in rows for named in each.record.new_values)
    return rows


def _columns(rows: list[Row]) -> Columns:
    builder = ColumnsBuilder()
    for start in range(0, len(rows), 100):
        builder.append([row.record for row in rows[start : start + 100]])
    return builder.view()


@pytest.fixture
def rng() -> random.Random:
    seed = random.randrange(2**32)
    print("seed", seed)
    return random.Random(seed)


def test_rows_are_counted_listed_and_ranked_by_their_group(rng: random.Random) -> None:
    rows = _rows(rng)
    groups = _columns(rows).groups
    assert groups is not None
    for n_rows in (0, 1, 20, N_ROWS):
        drawn = rng.sample(range(N_ROWS), n_rows)
        asked = np.array(drawn, np.int32)
        firsts = set({rows[row].group: row for row in reversed(drawn)}.values())
        assert groups.count(asked) == len(firsts)
        assert groups.first_of_each(asked).tolist() == [row for row in drawn if row in firsts]
        keys = np.array(rng.sample(range(10**6), n_rows), np.int64)
        greatest = {rows[row].group: int(key) for row, key in sorted(zip(drawn, keys, strict=True), key=lambda p: p[1])}
        assert groups.greatest(asked, keys).tolist() == [greatest[rows[row].group] for row in drawn]


def test_values_are_counted_by_row_and_by_group(rng: random.Random) -> None:
    rows = _rows(rng)
    columns = _columns(rows)
    drawn = rng.sample(range(N_ROWS), 120)
    asked, keys = np.array(drawn, np.int32), [*KEYS, "material"]
    by_row, by_group = (columns.values.count(asked, groups) for groups in (None, columns.groups))
    for key in keys:
        said = [(value, row, rows[row].group) for row in drawn for value in rows[row].values.get(key, ())]
        of_rows = Counter(value for value, _ in {(value, row) for value, row, _ in said})
        of_groups = Counter(value for value, _ in {(value, group) for value, _, group in said})
        assert columns.values.by_name(key, by_row) == of_rows
        assert columns.values.by_name(key, by_group) == of_groups


def test_a_value_is_carried_under_its_own_key_only(rng: random.Random) -> None:
    rows = _rows(rng)
    drawn = rng.sample(range(N_ROWS), 120)
    carried = _columns(rows).values.carried(np.array(drawn, np.int32), "size", ["M", "42", "unheard of"])
    assert carried.tolist() == [bool({"M", "42"} & {*rows[row].values.get("size", ())}) for row in drawn]


def test_a_group_has_several_products_from_the_second_one_on(rng: random.Random) -> None:
    rows = _rows(rng)
    groups = _columns(rows).groups
    assert groups is not None
    for row, asked in enumerate(rows):
        several = len({other.record.product_index for other in rows if other.group == asked.group}) > 1
        assert groups.has_several(row) == several


def test_a_view_taken_once_never_changes() -> None:
    numbers, builder = ValueNumbers(), ColumnsBuilder()
    rows = [_row(numbers, n, f"g{n % 50}", size=(f"{n % 70}",)).record for n in range(3_000)]
    builder.append(rows[:50])
    view = builder.view()
    builder.append(rows[50:])
    first, every = np.arange(50, dtype=np.int32), np.arange(3_000, dtype=np.int32)
    later = builder.view()
    assert view.groups is not None
    assert later.groups is not None
    assert (view.groups.count(first), view.groups.n_groups) == (50, 50)
    assert not any(view.groups.has_several(row) for row in range(50))
    assert view.values.by_name("size", view.values.count(first)) == {f"{n}": 1 for n in range(50)}
    assert later.groups.has_several(0)
    assert len(later.values.by_name("size", later.values.count(every, later.groups))) == 70


def test_groups_begin_with_the_first_variant() -> None:
    numbers, builder = ValueNumbers(), ColumnsBuilder()
    builder.append([_row(numbers, 0).record, _row(numbers, 1).record])
    plain = builder.view()
    builder.append([_row(numbers, 2, "p0").record])
    assert plain.groups is None
    groups = builder.view().groups
    assert groups is not None
    assert groups.of.tolist() == [0, 1, 0]
    assert row_record(product("own", primary_product_id=ProductId("own")), 0, ()).group == ""
