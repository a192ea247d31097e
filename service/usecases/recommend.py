"""The life of a Recommend."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from service.answers import RecommendAnswer
from service.ports import Ledger
from service.types import Consent, Placement, RecommendQuery
from service.usecases.attributions import Attributions
from service.usecases.recommend_core import recommend
from service.usecases.search import products_deadline_s, products_of
from service.usecases.slot import SnapshotSlot
from service.usecases.visitors import Visitors
from service.visitor.holdout import as_arm_allows


@dataclass(frozen=True, slots=True)
class Recommend:
    """Answers recommendations.

    Attributes:
        exploration_share: of the places of FOR_YOU, for newcomers; only those who consent are shown any, since nobody
            else's events are kept.
    """

    snapshots: SnapshotSlot
    visitors: Visitors
    ledger: Ledger
    now_ms: Callable[[], int]
    attributions: Attributions
    exploration_share: float = 0.0

    async def __call__(self, query: RecommendQuery, *, return_products: bool, budget_ms: float) -> RecommendAnswer:
        """Answer the placement from one pinned snapshot."""
        deadline_s = products_deadline_s(budget_ms)
        attribution = self.attributions.begin(query.placement.value, query.who)
        query = replace(
            query,
            who=as_arm_allows(query.who, attribution.arm),
            exploration_share=self._exploration_share(query),
            seed=attribution.seed,
        )
        snapshot = self.snapshots.pin()
        visitor, missing = await self.visitors.read(query.who, budget_ms=budget_ms / 4)
        result = recommend(query, visitor, snapshot, self.now_ms())
        wanted = result.hits if return_products else ()
        products, unread = await products_of(self.ledger, wanted, deadline_s=deadline_s)
        self.attributions.record(attribution, query.who, result.hits, snapshot_version=snapshot.version)
        return RecommendAnswer(replace(result, degraded=(*missing, *result.degraded, *unread)), attribution, products)

    def _exploration_share(self, query: RecommendQuery) -> float:
        explores = query.placement is Placement.FOR_YOU and query.who.consent is Consent.GRANTED
        return self.exploration_share if explores else 0.0
