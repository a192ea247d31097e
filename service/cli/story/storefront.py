"""The shop as a storefront's backend talks to it, over one gRPC channel."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import grpc
from auslage.v1 import (
    common_pb2,
    event_pb2,
    event_pb2_grpc,
    model_pb2,
    model_pb2_grpc,
    recommendation_pb2,
    recommendation_pb2_grpc,
    search_pb2,
    search_pb2_grpc,
)

from service.limits import MAX_BATCH, MAX_PAGE_SIZE

TIMEOUT_S = 5.0
WRITE_TIMEOUT_S = 20.0
_STORED = frozenset({common_pb2.EntryStatus.CODE_OK, common_pb2.EntryStatus.CODE_DUPLICATE})


@dataclass(frozen=True, slots=True)
class Shopper:
    """A visitor who consents, in one visit."""

    visitor_id: str
    session_id: str = "visit-1"

    def fields(self) -> dict[str, Any]:
        """Who asks, as requests and events spell it."""
        return {
            "visitor_id": self.visitor_id,
            "session_id": self.session_id,
            "consent": common_pb2.CONSENT_GRANTED,
        }


class NotStored(Exception):
    """The service did not take an event that it should have taken."""


class Storefront:
    """Asks and tells; every hit comes with its product and the parts of its score."""

    def __init__(self, channel: grpc.aio.Channel) -> None:
        self._search: Any = search_pb2_grpc.SearchServiceStub(channel)  # type: ignore[no-untyped-call]
        self._recommend: Any = recommendation_pb2_grpc.RecommendationServiceStub(channel)  # type: ignore[no-untyped-call]
        self._events: Any = event_pb2_grpc.EventServiceStub(channel)  # type: ignore[no-untyped-call]
        self._models: Any = model_pb2_grpc.ModelServiceStub(channel)  # type: ignore[no-untyped-call]
        self._numbers = itertools.count()

    async def search(self, query: str, shopper: Shopper, **more: Any) -> search_pb2.SearchResponse:
        """One page; `more` are further fields of SearchRequest."""
        request = search_pb2.SearchRequest(query=query, explain=True, return_products=True, **shopper.fields(), **more)
        response: search_pb2.SearchResponse = await self._search.Search(request, timeout=TIMEOUT_S)
        return response

    async def suggest(self, prefix: str, shopper: Shopper) -> search_pb2.SuggestResponse:
        """The answer to a keystroke."""
        request = search_pb2.SuggestRequest(prefix=prefix, return_products=True, **shopper.fields())
        response: search_pb2.SuggestResponse = await self._search.Suggest(request, timeout=TIMEOUT_S)
        return response

    async def search_all(self, query: str, shopper: Shopper, **more: Any) -> list[search_pb2.Hit]:
        """The hits of all pages, in order."""
        hits: list[search_pb2.Hit] = []
        page_token = ""
        while True:
            page = await self.search(query, shopper, page_size=MAX_PAGE_SIZE, page_token=page_token, **more)
            hits += page.hits
            page_token = page.next_page_token
            if not page_token:
                return hits

    async def recommend(
        self, placement: recommendation_pb2.Placement, shopper: Shopper, **more: Any
    ) -> recommendation_pb2.RecommendResponse:
        """One answer; `more` are further fields of RecommendRequest."""
        request = recommendation_pb2.RecommendRequest(
            placement=placement, explain=True, return_products=True, **shopper.fields(), **more
        )
        response: recommendation_pb2.RecommendResponse = await self._recommend.Recommend(request, timeout=TIMEOUT_S)
        return response

    async def tell(self, event_type: str, did: Iterable[tuple[Shopper, str]]) -> str:
        """Tell of events, each a shopper and the product it is about; returns the consistency token of the last batch.

        Raises NotStored if one of them was not taken.
        """
        events = [self._event(event_type, shopper, product_id) for shopper, product_id in did]
        token = ""
        for start in range(0, len(events), MAX_BATCH):
            token = await self._write(events[start : start + MAX_BATCH])
        return token

    async def snapshot(self) -> model_pb2.Snapshot:
        """What answers at present."""
        response: model_pb2.GetSnapshotResponse = await self._models.GetSnapshot(
            model_pb2.GetSnapshotRequest(), timeout=TIMEOUT_S
        )
        return response.snapshot

    async def activate(self, bundle: str) -> None:
        """Serve with this bundle from now on."""
        await self._models.ActivateBundle(model_pb2.ActivateBundleRequest(version=bundle), timeout=TIMEOUT_S)

    def _event(self, event_type: str, shopper: Shopper, product_id: str) -> event_pb2.Event:
        return event_pb2.Event(
            event_id=f"{shopper.visitor_id}-{next(self._numbers)}",
            event_type=event_type,
            products=[event_pb2.EventProduct(product_id=product_id)],
            **shopper.fields(),
        )

    async def _write(self, events: Sequence[event_pb2.Event]) -> str:
        request = event_pb2.WriteEventsRequest(events=events)
        response: event_pb2.WriteEventsResponse = await self._events.WriteEvents(request, timeout=WRITE_TIMEOUT_S)
        if any(status.code not in _STORED for status in response.statuses):
            raise NotStored("an event of the story was refused")
        return response.consistency_token
