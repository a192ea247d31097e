"""Variant groups in columns: every operation says what Python says of lists, and a view taken once never changes."""

from __future__ import annotations

import random

import numpy as np
import pytest

from service.catalog.groups import Groups, GroupsBuilder
from service.catalog.row import RowRecord, row_record, with_values
from service.types import ProductId
from tests.harness.builders import product

N_ROWS = 300
SIZES = ("38", "40", "42", "M")


def _records(rng: random.Random) -> list[RowRecord]:
    """Some products stand in a group of up to six, some alone; some come again with other values."""
    numbers = [min(rng.randrange(N_ROWS), row) for row in range(N_ROWS)]
    known: dict[int, int] = {}
    records = []
    for drawn in numbers:
        number = known.setdefault(drawn, len(known))
        shared = {"primary_product_id": f"group{number % 40}"} if number % 3 else {}
        values = {"size": rng.choices(SIZES, k=rng.randint(0, 3)), "brand": [f"brand{number % 7}"]}
        records.append(with_values(row_record(product(f"p{number}", **shared), number, ()), values))
    return records


def _groups(records: list[RowRecord], *, batches: int = 1) -> Groups:
    builder = GroupsBuilder()
    for batch in range(batches):
        builder.append(records[batch * N_ROWS // batches : (batch + 1) * N_ROWS // batches])
    return builder.view()


def _of(record: RowRecord) -> str:
    return record.group or record.id


@pytest.fixture
def rng() -> random.Random:
    seed = random.randrange(2**32)
    print("seed", seed)
    return random.Random(seed)


def test_rows_are_counted_listed_and_ranked_by_their_group(rng: random.Random) -> None:
    records = _records(rng)
    groups = _groups(records, batches=3)
    for n_rows in (0, 1, 20, N_ROWS):
        rows = rng.sample(range(N_ROWS), n_rows)
        chosen = {_of(records[row]) for row in rows}
        firsts = list({_of(records[row]): row for row in reversed(rows)}.values())
        asked = np.array(rows, np.int32)
        assert groups.count(asked) == len(chosen)
        assert set(groups.first_of_each(asked).tolist()) == set(firsts)
        assert [row for row in rows if row in set(firsts)] == groups.first_of_each(asked).tolist()
        keys = np.array(rng.sample(range(10**6), n_rows), np.int64)
        greatest = {
            _of(records[row]): int(key) for row, key in sorted(zip(rows, keys, strict=True), key=lambda p: p[1])
        }
        assert groups.greatest(asked, keys).tolist() == [greatest[_of(records[row])] for row in rows]


def test_a_value_counts_once_for_a_group(rng: random.Random) -> None:
    records = _records(rng)
    groups = _groups(records, batches=3)
    rows = rng.sample(range(N_ROWS), 120)
    for key in ("size", "brand"):
        pairs = {(value, _of(records[row])) for row in rows for value in records[row].values.get(key, ())}
        wanted = {value: sum(1 for other, _ in pairs if other == value) for value, _ in pairs}
        assert groups.counts(key, np.array(rows, np.int32)) == wanted
        some = [value for value in wanted if value not in {"38", "brand1"}]
        carried = groups.values[key].carried(np.array(rows, np.int32), [*some, "unheard of"])
        assert carried.tolist() == [bool({*some} & {*records[row].values.get(key, ())}) for row in rows]


def test_a_group_has_several_products_from_the_second_one_on(rng: random.Random) -> None:
    records = _records(rng)
    groups = _groups(records)
    for row, record in enumerate(records):
        several = len({other.product_index for other in records if _of(other) == _of(record)}) > 1
        assert groups.has_several(row) == several


def test_a_view_taken_once_never_changes(rng: random.Random) -> None:
    records = [row_record(product(f"p{n}", primary_product_id=f"g{n % 50}"), n, ()) for n in range(3_000)]
    builder = GroupsBuilder()
    builder.append(records[:50])
    view = builder.view()
    builder.append([with_values(record, {"size": ("38",)}) for record in records[50:]])
    rows = np.arange(50, dtype=np.int32)
    assert (view.count(rows), view.n_groups, view.values) == (50, 50, {})
    assert not any(view.has_several(row) for row in range(50))
    later = builder.view()
    assert later.has_several(0)
    assert later.counts("size", np.arange(3_000, dtype=np.int32)) == {"38": 50}


def test_a_primary_product_stands_in_the_group_of_its_variants() -> None:
    primary = row_record(product("shirt"), 0, ())
    variant = row_record(product("shirt-m", primary_product_id="shirt"), 1, ())
    assert _groups([primary, variant]).of.tolist() == [0, 0]
    assert row_record(product("own", primary_product_id=ProductId("own")), 0, ()).group == ""
