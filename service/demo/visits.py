"""Turns one visit of a made-up shopper into events: arriving, looking, choosing, buying."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from service.demo.drafts import pick
from service.demo.shelves import Shelf
from service.demo.words import AUDIENCES
from service.types import Consent, Event, EventProduct, EventType, Product, SessionId, VisitorId

CART_SHARE = 0.25
WISH_SHARE = 0.06
REMOVE_SHARE = 0.15
PURCHASE_SHARE = 0.5
SEARCH_SHARE = 0.6
HOME_SHARE = 0.2
MIN_PAUSE_MS = 8_000
MAX_PAUSE_MS = 75_000


@dataclass(frozen=True, slots=True)
class Visit:
    """One shopper's errand at one shelf; `viewed` are the products they open, in order."""

    visitor_id: VisitorId
    session_id: SessionId
    start_ms: int
    shelf: Shelf
    family: str
    viewed: tuple[Product, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """What an event says beside who and when."""

    event_type: EventType
    products: tuple[EventProduct, ...] = ()
    search_query: str = ""
    result_count: int | None = None
    page_categories: tuple[str, ...] = ()


def visit_events(rng: np.random.Generator, visit: Visit) -> list[Event]:
    """The visit as events in order, at most 28, with 8 to 75 seconds between them."""
    channel = "app" if rng.random() < 0.35 else "web"
    at_ms = visit.start_ms
    events: list[Event] = []
    for number, step in enumerate(_steps(rng, visit)):
        events.append(
            Event(
                event_id=f"{visit.session_id}-{number:02d}",
                event_type=step.event_type,
                at_ms=at_ms,
                visitor_id=visit.visitor_id,
                session_id=visit.session_id,
                products=step.products,
                search_query=step.search_query,
                result_count=step.result_count,
                page_categories=step.page_categories,
                consent=Consent.GRANTED,
                channel=channel,
            )
        )
        at_ms += int(rng.integers(MIN_PAUSE_MS, MAX_PAUSE_MS))
    return events


def _steps(rng: np.random.Generator, visit: Visit) -> Iterator[Step]:
    yield from _arrival(rng, visit)
    cart: list[EventProduct] = []
    for product in visit.viewed:
        item = EventProduct(product.id, price=product.price)
        yield Step(EventType.DETAIL_PAGE_VIEW, (item,))
        chance = rng.random()
        if chance < CART_SHARE:
            cart.append(item)
            yield Step(EventType.ADD_TO_CART, (item,))
        elif chance < CART_SHARE + WISH_SHARE:
            yield Step(EventType.ADD_TO_WISHLIST, (item,))
    if cart and rng.random() < REMOVE_SHARE:
        yield Step(EventType.REMOVE_FROM_CART, (cart.pop(),))
    if cart and rng.random() < PURCHASE_SHARE:
        yield Step(EventType.PURCHASE_COMPLETE, tuple(cart))


def _arrival(rng: np.random.Generator, visit: Visit) -> Iterator[Step]:
    """Some begin at the home page; then most search and the others open the category."""
    if rng.random() < HOME_SHARE:
        yield Step(EventType.HOME_PAGE_VIEW)
    if rng.random() < SEARCH_SHARE:
        text = pick(rng, _search_texts(visit.shelf, visit.family))
        yield Step(EventType.SEARCH, search_query=text, result_count=visit.shelf.rows.size)
    else:
        yield Step(EventType.CATEGORY_PAGE_VIEW, page_categories=(visit.shelf.category,))


def _search_texts(shelf: Shelf, family: str) -> tuple[str, ...]:
    """The ways in which people type what stands on a shelf."""
    leaf, colour = shelf.leaf, family.lower()
    plain = (leaf, leaf.lower(), f"{leaf.lower()} {colour}")
    prefix = next((audience.prefix for audience in AUDIENCES if audience.branches == (shelf.branch,)), "")
    if not prefix:
        return plain
    compound = f"{prefix}-{leaf}" if "-" in leaf else prefix + leaf.lower()
    return (*plain, compound, compound.lower(), f"{leaf} für {prefix}", f"{prefix} {leaf}")
