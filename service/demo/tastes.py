"""What a made-up shopper likes, declared in full, so that a test can ask whether it was found out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from service.demo.drafts import pick
from service.demo.shelves import Floats, Shelf, Shelves

COLOUR_BOOST = 4.0
BRAND_BOOST = 5.0
PRICE_BOOST = 4.0
FAVOURITE_SHARE = 0.8
STRAY_SHARE = 0.06


@dataclass(frozen=True, slots=True)
class Taste:
    """What one shopper likes.

    Attributes:
        branch: the part of the shop they come for, which says for whom and of what age: "Damen", "Kinder > Jungen".
        favourites: their favourite shelves there, the dearest first.
        families: their colour families.
        brands: their brands.
        third: the third of a shelf's price range that they buy from: 0 cheap, 1 middle, 2 dear.
    """

    branch: str
    favourites: tuple[Shelf, ...]
    families: tuple[str, ...]
    brands: tuple[str, ...]
    third: int


def draw_taste(rng: np.random.Generator, shop: Shelves) -> Taste:
    """One shopper's taste; the fuller a part of the shop, the more come for it."""
    branch = draw_shelf(rng, shop.shelves).branch
    shelves = shop.of_branch(branch)
    sizes = np.array([shelf.rows.size for shelf in shelves], dtype=np.float64)
    n_favourites = min(int(rng.integers(2, 5)), len(shelves))
    chosen = rng.choice(len(shelves), size=n_favourites, replace=False, p=sizes / sizes.sum())
    return Taste(
        branch=branch,
        favourites=tuple(shelves[place] for place in chosen.tolist()),
        families=tuple(pick(rng, shop.families) for _ in range(2)),
        brands=tuple(pick(rng, shop.brands) for _ in range(3)),
        third=int(rng.integers(3)),
    )


def draw_shelf(rng: np.random.Generator, shelves: tuple[Shelf, ...]) -> Shelf:
    """A shelf, the likelier the fuller it is."""
    fill = np.cumsum([shelf.rows.size for shelf in shelves])
    return shelves[int(np.searchsorted(fill, rng.integers(fill[-1]), side="right"))]


def choose_shelf(rng: np.random.Generator, taste: Taste, shop: Shelves) -> Shelf:
    """Where a visit leads: mostly to a favourite, else around the shopper's part of the shop, seldom anywhere."""
    chance = rng.random()
    if chance < STRAY_SHARE:
        return draw_shelf(rng, shop.shelves)
    if chance < 1 - FAVOURITE_SHARE:
        return draw_shelf(rng, shop.of_branch(taste.branch))
    return pick(rng, taste.favourites)


def liking(taste: Taste, shop: Shelves, shelf: Shelf) -> Floats:
    """How many times likelier than others each product of the shelf is looked at. Shape (n,)."""
    families = np.array([COLOUR_BOOST if name in taste.families else 1.0 for name in shop.families])
    brands = np.array([BRAND_BOOST if name in taste.brands else 1.0 for name in shop.brands])
    price = np.where(shelf.thirds == taste.third, PRICE_BOOST, 1.0)
    return np.asarray(families[shelf.families] * brands[shelf.brands] * price, dtype=np.float64)
