"""Facets on the real index, compared with the same counts over a list in Python."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from service.query.filters import And, AnyOf, FilterNode, Or, Range, chosen_values, conjuncts, keys, render_filter
from service.types import AttributeValues, FacetSpec, Product, SearchQuery
from tests.harness.builders import product
from tests.harness.filter_oracle import COUNTED, counted, holds, indexed_in_parts, random_filter, random_product
from tests.harness.indexed import IndexedShop

N_PRODUCTS = 150
KEYS = (*COUNTED, "attributes.fit", "attributes.fit.long", "attributes.watt")


@pytest.fixture(scope="module")
def seed() -> int:
    seed = random.randrange(2**32)
    print("seed", seed)
    return seed


@pytest.fixture(scope="module", params=[1, 4], ids=["no variants", "variants"])
def products(seed: int, request: pytest.FixtureRequest) -> list[Product]:
    """Each a product of its own, or groups of about four, some of them with a primary product."""
    rng, products = random.Random(seed), []
    for number in range(N_PRODUCTS):
        group = rng.randrange(N_PRODUCTS // request.param) if request.param > 1 else number
        products.append(replace(random_product(rng, number), primary_product_id=f"p{group:03d}"))
    return products


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory, products: list[Product]) -> Iterator[IndexedShop]:
    with indexed_in_parts(tmp_path_factory.mktemp("filters"), products) as shop:
        yield shop


def _asked(**fields: object) -> SearchQuery:
    return replace(SearchQuery("", page_size=120), **fields)


def _counts(products: Iterable[Product], key: str) -> dict[str, int]:
    """How many groups of variants have each value."""
    pairs = {(value, item.primary_product_id) for item in products for value in counted(item, key)}
    return Counter(value for value, _ in pairs)


def _specs(**fields: object) -> tuple[FacetSpec, ...]:
    return tuple(replace(FacetSpec(key, limit=300), **fields) for key in KEYS)


def test_facets_count_exactly(shop: IndexedShop, products: list[Product], seed: int) -> None:
    rng = random.Random(seed + 2)
    for node in [AnyOf("language", ("de",)), *(random_filter(rng, depth=2) for _ in range(20))]:
        query = _asked(filter=render_filter(node), facets=_specs())
        chosen = [item for item in products if holds(node, item)]
        for facet in shop.search(query).facets:
            found = {value.value: value.count for value in facet.values}
            assert found == _counts(chosen, facet.key), (facet.key, query.filter)


def test_without_roll_up_products_are_counted(shop: IndexedShop, products: list[Product]) -> None:
    for facet in shop.search(_asked(facets=_specs(), variant_rollup=False)).facets:
        wanted = Counter(value for item in products for value in counted(item, facet.key))
        assert {value.value: value.count for value in facet.values} == wanted


def _chosen(key: str, values: Iterable[str]) -> FilterNode:
    """A choice of values, in one of the ways to write it."""
    clauses = [AnyOf(key, (value,)) for value in values]
    return clauses[0] if len(clauses) == 1 else Or(tuple(clauses))


def _choices(rng: random.Random) -> FilterNode:
    """What a storefront asks once a shopper has chosen values of some keys, and other things besides."""
    texts = {
        "color": ("Rot", "Blau", "Gold"),
        "size": ("38", "M", "99"),
        "tag": ("sale", "neu"),
        "brand": ("Lindholz",),
    }
    picked = rng.sample(sorted(texts), rng.randint(1, 3))
    parts = [_chosen(key, rng.sample(texts[key], rng.randint(1, len(texts[key])))) for key in picked]
    parts += rng.sample(
        [Range("price", 1.0, 30.0), AnyOf("category", ("Hosen",)), Range("attributes.watt", 5.0, 5.0)], 2
    )
    parts += [random_filter(rng, depth=2)] if rng.random() < 0.5 else []
    rng.shuffle(parts)
    return And(tuple(parts))


@pytest.mark.parametrize("text", ["", "Ware"])
def test_a_disjunctive_facet_counts_as_if_its_values_were_not_chosen(
    shop: IndexedShop, products: list[Product], seed: int, text: str
) -> None:
    rng = random.Random(seed + 3)
    for _ in range(25):
        parts = conjuncts(_choices(rng))
        query = _asked(text=text, filter=render_filter(And(parts)), facets=_specs(disjunctive=True))
        for facet in shop.search(query).facets:
            kept = [part for part in parts if keys(part) != {facet.key}]
            among = [item for item in products if all(holds(part, item) for part in kept)]
            chosen = {value for part in parts if part not in kept for value in chosen_values(part)}
            wanted = dict(_counts(among, facet.key))
            for value in chosen - {"", *wanted}:
                node = AnyOf(facet.key, (value,))
                wanted[value] = len({item.primary_product_id for item in among if holds(node, item)})
            assert {value.value: value.count for value in facet.values} == wanted, (facet.key, query.filter)


def test_chosen_values_stand_among_the_values_also_beyond_the_limit_and_with_none(shop: IndexedShop) -> None:
    spec = FacetSpec("category", limit=1, disjunctive=True)
    query = _asked(filter='category: ANY("Shorts", "Regale", "Damen > Hosen")', facets=(spec,))
    (facet,) = shop.search(query).facets
    values = {value.value: value.count for value in facet.values}
    assert set(values) == {facet.values[0].value, "Shorts", "Regale", "Damen > Hosen"}
    assert values["Regale"] == 0 < values["Shorts"]
    assert sorted(values.values(), reverse=True) == list(values.values())


def test_keys_that_no_clause_speaks_of_are_counted_like_any_facet(shop: IndexedShop) -> None:
    query = _asked(filter='size: ANY("38") AND (color: ANY("Rot") OR brand: ANY("Lindholz"))')
    for key in ("color", "brand", "tag"):
        plain, free = (
            shop.search(replace(query, facets=(FacetSpec(key, disjunctive=disjunctive),))).facets
            for disjunctive in (False, True)
        )
        assert plain == free


def test_facet_values_come_by_count_then_value_up_to_the_limit(shop: IndexedShop, products: list[Product]) -> None:
    ordered = sorted(_counts(products, "brand").items(), key=lambda pair: (-pair[1], pair[0]))
    (facet,) = shop.search(_asked(facets=(FacetSpec("brand", limit=2),))).facets
    assert [(value.value, value.count) for value in facet.values] == ordered[:2]


def test_many_keys_of_ten_thousand_values_are_counted_together(tmp_path: Path) -> None:
    n_products, n_values, keys = 10, 1_001, "abcdefg"
    products = [
        product(
            f"p{n}",
            brands=("Lindholz",),
            attributes={
                key: AttributeValues(numbers=tuple(float(n * n_values + v) for v in range(n_values))) for key in keys
            },
        )
        for n in range(n_products)
    ]
    specs = (*(FacetSpec(f"attributes.{key}", limit=3) for key in keys), FacetSpec("brand"))
    with IndexedShop(tmp_path, products) as shop:
        facets = shop.search(SearchQuery("", facets=specs)).facets
    assert [facet.key for facet in facets] == [spec.key for spec in specs]
    assert {len(facet.values) for facet in facets[:-1]} == {3}
    assert [(value.value, value.count) for value in facets[-1].values] == [("Lindholz", n_products)]


def test_values_keep_their_numbers_when_the_keeper_starts_anew(tmp_path: Path) -> None:
    with IndexedShop(tmp_path, [product("p", sizes=("38", "40"))]) as shop:
        for start, size in enumerate(("42", "40", "44")):
            shop.history.put(product(f"q{start}", sizes=(size, "38")))
            shop.restart()
        (facet,) = shop.search(SearchQuery("", facets=(FacetSpec("size"),))).facets
    assert [(value.value, value.count) for value in facet.values] == [("38", 4), ("40", 2), ("42", 1), ("44", 1)]
