"""The life of a Suggest."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from service.answers import SuggestAnswer
from service.ports import Ledger
from service.types import SuggestQuery
from service.usecases.attributions import Attributions
from service.usecases.search import products_deadline_s, products_of
from service.usecases.slot import SnapshotSlot
from service.usecases.suggest_core import Memos, suggest
from service.usecases.visitors import Visitors
from service.visitor.holdout import as_arm_allows


@dataclass(frozen=True, slots=True)
class Suggest:
    """Answers keystrokes."""

    snapshots: SnapshotSlot
    visitors: Visitors
    ledger: Ledger
    now_ms: Callable[[], int]
    attributions: Attributions
    memos: Memos = field(default_factory=Memos)

    async def __call__(self, query: SuggestQuery, *, return_products: bool, budget_ms: float) -> SuggestAnswer:
        """Answer one keystroke. It is not recorded: most of them are replaced before anybody has looked."""
        deadline_s = products_deadline_s(budget_ms)
        attribution = self.attributions.begin("suggest", query.who)
        query = replace(query, who=as_arm_allows(query.who, attribution.arm))
        snapshot = self.snapshots.pin()
        visitor, missing = await self.visitors.read(query.who, budget_ms=budget_ms / 4)
        result = suggest(query, visitor, snapshot, self.now_ms(), memos=self.memos)
        wanted = [hit.product_id for hit in result.found.hits] if return_products else []
        products, unread = await products_of(self.ledger, wanted, deadline_s=deadline_s)
        found = replace(result.found, degraded=(*missing, *result.found.degraded, *unread))
        return SuggestAnswer(replace(result, found=found), attribution, products)
