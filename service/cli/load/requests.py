"""What the made-up shop's shoppers ask, drawn from a seed: whole queries, words of titles, and words half typed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from auslage.v1 import common_pb2, event_pb2, search_pb2

from service.cli.demo_shop import MadeUpShop
from service.types import Event, EventType

_SEED = 11
TYPING_SHARE = 0.3
TITLE_SHARE = 0.2
MIN_TYPED_CHARS = 3
TITLE_WORDS = 2
PAGE_FACETS = ("category", "brand", "color", "size")


@dataclass(frozen=True, slots=True)
class Asked:
    """A query, the search event of the shopper who asks it, and whether its last word is half typed."""

    text: str
    by: Event
    typing: bool


def draw_searches(shop: MadeUpShop, n: int, *, seed: int, whole_page: bool = False) -> list[bytes]:
    """Encoded requests of shoppers with a history, who consent.

    Args:
        shop: whose shoppers ask, in their own words.
        n: how many.
        seed: of the draw.
        whole_page: ask for products and four facets, too, as a page of results would; else for ids and scores alone.
    """
    asked = draw_asked(shop, n, seed=seed)
    return [_request(one, whole_page=whole_page).SerializeToString() for one in asked]


def event_batches(shop: MadeUpShop, *, size: int, telling: str) -> Iterator[bytes]:
    """Encoded batches of views by the shop's shoppers, without end; `telling` makes their ids new."""
    rng = np.random.default_rng(_SEED)
    number = 0
    while True:
        events = [_draw_view(rng, shop, f"bench-{telling}-{number + place}") for place in range(size)]
        number += size
        yield event_pb2.WriteEventsRequest(events=events).SerializeToString()


def draw_asked(shop: MadeUpShop, n: int, *, seed: int) -> list[Asked]:
    """What shoppers with a history ask: their own queries, words of titles, and some of both half typed."""
    rng = np.random.default_rng(seed)
    asked = [event for event in shop.events if event.event_type is EventType.SEARCH]
    titles = [product.title for product in shop.products if not product.hidden]
    return [_draw(rng, asked, titles) for _ in range(n)]


def _draw(rng: np.random.Generator, asked: Sequence[Event], titles: Sequence[str]) -> Asked:
    event = asked[int(rng.integers(len(asked)))]
    text = event.search_query
    if rng.random() < TITLE_SHARE:
        words = titles[int(rng.integers(len(titles)))].split()
        first = int(rng.integers(max(1, len(words) - TITLE_WORDS + 1)))
        text = " ".join(words[first : first + TITLE_WORDS])
    typing = bool(rng.random() < TYPING_SHARE)
    if typing:
        text = text[: int(rng.integers(MIN_TYPED_CHARS, max(MIN_TYPED_CHARS, len(text)) + 1))]
    return Asked(text, event, typing=typing)


def _request(asked: Asked, *, whole_page: bool) -> search_pb2.SearchRequest:
    return search_pb2.SearchRequest(
        query=asked.text,
        visitor_id=asked.by.visitor_id,
        session_id=asked.by.session_id,
        consent=common_pb2.CONSENT_GRANTED,
        as_you_type=asked.typing,
        return_products=whole_page,
        facet_specs=[search_pb2.FacetSpec(key=key) for key in PAGE_FACETS] if whole_page else [],
    )


def _draw_view(rng: np.random.Generator, shop: MadeUpShop, event_id: str) -> event_pb2.Event:
    shopper = shop.events[int(rng.integers(len(shop.events)))]
    product = shop.products[int(rng.integers(len(shop.products)))]
    return event_pb2.Event(
        event_id=event_id,
        event_type=EventType.DETAIL_PAGE_VIEW.value,
        visitor_id=shopper.visitor_id,
        session_id=shopper.session_id,
        products=[event_pb2.EventProduct(product_id=product.id)],
        consent=common_pb2.CONSENT_GRANTED,
    )
