"""New arrivals: the latest first, and nothing that is not on sale yet."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from service.candidates.fresh import HALF_LIFE_DAYS, fresh
from service.candidates.trail import Found
from tests.harness.builders import NOON_MS, product
from tests.harness.indexed import IndexedShop

DAY_MS = 24 * 3600 * 1000


def aged(name: str, days: float) -> tuple[str, int]:
    return name, int(NOON_MS - days * DAY_MS)


PRODUCTS = [
    *(product(name, available_time_ms=at_ms) for name, at_ms in (aged("week", 7), aged("day", 1), aged("month", 30))),
    product("untold"),
    product("hidden", hidden=True, available_time_ms=NOON_MS),
    product("tomorrow", available_time_ms=NOON_MS + DAY_MS),
]


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[IndexedShop]:
    with IndexedShop(tmp_path / "index", PRODUCTS) as shop:
        yield shop


def found(shop: IndexedShop, *, n: int = 10) -> tuple[list[str], Found]:
    columns = shop.view.columns
    answer = fresh(shop.snapshot.product_of, columns, NOON_MS, n=n)
    return [columns.ids[number] for number in answer.items.tolist()], answer


def test_the_latest_come_first_and_what_nobody_dated_counts_as_old(shop: IndexedShop) -> None:
    assert found(shop)[0] == ["day", "week", "month", "untold"]


def test_newness_is_halved_in_two_weeks(shop: IndexedShop) -> None:
    scores = dict(zip(*[each if isinstance(each, list) else each.scores.tolist() for each in found(shop)], strict=True))
    assert scores["week"] == pytest.approx(0.5 ** (7 / HALF_LIFE_DAYS))
    assert 0 < scores["untold"] < scores["month"]


def test_no_more_are_named_than_wanted(shop: IndexedShop) -> None:
    assert found(shop, n=2)[0] == ["day", "week"]


def test_what_just_arrived_is_there_at_once(shop: IndexedShop) -> None:
    shop.history.put(product("now", available_time_ms=NOON_MS))
    shop.publish()
    assert found(shop, n=1)[0] == ["now"]


def test_without_newcomers_nothing_is_new(shop: IndexedShop) -> None:
    answer = fresh(np.zeros(0, np.int32), shop.view.columns, NOON_MS)
    assert answer.items.size == answer.scores.size == 0
