"""The life of a Recommend."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from service.answers import Hit, RecommendAnswer
from service.ports import Ledger
from service.types import Consent, Placement, ProductId, RecommendQuery
from service.usecases.attributions import Attributions
from service.usecases.reason_texts.told import told
from service.usecases.recommend_core import recommend
from service.usecases.search import products_deadline_s, products_of
from service.usecases.slot import SnapshotSlot
from service.usecases.visitors import Visitors
from service.visitor.holdout import as_arm_allows

# A visitor's own doings, told back to them: without these, a holdout would measure a list that is missing, not an order.
_OWN_LISTS = frozenset({Placement.BUY_AGAIN, Placement.RECENTLY_VIEWED})


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
            who=query.who if query.placement in _OWN_LISTS else as_arm_allows(query.who, attribution.arm),
            exploration_share=self._exploration_share(query),
            seed=attribution.seed,
        )
        snapshot = self.snapshots.pin()
        visitor, missing = await self.visitors.read(query.who, budget_ms=budget_ms / 4)
        result = recommend(query, visitor, snapshot, self.now_ms())
        shown = [hit.product_id for hit in result.hits] if return_products else []
        products, unread = await products_of(self.ledger, [*shown, *_named(result.hits)], deadline_s=deadline_s)
        self.attributions.record(attribution, query.who, result.hits, snapshot_version=snapshot.version)
        return RecommendAnswer(
            # A reason is told without the product that could not be read: nothing that was asked for is missing.
            replace(result, degraded=(*missing, *result.degraded, *(unread if return_products else ()))),
            attribution,
            {product_id: products[product_id] for product_id in shown if product_id in products},
            told(result.hits, products, query.language_code or snapshot.index.generation.language),
        )

    def _exploration_share(self, query: RecommendQuery) -> float:
        explores = query.placement is Placement.FOR_YOU and query.who.consent is Consent.GRANTED
        return self.exploration_share if explores else 0.0


def _named(hits: Sequence[Hit]) -> set[ProductId]:
    """The products that reasons speak of."""
    return {reason.product_id for hit in hits for reason in hit.reasons if reason.product_id}
