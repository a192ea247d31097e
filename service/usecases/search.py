"""The life of a Search."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from service.answers import Hit, PageCut, SearchAnswer
from service.ports import Ledger
from service.types import Product, ProductId, SearchQuery, Seq, Visitor
from service.usecases.phase_one import WindowMemo
from service.usecases.search_core import search
from service.usecases.snapshot import SnapshotSlot
from service.usecases.visitors import Visitors


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
        visitor, missing = await self.visitors.read(query.who, budget_ms=budget_ms / 4)
        now_ms = page.now_ms if page else self.now_ms()
        visitor = as_of(visitor, page.cutoff_seq) if page else visitor
        result = search(query, visitor, snapshot, now_ms, memo=self.memo)
        result = replace(result, degraded=(*missing, *result.degraded))
        cut = page or PageCut(snapshot.version, now_ms, visitor.seq)
        products = await products_of(self.ledger, result.hits) if return_products else {}
        return SearchAnswer(result, cut, products)


def as_of(visitor: Visitor, seq: Seq) -> Visitor:
    """The visitor without the events that came after `seq`."""
    return Visitor(tuple(event for event in visitor.events if event.seq <= seq), seq)


async def products_of(ledger: Ledger, hits: tuple[Hit, ...]) -> dict[ProductId, Product]:
    """The products of these hits, as they stand in the ledger."""
    return await ledger.products([hit.product_id for hit in hits]) if hits else {}
