"""What a batch of events may do to the visit store."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path

from service.stores.memory import MemoryLimits, MemoryVisitStore
from service.stores.sql.engine import ledger_url
from service.stores.sql.ledger import SqlLedger
from service.types import RecordedEvent, Seq, VisitEvent, VisitorId
from service.usecases.visitors import Visitors
from tests.harness.builders import event


class BusyStore(MemoryVisitStore):
    """Notes how many writes were under way at once."""

    under_way = 0
    most = 0

    async def record(self, visitor: VisitorId, events: Sequence[VisitEvent]) -> None:
        self.under_way += 1
        self.most = max(self.most, self.under_way)
        await asyncio.sleep(0)
        await super().record(visitor, events)
        self.under_way -= 1


async def test_a_batch_about_many_visitors_leaves_the_store_room_for_searches(tmp_path: Path) -> None:
    store, ledger = BusyStore(MemoryLimits()), SqlLedger(ledger_url(tmp_path))
    visitors = Visitors(store, ledger)
    batch = [
        RecordedEvent(Seq(number + 1), event(f"e{number}", of="p", visitor_id=VisitorId(f"v{number}")))
        for number in range(100)
    ]
    await visitors.record(batch)
    assert 1 < store.most <= 8
    await visitors.close()
    await ledger.close()
