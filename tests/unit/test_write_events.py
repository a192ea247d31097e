"""A batch of events is durable and shown, whatever becomes of its caller."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path

from service.keeper.writer import LedgerKeeper
from service.stores.memory import MemoryLimits, MemoryVisitStore
from service.stores.sql.engine import ledger_url
from service.stores.sql.ledger import SqlLedger
from service.types import Consent, Seq, VisitEvent, VisitorId, Who
from service.usecases.visitors import Visitors
from service.usecases.write_events import WriteEvents
from tests.harness.builders import NOON_MS, event

ANNA = Who(VisitorId("anna"), consent=Consent.GRANTED)


class SlowVisitStore(MemoryVisitStore):
    """A visit store whose writes wait until a test lets them go."""

    def __init__(self) -> None:
        super().__init__(MemoryLimits())
        self.asked = asyncio.Event()
        self.go = asyncio.Event()

    async def record(self, visitor: VisitorId, events: Sequence[VisitEvent]) -> None:
        self.asked.set()
        await self.go.wait()
        await super().record(visitor, events)


async def test_events_are_shown_although_their_caller_left(tmp_path: Path) -> None:
    url = ledger_url(tmp_path)
    keeper = LedgerKeeper(url, now_ms=lambda: NOON_MS, on_commit=lambda _seq: None)
    ledger, store = SqlLedger(url), SlowVisitStore()
    visitors = Visitors(store, ledger)
    await store.restore(VisitorId("anna"), ())
    call = asyncio.create_task(WriteEvents(keeper, visitors)([event("e", of="p")], request_id=""))
    await store.asked.wait()
    call.cancel()
    await asyncio.gather(call, return_exceptions=True)
    assert call.cancelled()
    store.go.set()
    await visitors.close()
    visitor, missing = await visitors.read(ANNA, budget_ms=1_000)
    assert ([seen.event_id for seen in visitor.events], missing, visitor.seq) == (["e"], (), Seq(1))
    await keeper.close()
    await ledger.close()
