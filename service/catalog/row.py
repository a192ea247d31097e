"""What ranking needs to know of one product, cut from the catalogue record and published with the index."""

from __future__ import annotations

import math
from typing import TypeAlias

import msgspec

from service.types import Availability, Product, ProductId

PATH_SEPARATOR = " > "
PRICE_BAND_RATIO = 1.5
PRIOR_RATINGS = 20
PRIOR_MEAN = 3.5

# Facet key and value.
NamedValue: TypeAlias = tuple[str, str]


class RowRecord(msgspec.Struct, frozen=True, array_like=True):
    """One row of the columns: a version of one product, or its end.

    A change never alters a row; it appends one. `product_index` numbers products in the order of their first
    appearance, so the newest row of an index is the product's present state. Times are milliseconds since the epoch.
    `size` is that of a product in one size only, `scale` the kind of thing it is a size of: 42 of shoes is not 42 of shirts.
    `group` is what variants of one product share, "" for a product without. `codes` are the numbers of the values that
    facets count, int32 in native byte order; `new_values` those that no earlier row has, in the order of their numbers.
    """

    id: ProductId
    product_index: int
    shown: bool = False
    in_stock: bool = False
    ended: bool = False
    genders: tuple[str, ...] = ()
    age_groups: tuple[str, ...] = ()
    leaves: tuple[str, ...] = ()
    brands: tuple[str, ...] = ()
    colors: tuple[str, ...] = ()
    price: float | None = None
    original_price: float | None = None
    rating: float | None = None
    quantity: float | None = None
    prior: float = 0.0
    available_ms: int = 0
    expire_ms: int = 0
    terms: tuple[str, ...] = ()
    size: str = ""
    scale: str = ""
    group: str = ""
    codes: bytes = b""
    new_values: tuple[NamedValue, ...] = ()


def row_record(
    product: Product,
    product_index: int,
    terms: tuple[str, ...],
    *,
    codes: bytes = b"",
    new_values: tuple[NamedValue, ...] = (),
) -> RowRecord:
    """The row of a product as it stands. `terms` are the analysed title terms that content similarity compares."""
    return RowRecord(
        id=product.id,
        product_index=product_index,
        shown=not product.hidden,
        in_stock=availability(product) is not Availability.OUT_OF_STOCK,
        genders=product.genders,
        age_groups=product.age_groups,
        leaves=leaves_of(product),
        brands=product.brands,
        colors=tuple(dict.fromkeys((*product.color_families, *product.colors))),
        price=product.price,
        original_price=product.original_price,
        rating=product.rating_average,
        quantity=product.available_quantity,
        prior=rating_prior(product.rating_average, product.rating_count),
        available_ms=product.available_time_ms or 0,
        expire_ms=product.expire_time_ms or 0,
        terms=terms,
        size=product.sizes[0] if len(product.sizes) == 1 else "",
        scale=size_scale(product.categories[0]) if product.categories else "",
        group=product.primary_product_id if product.primary_product_id != product.id else "",
        codes=codes,
        new_values=new_values,
    )


def availability(product: Product) -> Availability:
    """Whether it can be bought now: what the shop says, but none left is out of stock unless it is ordered ahead."""
    if product.availability is Availability.IN_STOCK and product.available_quantity == 0:
        return Availability.OUT_OF_STOCK
    return product.availability


def ended_row(product_id: ProductId, product_index: int) -> RowRecord:
    """The row that ends a deleted product."""
    return RowRecord(id=product_id, product_index=product_index, ended=True)


def leaves_of(product: Product) -> tuple[str, ...]:
    """The product's leaf categories, each once."""
    return tuple(dict.fromkeys(filter(None, map(leaf, product.categories))))


def leaf(path: str) -> str:
    """The name of a category path's last node, "" if it has none."""
    return "".join(nodes(path)[-1:])


def nodes(path: str) -> list[str]:
    """The names of a category path's nodes, from the root down."""
    return [node for node in (part.strip() for part in path.split(PATH_SEPARATOR.strip())) if node]


def size_scale(path: str) -> str:
    """The node of a category path whose things share a scale of sizes: the last but one, as Shoes above Boots, if not the root."""
    names = nodes(path)
    return names[-2] if len(names) > 2 else "".join(names[-1:])


def prefixes(path: str) -> list[str]:
    """Every level of a category path, each spelled from the root."""
    names = nodes(path)
    return [PATH_SEPARATOR.join(names[: depth + 1]) for depth in range(len(names))]


def price_band(price: float) -> str:
    """A band of prices that differ by less than half: `1.5^k`, named by its lower end."""
    return f"{PRICE_BAND_RATIO ** math.floor(math.log(max(price, 0.01), PRICE_BAND_RATIO)):.2f}"


def discount_percent(price: float | None, original_price: float | None) -> float | None:
    """How much cheaper than before, in percent of the original price; None if either is missing."""
    if price is None or not original_price:
        return None
    return max(0.0, 100.0 * (1.0 - price / original_price))


def rating_prior(average: float | None, count: int) -> float:
    """A rating as a number in [0, 1], drawn to 3.5 of 5 stars while ratings are few (a Bayesian average)."""
    if average is None or count <= 0:
        return PRIOR_MEAN / 5
    return (PRIOR_MEAN * PRIOR_RATINGS + average * count) / (PRIOR_RATINGS + count) / 5
