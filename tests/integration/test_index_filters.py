"""Filters and sorting on the real index, compared with the same questions asked of a list in Python."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from service.query.filter_grammar import parse_filter
from service.query.filters import AnyOf, FilterNode, Range, render_filter
from service.types import AttributeValues, Product, SearchQuery
from tests.harness.builders import product
from tests.harness.filter_oracle import NUMBERS, TEXTS, holds, indexed_in_parts, numbers, random_filter, random_product
from tests.harness.indexed import IndexedShop

N_PRODUCTS = 150
N_FILTERS = 150


@pytest.fixture(scope="module")
def seed() -> int:
    seed = random.randrange(2**32)
    print("seed", seed)
    return seed


@pytest.fixture(scope="module")
def products(seed: int) -> list[Product]:
    rng = random.Random(seed)
    return [random_product(rng, number) for number in range(N_PRODUCTS)]


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory, products: list[Product]) -> Iterator[IndexedShop]:
    with indexed_in_parts(tmp_path_factory.mktemp("filters"), products) as shop:
        yield shop


def _asked(**fields: object) -> SearchQuery:
    return replace(SearchQuery("", page_size=120), **fields)


def _all_found(shop: IndexedShop, query: SearchQuery) -> list[str]:
    pages = (shop.found(replace(query, offset=offset)) for offset in (0, 120))
    return [product_id for page in pages for product_id in page]


def test_every_filter_finds_what_python_finds(shop: IndexedShop, products: list[Product], seed: int) -> None:
    rng = random.Random(seed + 1)
    for _ in range(N_FILTERS):
        node = random_filter(rng, depth=3)
        text = render_filter(node)
        wanted = {item.id for item in products if holds(parse_filter(text), item)}
        assert set(_all_found(shop, _asked(filter=text))) == wanted, text
        assert shop.search(_asked(filter=text)).total_size == len(wanted)


@pytest.mark.parametrize("key", [*TEXTS, *NUMBERS])
def test_every_key_of_the_table_can_be_filtered_by(shop: IndexedShop, products: list[Product], key: str) -> None:
    values = TEXTS.get(key, ())
    nodes: list[FilterNode] = [AnyOf(key, (value,)) for value in values]
    if key in NUMBERS:
        nodes += [Range(key, 3.0, 12.0), Range(key, None, 7.5, high_inclusive=False), Range(key, 7.5, 7.5)]
    for node in nodes:
        found = set(_all_found(shop, _asked(filter=render_filter(node))))
        assert found == {item.id for item in products if holds(node, item)}, render_filter(node)


@pytest.mark.parametrize("text", ["age_days < 1e300", "age_days > 1e300", "age_days > -1e300", "price < 1e308"])
def test_no_bound_is_too_large(shop: IndexedShop, products: list[Product], text: str) -> None:
    wanted = {item.id for item in products if holds(parse_filter(text), item)}
    assert set(_all_found(shop, _asked(filter=text))) == wanted


@pytest.mark.parametrize("key", ["price", "original_price", "discount", "rating", "quantity", "age_days"])
@pytest.mark.parametrize("direction", ["asc", "desc"])
@pytest.mark.parametrize("text", ["", "Ware"])
def test_sorted_by_a_number_those_without_it_come_last_and_equal_ones_as_they_match(
    shop: IndexedShop, products: list[Product], key: str, direction: str, text: str
) -> None:
    sign = 1 if direction == "asc" else -1
    by_id = {item.id: item for item in products}

    def place(product_id: str) -> tuple[bool, float]:
        given = numbers(by_id[product_id], key)
        return not given, sign * given[0] if given else 0.0

    by_match = _all_found(shop, _asked(text=text))
    assert _all_found(shop, _asked(text=text, order_by=f"{key} {direction}")) == sorted(by_match, key=place)
    assert sorted(by_match) == sorted(by_id)


@pytest.mark.parametrize("key", TEXTS)
def test_an_empty_value_matches_nothing(tmp_path: Path, key: str) -> None:
    with IndexedShop(tmp_path, [product("p"), product("q", genders=("women",))]) as shop:
        assert shop.found(SearchQuery("", filter=f'{key}: ANY("")')) == []
        assert shop.found(SearchQuery("", filter=f'gender: ANY("", "women") AND NOT {key}: ANY("")')) == ["q"]


def test_a_range_of_very_many_numbers_is_exact(tmp_path: Path) -> None:
    n_values = 12_000
    products = [
        product(f"p{n:02d}", attributes={"gram": AttributeValues(numbers=tuple(n + v * 0.001 for v in range(1_000)))})
        for n in range(n_values // 1_000)
    ]
    with IndexedShop(tmp_path, products) as shop:
        assert shop.found(SearchQuery("", filter="attributes.gram >= 10.999")) == ["p10", "p11"]
        assert shop.found(SearchQuery("", filter="attributes.gram > 10.999")) == ["p11"]
        assert shop.search(SearchQuery("", filter="attributes.gram < 5")).total_size == 5
