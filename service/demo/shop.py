"""A made-up German shop: women's, men's and children's fashion and shoes, and things for the home."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from service.demo.drafts import PLAIN, Draft, draw_draft, pick
from service.demo.kinds import demo_range
from service.demo.texts import FOR_PEOPLE, HOME_TITLES, OPENINGS, PATTERNED_TITLES, WEAR_TITLES, write
from service.demo.words import AUDIENCES, ONE_SIZE, SIZES
from service.types import AttributeValues, Availability, Product, ProductId

DEMO_NOW_MS = 1_767_225_600_000  # 2026-01-01, for callers that do not care when
HOUR_MS = 3600 * 1000
DAY_MS = 24 * HOUR_MS
NEW_FOR_MS = 30 * DAY_MS
SEASONS = {"summer": "Sommer", "winter": "Winter", "year": "Ganzjahr", "sport": "Ganzjahr"}
SUSTAINABLE = frozenset({"Bio-Baumwolle", "Leinen", "Jute", "Kork"})
CHILD_PRICE_SHARE = 0.6


def demo_products(seed: int = 7, now_ms: int = DEMO_NOW_MS) -> list[Product]:
    """The whole shop, more than 3,000 products; the same seed and `now_ms` give the same shop.

    Args:
        seed: of everything that varies.
        now_ms: milliseconds since the epoch; every product became available in the year before it.
    """
    rng = np.random.default_rng(seed)
    drafts = [
        draw_draft(rng, kind, audience)
        for kind in demo_range().kinds
        for audience in AUDIENCES
        for _ in range(kind.mix.get(audience.key, 0))
    ]
    # Shuffled, so that the order of ids says nothing about what a product is.
    order = rng.permutation(len(drafts)).tolist()
    return [_product(rng, f"AL{10_001 + number}", drafts[at], now_ms) for number, at in enumerate(order)]


def _product(rng: np.random.Generator, product_id: str, draft: Draft, now_ms: int) -> Product:
    kind, audience = draft.kind, draft.audience
    offer, stock = _draw_offer(rng, draft), _draw_stock(rng)
    n_ratings = 1 + min(int(rng.pareto(1.2) * 6), 2_000) if rng.random() < 0.65 else 0
    age_ms = int(rng.integers(HOUR_MS, 365 * DAY_MS))
    return Product(
        id=ProductId(product_id),
        title=_draw_title(rng, draft),
        description=_draw_description(rng, draft),
        categories=tuple(f"{branch} > {kind.area} > {kind.leaf}" for branch in audience.branches),
        brands=(draft.brand,),
        language_code="de",
        attributes={"saison": AttributeValues(text=(SEASONS[kind.use],))} if kind.use in SEASONS else {},
        genders=audience.genders,
        age_groups=(audience.age_group,) if audience.age_group else (),
        color_families=(draft.colour.family,),
        colors=(draft.colour.name,),
        sizes=_draw_sizes(rng, draft),
        materials=(draft.material,),
        patterns=(draft.pattern,) if kind.patterned else (),
        price=offer.price,
        original_price=offer.original_price,
        currency_code="EUR",
        availability=stock.availability,
        available_quantity=stock.quantity,
        rating_average=round(float(np.clip(rng.normal(4.2, 0.4), 2.0, 5.0)), 1) if n_ratings else None,
        rating_count=n_ratings,
        available_time_ms=now_ms - age_ms,
        tags=_tags(draft, offer, is_new=age_ms < NEW_FOR_MS),
        uri=f"/produkte/{product_id}",
        images=(f"/bilder/{product_id}.jpg",),
        hidden=bool(rng.random() < 0.01),
    )


@dataclass(frozen=True, slots=True)
class Offer:
    """What a product costs in euros; a reduced one names what it cost before."""

    price: float
    original_price: float | None


@dataclass(frozen=True, slots=True)
class Stock:
    """Whether and how many pieces can be bought."""

    availability: Availability
    quantity: int


def _draw_offer(rng: np.random.Generator, draft: Draft) -> Offer:
    low, high = draft.kind.prices
    share = CHILD_PRICE_SHARE if draft.audience.scale in {"kids", "toddler", "infant"} else 1.0
    amount = share * (low + (high - low) * float(rng.beta(1.6, 3.0)))
    if rng.random() < 0.22:
        return Offer(_retail(amount * float(rng.uniform(0.5, 0.8))), _retail(amount))
    return Offer(_retail(amount), None)


def _retail(amount: float) -> float:
    """The price one cent below a whole euro."""
    return max(math.floor(amount), 2) - 0.01


def _draw_stock(rng: np.random.Generator) -> Stock:
    chance = rng.random()
    if chance < 0.05:
        return Stock(Availability.OUT_OF_STOCK, 0)
    availability = Availability.PREORDER if chance < 0.07 else Availability.IN_STOCK
    return Stock(availability, int(rng.integers(1, 120)))


def _draw_sizes(rng: np.random.Generator, draft: Draft) -> tuple[str, ...]:
    """A run of neighbouring sizes; none for things of the home that come in one."""
    kind, scale = draft.kind, draft.audience.scale
    if kind.scale == "one":
        return ONE_SIZE if draft.audience.prefix else ()
    sizes = SIZES.get((kind.scale, scale)) or SIZES["wear", scale]
    first = int(rng.integers(0, len(sizes) // 2))
    return sizes[first : int(rng.integers(first + 2, len(sizes) + 1))]


def _draw_title(rng: np.random.Generator, draft: Draft) -> str:
    if draft.pattern != PLAIN and rng.random() < 0.5:
        return write(pick(rng, PATTERNED_TITLES), draft)
    return write(pick(rng, WEAR_TITLES if draft.audience.prefix else HOME_TITLES), draft)


def _draw_description(rng: np.random.Generator, draft: Draft) -> str:
    """One to three sentences."""
    sentences = [write(pick(rng, OPENINGS), draft)]
    if rng.random() < 0.75:
        sentences.append(pick(rng, demo_range().uses[draft.kind.use]))
    if draft.audience.people and rng.random() < 0.4:
        sentences.append(write(FOR_PEOPLE, draft))
    return " ".join(sentences)


def _tags(draft: Draft, offer: Offer, *, is_new: bool) -> tuple[str, ...]:
    marks = {
        "sale": offer.original_price is not None,
        "neu": is_new,
        "nachhaltig": draft.material in SUSTAINABLE,
    }
    return tuple(tag for tag, applies in marks.items() if applies)
