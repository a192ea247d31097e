"""Random catalogues and filters, and what a list in Python says about them."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from service.catalog.row import availability, discount_percent, nodes, prefixes
from service.query.filters import And, AnyOf, FilterNode, Not, Or, Range
from service.retrieval.clauses import DAY_MS
from service.types import AttributeValues, Availability, Product
from tests.harness.builders import NOON_MS, product
from tests.harness.indexed import IndexedShop

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
    "category": ("Mode > Hosen > Shorts", "Sport > Hosen", "Mode", "Hosen", "Mode > Hosen"),
    "attributes.fit": ("slim", "weit = bequem"),
    "attributes.fit.long": ("slim",),
    "attributes.watt": ("stark",),
    "id": ("p000", "p001", "p100"),
}
NUMBERS = ("price", "original_price", "discount", "rating", "quantity", "age_days", "attributes.watt")
COUNTED = (
    "brand",
    "category",
    "gender",
    "age_group",
    "color",
    "size",
    "material",
    "pattern",
    "availability",
    "tag",
    "language",
)


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


def random_product(rng: random.Random, number: int) -> Product:
    age_days = _maybe(rng, 0, 60)
    price = _maybe(rng, 0, 80)
    return product(
        f"p{number:03d}",
        title="Ware",
        brands=_some(rng, "brand"),
        genders=_some(rng, "gender"),
        # With adults among them: things for children alone that name no gender are taken to be unisex.
        age_groups=(*_some(rng, "age_group"), "adult") if rng.random() < 0.7 else (),
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


def texts(product: Product, key: str) -> set[str]:
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


def numbers(product: Product, key: str) -> tuple[float, ...]:
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


def holds(node: FilterNode, product: Product) -> bool:
    match node:
        case And(operands):
            return all(holds(operand, product) for operand in operands)
        case Or(operands):
            return any(holds(operand, product) for operand in operands)
        case Not(operand):
            return not holds(operand, product)
        case AnyOf(key, values):
            return bool(texts(product, key) & set(values))
        case Range():
            return any(_lies_within(number, node) for number in numbers(product, node.key))


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


def random_filter(rng: random.Random, depth: int) -> FilterNode:
    kind = rng.random()
    if depth == 0 or kind < 0.3:
        return _clause(rng)
    if kind < 0.5:
        return Not(random_filter(rng, depth - 1))
    parts = tuple(random_filter(rng, depth - 1) for _ in range(rng.randint(2, 3)))
    return And(parts) if kind < 0.75 else Or(parts)


def counted(product: Product, key: str) -> set[str]:
    """What facets count of it: of categories every level spelled from the root, numbers of attributes by their one spelling."""
    if key == "category":
        return {prefix for path in product.categories for prefix in prefixes(path)}
    return texts(product, key) | {*map(repr, numbers(product, key))}


def indexed_in_parts(folder: Path, products: Sequence[Product], *, part: int = 50) -> IndexedShop:
    """The products in several tantivy segments, some of them changed or deleted in between."""
    shop = IndexedShop(folder)
    for start in range(0, len(products), part):
        for item in products[start : start + part]:
            shop.history.put(replace(item, brands=("Vorher",), price=77.0))
            shop.history.put(product("gone", title="Ware", brands=("Vorher",)))
        shop.publish()
        for item in products[start : start + part]:
            shop.history.put(item)
        shop.history.delete("gone")
        shop.publish()
    return shop
