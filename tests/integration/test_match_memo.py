"""The remembered answers to queries: used as long as they hold, also where products begin and expire."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from service.types import SearchQuery
from tests.harness.builders import NOON_MS, product
from tests.harness.indexed import IndexedShop

N_PRODUCTS = 20
ALL = SearchQuery("Zelt", page_size=1)


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[IndexedShop]:
    """Tents; one is over, one ends in a second, one begins in two."""
    times = [
        {"expire_time_ms": NOON_MS - 1},
        {"expire_time_ms": NOON_MS + 1_000},
        {"available_time_ms": NOON_MS + 2_000},
    ]
    products = [product(f"p{number:04d}", title="Zelt") for number in range(N_PRODUCTS)]
    products += [product(f"timed{number}", title="Zelt", **fields) for number, fields in enumerate(times)]
    folder: Path = tmp_path_factory.mktemp("index")
    with IndexedShop(folder, products) as shop:
        yield shop


def _asked(shop: IndexedShop, query: SearchQuery, *, at_ms: int) -> tuple[int, int]:
    """How many were found, and how many answers were remembered for it."""
    shop.now_ms, before = at_ms, len(shop._memos.matches)
    total = shop.search(query).total_size
    return total, len(shop._memos.matches) - before


def test_an_answer_is_remembered_until_the_next_product_begins_or_expires(shop: IndexedShop) -> None:
    shop._memos.matches.clear()
    moments = [0, 999, 1_000, 1_999, 2_000, 10**9, 0]
    answers = [_asked(shop, ALL, at_ms=NOON_MS + moment) for moment in moments]
    assert answers == [
        (N_PRODUCTS + 1, 1),
        (N_PRODUCTS + 1, 0),
        (N_PRODUCTS, 1),
        (N_PRODUCTS, 0),
        (N_PRODUCTS + 1, 1),
        (N_PRODUCTS + 1, 0),
        (N_PRODUCTS + 1, 0),
    ]


def test_each_filter_has_its_own_answer(shop: IndexedShop) -> None:
    shop._memos.matches.clear()
    for expression, total in (("price > 1", N_PRODUCTS + 1), ("price > 100", 0), ("price > 2", N_PRODUCTS + 1)):
        query = SearchQuery("Zelt", page_size=1, filter=expression)
        assert _asked(shop, query, at_ms=NOON_MS) == (total, 1)
        assert _asked(shop, query, at_ms=NOON_MS) == (total, 0)


def test_a_filter_by_age_changes_with_every_moment(shop: IndexedShop) -> None:
    query = SearchQuery("Zelt", page_size=1, filter="NOT age_days < 3")
    assert _asked(shop, query, at_ms=NOON_MS)[1] == 0
