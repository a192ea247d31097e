"""For whom a product is, and other things that the story looks at."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from auslage.v1.catalog_pb2 import Product
from auslage.v1.search_pb2 import Hit

CHILDREN = frozenset({"newborn", "infant", "toddler", "kids"})
RED = "Rot"
Trait = Callable[[Product], bool]


def is_womens(product: Product) -> bool:
    """Made for women, and for them alone."""
    return list(product.audience.genders) == ["women"] and list(product.audience.age_groups) == ["adult"]


def is_mens(product: Product) -> bool:
    """Made for men, and for them alone."""
    return list(product.audience.genders) == ["men"] and list(product.audience.age_groups) == ["adult"]


def is_childrens(product: Product) -> bool:
    """Made for children."""
    return bool(CHILDREN.intersection(product.audience.age_groups))


def is_red(product: Product) -> bool:
    """Of the colour family red."""
    return RED in product.color_info.color_families


def ids(hits: Iterable[Hit]) -> list[str]:
    """Their product ids, in order."""
    return [hit.product_id for hit in hits]


def count(hits: Iterable[Hit], trait: Trait) -> int:
    """How many products have the trait."""
    return sum(trait(hit.product) for hit in hits)


def mean_rank(hits: Sequence[Hit], trait: Trait) -> float:
    """The mean rank, from 1, of the products with the trait; 0 if there are none."""
    ranks = [rank for rank, hit in enumerate(hits, start=1) if trait(hit.product)]
    return sum(ranks) / len(ranks) if ranks else 0.0


def part(hit: Hit, name: str) -> float:
    """A named part of the hit's score; 0 if it has none."""
    return next((part.value for part in hit.parts if part.name == name), 0.0)
