"""Reading the visitor: one round trip to the visit store, the ledger where it cannot vouch, never an error."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import structlog

from service.errors import StoreUnavailable
from service.limits import MAX_VISIT_EVENTS
from service.ports import Ledger, VisitStore
from service.types import Consent, Degraded, Event, RecordedEvent, Seq, VisitEvent, Visitor, VisitorId, Who

_STORE_BUDGET_MS = 5.0
_LEDGER_BUDGET_S = 0.05
_MAX_LEDGER_READS = 8

log = structlog.get_logger(__name__)


class Visitors:
    """Joins the fast store and the ledger.

    A visitor whom the store cannot vouch for (it came back empty, or never knew them) is read from the ledger within the
    budget and put back off the request path; so is one whose consistency token is ahead of the store.
    """

    def __init__(self, store: VisitStore, ledger: Ledger) -> None:
        self._store = store
        self._ledger = ledger
        self._ledger_reads = asyncio.Semaphore(_MAX_LEDGER_READS)
        self._restoring: set[asyncio.Task[None]] = set()

    async def read(self, who: Who, *, budget_ms: float | None = None) -> tuple[Visitor, tuple[Degraded, ...]]:
        """The visitor's events, and what had to be left out of them."""
        if who.consent is not Consent.GRANTED or not who.visitor_id:
            return Visitor(), ()
        try:
            hurry_ms = budget_ms if budget_ms is not None and budget_ms < _STORE_BUDGET_MS else None
            visitor = await self._store.read(who.visitor_id, budget_ms=hurry_ms)
        except StoreUnavailable:
            return Visitor(), (Degraded.NO_VISITOR,)
        if visitor is not None and visitor.seq >= who.min_seq:
            return visitor, ()
        caught_up = await self._from_ledger(who.visitor_id)
        if caught_up is not None:
            return caught_up, (
                () if caught_up.seq >= who.min_seq or not await self._behind(who.min_seq) else (Degraded.STALE,)
            )
        if visitor is None:
            return Visitor(), (Degraded.NO_VISITOR,)
        return visitor, (Degraded.STALE,)

    async def record(self, recorded: Sequence[RecordedEvent]) -> None:
        """Show acknowledged events to the next read. A store that is down loses nothing: the ledger has them."""
        by_visitor: dict[VisitorId, list[VisitEvent]] = {}
        for entry in recorded:
            by_visitor.setdefault(entry.event.visitor_id, []).append(visit_event(entry.event, entry.seq))
        writes = (self._store.record(visitor, events) for visitor, events in by_visitor.items())
        for outcome in await asyncio.gather(*writes, return_exceptions=True):
            if isinstance(outcome, BaseException) and not isinstance(outcome, StoreUnavailable):
                raise outcome

    async def close(self) -> None:
        """Wait for what is being put back."""
        await asyncio.gather(*self._restoring, return_exceptions=True)

    async def _behind(self, seq: Seq) -> bool:
        # The token may speak of another visitor of the same batch: then the ledger holds it, and nothing is missing here.
        return await self._ledger.last_seq() < seq

    async def _from_ledger(self, visitor_id: VisitorId) -> Visitor | None:
        if self._ledger_reads.locked():
            return None
        try:
            async with asyncio.timeout(_LEDGER_BUDGET_S), self._ledger_reads:
                recorded = await self._ledger.visitor_events(visitor_id, limit=MAX_VISIT_EVENTS)
        except (StoreUnavailable, TimeoutError):
            return None
        events = tuple(visit_event(entry.event, entry.seq) for entry in recorded)
        task = asyncio.create_task(self._restore(visitor_id, events))
        self._restoring.add(task)
        task.add_done_callback(self._restoring.discard)
        return Visitor(events, Seq(max((event.seq for event in events), default=0)))

    async def _restore(self, visitor_id: VisitorId, events: Sequence[VisitEvent]) -> None:
        try:
            await self._store.restore(visitor_id, events)
        except StoreUnavailable:
            log.info("visit not put back, the next read tries again")


def visit_event(event: Event, seq: Seq) -> VisitEvent:
    """The part of an event that intent is learned from."""
    return VisitEvent(
        event_id=event.event_id,
        event_type=event.event_type,
        at_ms=event.at_ms,
        product_ids=tuple(product.product_id for product in event.products),
        session_id=event.session_id,
        seq=seq,
    )
