"""What a shop's backend does again and again: fill the catalogue, tell of events, ask."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from itertools import count
from typing import Any, TypeVar

from auslage.v1 import catalog_pb2, common_pb2, event_pb2, recommendation_pb2, search_pb2

from tests.harness.served import Service

GRANTED = common_pb2.CONSENT_GRANTED
ANNA = {"visitor_id": "anna", "consent": GRANTED}
_NUMBERS = count()
_TRIES = 20

T = TypeVar("T", search_pb2.SearchResponse, recommendation_pb2.RecommendResponse)


def shorts(n_each: int = 20) -> list[catalog_pb2.Product]:
    """Men's and women's shorts, equal but for gender: men00 … and women00 …"""
    return [
        catalog_pb2.Product(
            id=f"{gender}{number:02d}",
            title=f"{word}shorts",
            categories=[f"{word} > Shorts"],
            audience=catalog_pb2.Audience(genders=[gender], age_groups=["adult"]),
            price_info=catalog_pb2.PriceInfo(price=20.0, currency_code="EUR"),
        )
        for gender, word in (("men", "Herren"), ("women", "Damen"))
        for number in range(n_each)
    ]


async def stock(service: Service, products: list[catalog_pb2.Product]) -> None:
    """Store products and wait until they can be found."""
    for start in range(0, len(products), 500):
        batch = products[start : start + 500]
        written = await service.catalog.UpsertProducts(
            catalog_pb2.UpsertProductsRequest(products=batch, wait_for_visible=True)
        )
        assert written.visible


def happening(product_id: str, **fields: Any) -> event_pb2.Event:
    """A view by anna, who consents, under an id of its own; of events of one moment the id is the order."""
    usual: dict[str, Any] = {
        "event_id": f"event-{next(_NUMBERS):06d}",
        "event_type": "detail-page-view",
        "products": [event_pb2.EventProduct(product_id=product_id)],
        **ANNA,
    }
    return event_pb2.Event(**(usual | fields))


async def tell(service: Service, *events: event_pb2.Event, **fields: Any) -> event_pb2.WriteEventsResponse:
    return await service.event.WriteEvents(event_pb2.WriteEventsRequest(events=events, **fields))


async def see(service: Service, *product_ids: str, **fields: Any) -> str:
    """Let anna look at products; the consistency token."""
    written = await tell(service, *(happening(product_id, **fields) for product_id in product_ids))
    return written.consistency_token


async def search(service: Service, query: str = "Shorts", **fields: Any) -> search_pb2.SearchResponse:
    """Ask as anna, who consents, unless `fields` say otherwise."""
    return await service.search.Search(search_pb2.SearchRequest(query=query, **(ANNA | fields)))


async def recommend(service: Service, placement: str, **fields: Any) -> recommendation_pb2.RecommendResponse:
    """Ask as anna, who consents, unless `fields` say otherwise."""
    asked = recommendation_pb2.RecommendRequest(placement=f"PLACEMENT_{placement}", **(ANNA | fields))
    return await service.recommendation.Recommend(asked)


async def whole(ask: Callable[[], Awaitable[T]]) -> T:
    """The first answer that knows its visitor. On a busy machine a budget of 5 ms may run out, and the answer says so."""
    for _ in range(_TRIES):
        answer = await ask()
        if not degraded(answer) & {"NO_VISITOR", "STALE"}:
            return answer
    raise AssertionError(f"degraded {_TRIES} times: {degraded(answer)}")


async def latest_viewed(service: Service, **fields: Any) -> str:
    """The product anna looked at last, as this worker knows it; "" if it knows of none."""
    found = await whole(lambda: recommend(service, "RECENTLY_VIEWED", page_size=1, **fields))
    return found.hits[0].product_id if found.hits else ""


def ids(response: search_pb2.SearchResponse | recommendation_pb2.RecommendResponse) -> list[str]:
    return [hit.product_id for hit in response.hits]


def degraded(response: search_pb2.SearchResponse | recommendation_pb2.RecommendResponse) -> set[str]:
    """What the reply had to leave out, apart from a bundle."""
    names = {common_pb2.Degraded.Name(value).removeprefix("DEGRADED_") for value in response.degraded}
    return names - {"NO_BUNDLE"}
