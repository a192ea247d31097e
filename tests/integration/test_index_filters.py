"""Filters, facets and sorting on the real index, compared with the same questions asked of a list in Python."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from service.catalog.row import availability, nodes, prefixes
from service.query.filter_grammar import parse_filter
from service.query.filters import And, AnyOf, FilterNode, Not, Or, Range, render_filter
from service.retrieval.clauses import DAY_MS
from service.retrieval.schema import discount_percent
from service.types import AttributeValues, Availability, FacetSpec, Product, SearchQuery
from tests.harness.builders import NOON_MS, product
from tests.harness.indexed import IndexedShop

N_PRODUCTS = 150
N_FILTERS = 150
TEXTS = {
    "brand": ("Lindholz", "Strand & Gut", 'Die "Feinen"'),
    "gender": ("women", "men", "unisex"),
    "age_group": ("adult", "kids"),
    "color": ("Rot", "Blau", "Weinrot"),
    "size": ("38", "M", "38/40"),
    "material": ("Leder", "Wolle"),
    "pattern": ("gestreift",),
    "tag": ("sale", "neu"),
    "language": ("de", "en"),
    "availability": ("IN_STOCK", "OUT_OF_STOCK", "PREORDER"),
    "category": ("Damen > Hosen > Shorts", "Herren > Hosen", "Damen", "Hosen", "Damen > Hosen"),
    "attributes.fit": ("slim", "weit = bequem"),
    "attributes.fit.long": ("slim",),
    "attributes.watt": ("stark",),
    "id": ("p000", "p001", "p100"),
}
NUMBERS = ("price", "original_price", "discount", "rating", "quantity", "age_days", "attributes.watt")
COUNTED = ("brand", "category", "gender", "age_group", "color", "size", "material", "pattern", "availability", "tag")


def _some(rng: random.Random, key: str) -> tuple[str, ...]:
    """Up to three values, some of them twice: feeds do that."""
    return tuple(rng.choices(TEXTS[key], k=rng.randint(0, 3)))


def _maybe(rng: random.Random, low: int, high: int) -> int | None:
    return rng.randint(low, high) if rng.random() < 0.7 else None


def _attributes(rng: random.Random) -> dict[str, AttributeValues]:
    watt = AttributeValues(numbers=tuple(rng.choices((5.0, 7.5, 40.0, -3.0), k=rng.randint(1, 2))))
    given = {
        "fit": AttributeValues(_some(rng, "attributes.fit")),
        "fit.long": AttributeValues(_some(rng, "attributes.fit.long")),
        "watt": rng.choice([watt, watt, AttributeValues(("stark",))]),
    }
    return {key: values for key, values in given.items() if rng.random() < 0.7}


def _product(rng: random.Random, number: int) -> Product:
    age_days = _maybe(rng, 0, 60)
    price = _maybe(rng, 0, 80)
    return product(
        f"p{number:03d}",
        title="Ware",
        brands=_some(rng, "brand"),
        genders=_some(rng, "gender"),
        age_groups=_some(rng, "age_group"),
        color_families=_some(rng, "color"),
        colors=_some(rng, "color"),
        sizes=_some(rng, "size"),
        materials=_some(rng, "material"),
        patterns=_some(rng, "pattern"),
        tags=_some(rng, "tag"),
        categories=_some(rng, "category")[:2],
        language_code=rng.choice(("de", "en", "")),
        availability=rng.choice(list(Availability)),
        attributes=_attributes(rng),
        price=None if price is None else price / 2,
        original_price=_maybe(rng, 0, 50),
        rating_average=_maybe(rng, 1, 5),
        available_quantity=_maybe(rng, 0, 9),
        available_time_ms=None if age_days is None else NOON_MS - age_days * DAY_MS,
    )


def _texts(product: Product, key: str) -> set[str]:
    """What the table of keys says a product has under a text key."""
    paths = product.categories
    values: dict[str, tuple[str, ...]] = {
        "id": (product.id,),
        "brand": product.brands,
        "category": tuple(name for path in paths for name in (*prefixes(path), *nodes(path))),
        "gender": product.genders,
        "age_group": product.age_groups,
        "color": (*product.color_families, *product.colors),
        "size": product.sizes,
        "material": product.materials,
        "pattern": product.patterns,
        "tag": product.tags,
        "language": (product.language_code or "de",),
        "availability": (availability(product).value,),
    }
    attribute = product.attributes.get(key.removeprefix("attributes."), AttributeValues())
    return set(values.get(key, attribute.text))


def _numbers(product: Product, key: str) -> tuple[float, ...]:
    born = product.available_time_ms
    values = {
        "price": product.price,
        "original_price": product.original_price,
        "discount": discount_percent(product.price, product.original_price),
        "rating": product.rating_average,
        "quantity": product.available_quantity,
        "age_days": None if born is None else (NOON_MS - born) / DAY_MS,
    }
    if key in values:
        value = values[key]
        return () if value is None else (value,)
    return product.attributes.get(key.removeprefix("attributes."), AttributeValues()).numbers


def _holds(node: FilterNode, product: Product) -> bool:
    match node:
        case And(operands):
            return all(_holds(operand, product) for operand in operands)
        case Or(operands):
            return any(_holds(operand, product) for operand in operands)
        case Not(operand):
            return not _holds(operand, product)
        case AnyOf(key, values):
            return bool(_texts(product, key) & set(values))
        case Range():
            return any(_lies_within(number, node) for number in _numbers(product, node.key))


def _lies_within(number: float, node: Range) -> bool:
    above = node.low is None or (number >= node.low if node.low_inclusive else number > node.low)
    return above and (node.high is None or (number <= node.high if node.high_inclusive else number < node.high))


def _clause(rng: random.Random) -> FilterNode:
    if rng.random() < 0.5:
        key = rng.choice(sorted(TEXTS))
        return AnyOf(key, tuple(rng.choices(TEXTS[key], k=rng.randint(1, 2))))
    key, low, high = rng.choice(NUMBERS), float(rng.randint(-4, 20)), float(rng.randint(20, 60))
    inclusive = rng.random() < 0.5
    return rng.choice(
        [
            Range(key, low, high),
            Range(key, low, low),
            Range(key, low, None, low_inclusive=inclusive),
            Range(key, None, high, high_inclusive=inclusive),
        ]
    )


def _filter(rng: random.Random, depth: int) -> FilterNode:
    kind = rng.random()
    if depth == 0 or kind < 0.3:
        return _clause(rng)
    if kind < 0.5:
        return Not(_filter(rng, depth - 1))
    parts = tuple(_filter(rng, depth - 1) for _ in range(rng.randint(2, 3)))
    return And(parts) if kind < 0.75 else Or(parts)


@pytest.fixture(scope="module")
def seed() -> int:
    seed = random.randrange(2**32)
    print("seed", seed)
    return seed


@pytest.fixture(scope="module")
def products(seed: int) -> list[Product]:
    rng = random.Random(seed)
    return [_product(rng, number) for number in range(N_PRODUCTS)]


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory, products: list[Product]) -> Iterator[IndexedShop]:
    """The products in several tantivy segments, some of them changed or deleted in between."""
    with IndexedShop(tmp_path_factory.mktemp("filters")) as shop:
        for start in range(0, N_PRODUCTS, 50):
            for item in products[start : start + 50]:
                shop.history.put(replace(item, brands=("Vorher",), price=77.0))
                shop.history.put(product("gone", title="Ware", brands=("Vorher",)))
            shop.publish()
            for item in products[start : start + 50]:
                shop.history.put(item)
            shop.history.delete("gone")
            shop.publish()
        yield shop


def _asked(**fields: object) -> SearchQuery:
    return replace(SearchQuery("", page_size=120), **fields)


def _all_found(shop: IndexedShop, query: SearchQuery) -> list[str]:
    pages = (shop.found(replace(query, offset=offset)) for offset in (0, 120))
    return [product_id for page in pages for product_id in page]


def test_every_filter_finds_what_python_finds(shop: IndexedShop, products: list[Product], seed: int) -> None:
    rng = random.Random(seed + 1)
    for _ in range(N_FILTERS):
        node = _filter(rng, depth=3)
        text = render_filter(node)
        wanted = {item.id for item in products if _holds(parse_filter(text), item)}
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
        assert found == {item.id for item in products if _holds(node, item)}, render_filter(node)


@pytest.mark.parametrize("text", ["age_days < 1e300", "age_days > 1e300", "age_days > -1e300", "price < 1e308"])
def test_no_bound_is_too_large(shop: IndexedShop, products: list[Product], text: str) -> None:
    wanted = {item.id for item in products if _holds(parse_filter(text), item)}
    assert set(_all_found(shop, _asked(filter=text))) == wanted


def test_facets_count_exactly(shop: IndexedShop, products: list[Product], seed: int) -> None:
    keys = (*COUNTED, "attributes.fit", "attributes.fit.long")
    rng = random.Random(seed + 2)
    for node in [AnyOf("language", ("de",)), *(_filter(rng, depth=2) for _ in range(20))]:
        query = _asked(filter=render_filter(node), facets=tuple(FacetSpec(key, limit=300) for key in keys))
        chosen = [item for item in products if _holds(node, item)]
        for facet in shop.search(query).facets:
            wanted = Counter(value for item in chosen for value in _counted(item, facet.key))
            assert {value.value: value.count for value in facet.values} == wanted, (facet.key, query.filter)


def _counted(product: Product, key: str) -> set[str]:
    if key == "category":
        return {prefix for path in product.categories for prefix in prefixes(path)}
    return _texts(product, key)


def test_facet_values_come_by_count_then_value_up_to_the_limit(shop: IndexedShop, products: list[Product]) -> None:
    counts = Counter(value for item in products for value in set(item.brands))
    ordered = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    (facet,) = shop.search(_asked(facets=(FacetSpec("brand", limit=2),))).facets
    assert [(value.value, value.count) for value in facet.values] == ordered[:2]


def test_numbers_of_an_attribute_are_counted_by_their_one_spelling(shop: IndexedShop, products: list[Product]) -> None:
    (facet,) = shop.search(_asked(facets=(FacetSpec("attributes.watt", limit=300),))).facets
    wanted: Counter[str] = Counter()
    for item in products:
        watt = item.attributes.get("watt", AttributeValues())
        wanted.update({*watt.text, *map(repr, watt.numbers)})
    assert {value.value: value.count for value in facet.values} == wanted


@pytest.mark.parametrize("key", ["price", "original_price", "discount", "rating", "quantity", "age_days"])
@pytest.mark.parametrize("direction", ["asc", "desc"])
def test_sorted_by_a_number_those_without_it_come_last(
    shop: IndexedShop, products: list[Product], key: str, direction: str
) -> None:
    found = _all_found(shop, _asked(order_by=f"{key} {direction}"))
    by_id = {item.id: item for item in products}
    numbers = [_numbers(by_id[product_id], key) for product_id in found]
    given = [number for values in numbers for number in values]
    assert sorted(found) == sorted(by_id)
    assert numbers == [*((number,) for number in given), *[()] * (N_PRODUCTS - len(given))]
    assert given == sorted(given, reverse=direction == "desc")


@pytest.mark.parametrize("key", TEXTS)
def test_an_empty_value_matches_nothing(tmp_path: Path, key: str) -> None:
    with IndexedShop(tmp_path, [product("p"), product("q", genders=("women",))]) as shop:
        assert shop.found(SearchQuery("", filter=f'{key}: ANY("")')) == []
        assert shop.found(SearchQuery("", filter=f'gender: ANY("", "women") AND NOT {key}: ANY("")')) == ["q"]


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
