"""The life of a Search."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from service.answers import Hit, PageCut, SearchAnswer
from service.ports import Ledger
from service.types import Product, ProductId, SearchQuery, Who
from service.usecases.phase_one import WindowMemo
from service.usecases.search_core import search
from service.usecases.snapshot import SnapshotSlot
from service.usecases.visitors import Reading, Visitors


@dataclass(frozen=True, slots=True)
class Search:
    """Answers searches."""

    snapshots: SnapshotSlot
    visitors: Visitors
    ledger: Ledger
    now_ms: Callable[[], int]
    memo: WindowMemo = field(default_factory=WindowMemo)

    async def __call__(
        self, query: SearchQuery, *, page: PageCut | None, return_products: bool, budget_ms: float
    ) -> SearchAnswer:
        """Answer one page; a further page is recomputed from the first one's snapshot, time and events."""
        snapshot = self.snapshots.pin(page.snapshot_version if page else "")
        visitor, missing = await self._visitor(query.who, page, budget_ms / 4)
        now_ms = page.now_ms if page else self.now_ms()
        result = search(query, visitor, snapshot, now_ms, memo=self.memo)
        result = replace(result, degraded=(*missing, *result.degraded))
        cut = page or PageCut(snapshot.version, now_ms, visitor.seq)
        products = await products_of(self.ledger, result.hits) if return_products else {}
        return SearchAnswer(result, cut, products)

    async def _visitor(self, who: Who, page: PageCut | None, budget_ms: float) -> Reading:
        if page is None:
            return await self.visitors.read(who, budget_ms=budget_ms)
        return await self.visitors.read_until(who, page.cutoff_seq, budget_ms=budget_ms)


async def products_of(ledger: Ledger, hits: tuple[Hit, ...]) -> dict[ProductId, Product]:
    """The products of these hits, as they stand in the ledger."""
    return await ledger.products([hit.product_id for hit in hits]) if hits else {}
