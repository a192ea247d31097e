"""The made-up shop as shoppers meet it: one shelf a category, with what is wanted there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from service.types import Availability, Product

FRESH_NOVELTY = 0.7
"""Share of the fresh week's demand that owes nothing to the weeks before."""

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Shelf:
    """One category of one part of the shop, "Damen > Bekleidung > Shorts". Arrays are of shape (n,), by place.

    Attributes:
        rows: where its products stand in the list of products.
        thirds: 0, 1 or 2: whether a product is of the cheap, middle or dear third of its shelf.
        families: codes of colour families, the places of their names in `Shelves.families`.
        brands: codes of brands likewise.
        available_ms: since when each can be seen.
        demand: how much it was wanted before the fresh week, by Zipf's law.
        fresh_demand: how much it is wanted in the fresh week; 0 for what is sold out by now.
    """

    category: str
    rows: Ints
    thirds: Ints
    families: Ints
    brands: Ints
    available_ms: Ints
    demand: Floats
    fresh_demand: Floats

    @property
    def branch(self) -> str:
        """The part of the shop, "Damen" or "Kinder > Mädchen"."""
        return self.category.rsplit(" > ", 2)[0]

    @property
    def leaf(self) -> str:
        """The name of the category, "Shorts"."""
        return self.category.rsplit(" > ", 1)[-1]


@dataclass(frozen=True, slots=True)
class Shelves:
    """Every shelf, in the order of their categories, and the names that their codes stand for."""

    shelves: tuple[Shelf, ...]
    families: tuple[str, ...]
    brands: tuple[str, ...]

    @property
    def branches(self) -> tuple[str, ...]:
        """The parts of the shop, in order."""
        return tuple(sorted({shelf.branch for shelf in self.shelves}))

    def of_branch(self, branch: str) -> tuple[Shelf, ...]:
        """The shelves in one part of the shop."""
        return tuple(shelf for shelf in self.shelves if shelf.branch == branch)


def build_shelves(products: Sequence[Product], rng: np.random.Generator) -> Shelves:
    """Put every product that is not hidden on the shelf of each of its categories, and draw what is wanted."""
    families = sorted({family for product in products for family in product.color_families})
    brands = sorted({brand for product in products for brand in product.brands})
    rows: dict[str, list[int]] = {}
    for row, product in enumerate(products):
        for category in () if product.hidden else product.categories:
            rows.setdefault(category, []).append(row)
    family_codes = {name: code for code, name in enumerate(families)}
    brand_codes = {name: code for code, name in enumerate(brands)}

    def build(category: str) -> Shelf:
        on_it = [products[row] for row in rows[category]]
        demand, novelty = _draw_zipf(rng, len(on_it)), _draw_zipf(rng, len(on_it))
        can_be_bought = np.array([product.availability is not Availability.OUT_OF_STOCK for product in on_it])
        return Shelf(
            category=category,
            rows=np.array(rows[category], dtype=np.int64),
            thirds=_thirds([product.price or 0.0 for product in on_it]),
            families=np.array([family_codes[product.color_families[0]] for product in on_it], dtype=np.int64),
            brands=np.array([brand_codes[product.brands[0]] for product in on_it], dtype=np.int64),
            available_ms=np.array([product.available_time_ms or 0 for product in on_it], dtype=np.int64),
            demand=demand,
            fresh_demand=can_be_bought * (FRESH_NOVELTY * novelty + (1 - FRESH_NOVELTY) * demand),
        )

    return Shelves(tuple(build(category) for category in sorted(rows)), tuple(families), tuple(brands))


def _draw_zipf(rng: np.random.Generator, n: int) -> Floats:
    """Weights that fall with a random rank: few are wanted by many. Shape (n,)."""
    return np.asarray(1.0 / (2.0 + rng.permutation(n)) ** 0.9, dtype=np.float64)


def _thirds(prices: Sequence[float]) -> Ints:
    """The third of the shelf by price that each product belongs to. Shape (n,)."""
    places = np.argsort(np.argsort(prices, kind="stable"), kind="stable")
    return np.asarray(places * 3 // len(prices), dtype=np.int64)
