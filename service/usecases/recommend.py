"""The life of a Recommend."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from service.answers import RecommendAnswer
from service.ports import Ledger
from service.types import RecommendQuery
from service.usecases.recommend_core import recommend
from service.usecases.search import products_of
from service.usecases.snapshot import SnapshotSlot
from service.usecases.visitors import Visitors


@dataclass(frozen=True, slots=True)
class Recommend:
    """Answers recommendations."""

    snapshots: SnapshotSlot
    visitors: Visitors
    ledger: Ledger
    now_ms: Callable[[], int]

    async def __call__(self, query: RecommendQuery, *, return_products: bool, budget_ms: float) -> RecommendAnswer:
        """Answer the placement from one pinned snapshot."""
        snapshot = self.snapshots.pin()
        visitor, missing = await self.visitors.read(query.who, budget_ms=budget_ms / 4)
        result = recommend(query, visitor, snapshot, self.now_ms())
        result = replace(result, degraded=(*missing, *result.degraded))
        products = await products_of(self.ledger, result.hits) if return_products else {}
        return RecommendAnswer(result, products)
