"""The life of a Suggest."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from service.answers import SuggestAnswer
from service.ports import Ledger
from service.types import SuggestQuery
from service.usecases.search import products_deadline_s, products_of
from service.usecases.slot import SnapshotSlot
from service.usecases.suggest_core import Memos, suggest
from service.usecases.visitors import Visitors


@dataclass(frozen=True, slots=True)
class Suggest:
    """Answers keystrokes."""

    snapshots: SnapshotSlot
    visitors: Visitors
    ledger: Ledger
    now_ms: Callable[[], int]
    memos: Memos = field(default_factory=Memos)

    async def __call__(self, query: SuggestQuery, *, return_products: bool, budget_ms: float) -> SuggestAnswer:
        """Answer one keystroke."""
        deadline_s = products_deadline_s(budget_ms)
        snapshot = self.snapshots.pin()
        visitor, missing = await self.visitors.read(query.who, budget_ms=budget_ms / 4)
        result = suggest(query, visitor, snapshot, self.now_ms(), memos=self.memos)
        wanted = result.found.hits if return_products else ()
        products, unread = await products_of(self.ledger, wanted, deadline_s=deadline_s)
        found = replace(result.found, degraded=(*missing, *result.found.degraded, *unread))
        return SuggestAnswer(replace(result, found=found), products)
