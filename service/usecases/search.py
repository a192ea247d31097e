"""The life of a Search."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from service.answers import PageCut, SearchAnswer
from service.errors import StoreUnavailable
from service.ports import Ledger
from service.types import Degraded, Product, ProductId, SearchQuery, Who
from service.usecases.attributions import Attributions
from service.usecases.matched import MatchMemo
from service.usecases.search_core import search
from service.usecases.slot import SnapshotSlot
from service.usecases.snapshot import Snapshot
from service.usecases.visitors import Reading, Visitors
from service.visitor.holdout import as_arm_allows

# The rest of a budget is for rendering.
_PRODUCTS_UNTIL = 0.9


@dataclass(frozen=True, slots=True)
class Search:
    """Answers searches."""

    snapshots: SnapshotSlot
    visitors: Visitors
    ledger: Ledger
    now_ms: Callable[[], int]
    attributions: Attributions
    memo: MatchMemo = field(default_factory=MatchMemo)

    async def __call__(
        self, query: SearchQuery, *, page: PageCut | None, return_products: bool, budget_ms: float
    ) -> SearchAnswer:
        """Answer one page; a further page is recomputed from the first one's snapshot, time and events."""
        deadline_s = products_deadline_s(budget_ms)
        attribution = self.attributions.begin("search", query.who)
        query = replace(query, who=as_arm_allows(query.who, attribution.arm))
        snapshot = await self._snapshot(page, budget_ms / 4)
        visitor, missing = await self._visitor(query.who, page, budget_ms / 4)
        now_ms = page.now_ms if page else self.now_ms()
        result = search(query, visitor, snapshot, now_ms, memo=self.memo)
        wanted = [hit.product_id for hit in result.hits] if return_products else []
        products, unread = await products_of(self.ledger, wanted, deadline_s=deadline_s)
        result = replace(result, degraded=(*missing, *result.degraded, *unread))
        cut = page or PageCut(snapshot.version, now_ms, visitor.seq)
        if query.offset + query.page_size < result.total_size:
            self.snapshots.keep(snapshot, self.now_ms())
        self.attributions.record(
            attribution, query.who, result.hits, snapshot_version=snapshot.version, offset=query.offset
        )
        return SearchAnswer(result, cut, attribution, products)

    async def _snapshot(self, page: PageCut | None, budget_ms: float) -> Snapshot:
        if page is None:
            return self.snapshots.pin()
        return await self.snapshots.pin_version(page.snapshot_version, timeout_s=budget_ms / 1000)

    async def _visitor(self, who: Who, page: PageCut | None, budget_ms: float) -> Reading:
        if page is None:
            return await self.visitors.read(who, budget_ms=budget_ms)
        return await self.visitors.read_until(who, page.cutoff_seq, budget_ms=budget_ms)


def products_deadline_s(budget_ms: float) -> float:
    """Until when products may be waited for, on the event loop's clock."""
    return asyncio.get_running_loop().time() + _PRODUCTS_UNTIL * budget_ms / 1000


async def products_of(
    ledger: Ledger, product_ids: Sequence[ProductId], *, deadline_s: float
) -> tuple[dict[ProductId, Product], tuple[Degraded, ...]]:
    """These products as they stand in the ledger; none, and BUDGET, if it does not tell in time."""
    if not product_ids:
        return {}, ()
    try:
        async with asyncio.timeout_at(deadline_s):
            return await ledger.products(product_ids), ()
    except (StoreUnavailable, TimeoutError):
        return {}, (Degraded.BUDGET,)
