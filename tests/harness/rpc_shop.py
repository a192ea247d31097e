"""A small shop in memory behind a real server: what the edge's own tests talk to."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from service.answers import (
    Arm,
    Attribution,
    AttributionId,
    BundleInfo,
    Hit,
    PageCut,
    RecommendAnswer,
    RecommendResult,
    SearchAnswer,
    SearchResult,
    SnapshotInfo,
    SuggestAnswer,
    Suggestion,
    SuggestResult,
    Understood,
    WriteAnswer,
)
from service.errors import NotFound
from service.rpc.handlers import UseCases
from service.rpc.server import Listening, RpcServer, build_server
from service.rpc.tokens import TokenSeal
from service.types import (
    EntryCode,
    EntryStatus,
    Event,
    Product,
    ProductId,
    ProductPatch,
    RecommendQuery,
    SearchQuery,
    Seq,
    Source,
    SuggestionSource,
    SuggestQuery,
    WriteResult,
)

VERSION = "g1-b1"
NOW_MS = 1_900_000_000_000
ATTRIBUTION = Attribution(AttributionId(b"an answer's id 1"), "search", Arm.NONE)


async def _nothing() -> None:
    """Happen before an answer, unless a test wants something else to."""


@dataclass
class MemoryShop:
    """Products by id; a search finds all of them in the order of ids.

    `before` runs first in every call; `begun` is released by every search.
    """

    stored: dict[ProductId, Product] = field(default_factory=dict)
    events: list[Event] = field(default_factory=list)
    searches: list[tuple[SearchQuery, PageCut | None, float]] = field(default_factory=list)
    begun: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(0))
    before: Callable[[], Awaitable[None]] = _nothing

    async def search(
        self, query: SearchQuery, *, page: PageCut | None, return_products: bool, budget_ms: float
    ) -> SearchAnswer:
        self.searches.append((query, page, budget_ms))
        self.begun.release()
        await self.before()
        found = sorted(self.stored)[query.offset : query.offset + query.page_size]
        hits = tuple(Hit(product_id, 1.0, 0, 0, ()) for product_id in found)
        result = SearchResult(hits, len(self.stored), (), (), 0, (), VERSION, Seq(len(self.events)))
        cut = page or PageCut(VERSION, NOW_MS, Seq(len(self.events)))
        return SearchAnswer(result, cut, ATTRIBUTION, self.stored if return_products else {})

    async def suggest(self, query: SuggestQuery, *, return_products: bool, budget_ms: float) -> SuggestAnswer:
        await self.before()
        hits = tuple(Hit(product_id, 1.0, 0, 0, ()) for product_id in sorted(self.stored)[: query.max_hits])
        found = SearchResult(hits, len(self.stored), (), (), 0, (), VERSION, Seq(0))
        slots = (Understood("category", "Shorts", Source.QUERY, 1.0),)
        suggestions = (Suggestion("shorts", slots, len(self.stored), SuggestionSource.CATEGORY),)
        result = SuggestResult(suggestions[: query.max_suggestions], found)
        return SuggestAnswer(result, ATTRIBUTION, self.stored if return_products else {})

    async def recommend(self, query: RecommendQuery, *, return_products: bool, budget_ms: float) -> RecommendAnswer:
        await self.before()
        hits = tuple(Hit(product_id, 1.0, 0, 0, ()) for product_id in sorted(self.stored)[: query.page_size])
        return RecommendAnswer(
            RecommendResult(hits, (), VERSION, Seq(0)), ATTRIBUTION, self.stored if return_products else {}
        )

    async def write_events(self, events: Sequence[Event], *, request_id: str) -> WriteResult:
        await self.before()
        self.events += events
        unknown = EntryStatus(warnings=("UNKNOWN_PRODUCT",))
        known = [all(p.product_id in self.stored for p in event.products) for event in events]
        return WriteResult(tuple(EntryStatus() if k else unknown for k in known), Seq(len(self.events)))

    async def upsert(self, products: Sequence[Product], *, request_id: str, wait_for_visible: bool) -> WriteAnswer:
        await self.before()
        self.stored |= {product.id: product for product in products}
        return WriteAnswer(WriteResult((EntryStatus(),) * len(products), Seq(1)), wait_for_visible)

    async def patch(self, patches: Sequence[ProductPatch], *, request_id: str, wait_for_visible: bool) -> WriteAnswer:
        codes = [EntryCode.OK if patch.product.id in self.stored else EntryCode.NOT_FOUND for patch in patches]
        return WriteAnswer(WriteResult(tuple(map(EntryStatus, codes)), Seq(1)), wait_for_visible)

    async def delete(
        self, product_ids: Sequence[ProductId], *, source_version: int, request_id: str, wait_for_visible: bool
    ) -> WriteAnswer:
        gone = [self.stored.pop(product_id, None) for product_id in product_ids]
        codes = [EntryCode.OK if product else EntryCode.NOT_FOUND for product in gone]
        return WriteAnswer(WriteResult(tuple(map(EntryStatus, codes)), Seq(1)), wait_for_visible)

    async def get(self, product_id: ProductId) -> Product:
        if product_id not in self.stored:
            raise NotFound("there is no such product")
        return self.stored[product_id]

    async def list(self, after: ProductId, limit: int) -> Sequence[Product]:
        return [self.stored[product_id] for product_id in sorted(self.stored) if product_id > after][:limit]

    async def list_bundles(self) -> Sequence[BundleInfo]:
        return [BundleInfo("b1", active=True, n_products=len(self.stored), metrics={"hr@20": 0.5})]

    async def activate(self, version: str) -> BundleInfo:
        if version != "b1":
            raise NotFound("there is no such bundle")
        return (await self.list_bundles())[0]

    async def snapshot(self) -> SnapshotInfo:
        return SnapshotInfo(VERSION, 1, "b1", len(self.stored), Seq(3))


@asynccontextmanager
async def served(shop: MemoryShop, *, max_reads: int = 8) -> AsyncIterator[RpcServer]:
    """Serve the shop on a free port until the block ends."""
    server = build_server(
        UseCases(shop.search, shop.suggest, shop.recommend, shop.write_events, shop, shop),
        Listening("127.0.0.1:0", max_reads=max_reads, max_writes=8),
        tokens=TokenSeal(b"a key for tests only"),
        now_ms=lambda: NOW_MS,
    )
    await server.start()
    try:
        yield server
    finally:
        await server.drain(pause_s=0, grace_s=0)
