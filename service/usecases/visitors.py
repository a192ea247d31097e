"""Reading the visitor: one round trip to the visit store, the ledger where it cannot vouch, never an error."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias, TypeVar

import structlog

from service.errors import StoreUnavailable
from service.limits import MAX_VISIT_EVENTS
from service.ports import Ledger, VisitStore
from service.types import (
    Consent,
    Degraded,
    Event,
    EventType,
    RecordedEvent,
    RefundReason,
    Seq,
    VisitEvent,
    Visitor,
    VisitorId,
    Who,
)

_STORE_BUDGET_MS = 5.0
_LEDGER_BUDGET_MS = 50.0
_MAX_LEDGER_READS = 8
_MAX_STORE_WRITES = 8
_MAX_COVERED = 10_000

T = TypeVar("T")
Reading: TypeAlias = tuple[Visitor, tuple[Degraded, ...]]

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class _Held:
    """What the ledger holds of a visitor, complete up to the change `covers`."""

    visitor: Visitor
    covers: Seq


class Visitors:
    """Joins the fast store and the ledger.

    A visitor whom the store cannot vouch for (it came back empty, or never knew them) is read from the ledger within the
    budget and put back off the request path; so is one whose consistency token is ahead of the store.
    """

    def __init__(self, store: VisitStore, ledger: Ledger) -> None:
        self._store = store
        self._ledger = ledger
        self._ledger_reads = asyncio.Semaphore(_MAX_LEDGER_READS)
        self._store_writes = asyncio.Semaphore(_MAX_STORE_WRITES)
        self._unfinished: set[asyncio.Task[object]] = set()
        self._covered: dict[VisitorId, Seq] = {}

    async def read(self, who: Who, *, budget_ms: float) -> Reading:
        """The visitor's events, and what had to be left out of them."""
        if who.consent is not Consent.GRANTED or not who.visitor_id:
            return Visitor(), ()
        try:
            visitor = await self._store.read(
                who.visitor_id, budget_ms=budget_ms if budget_ms < _STORE_BUDGET_MS else None
            )
        except StoreUnavailable:
            return Visitor(), (Degraded.NO_VISITOR,)
        if visitor is not None and who.min_seq <= max(visitor.seq, self._covered.get(who.visitor_id, 0)):
            return visitor, ()
        held = await self._held(who.visitor_id, who.min_seq, budget_ms)
        if held is None:
            return (Visitor(), (Degraded.NO_VISITOR,)) if visitor is None else (visitor, (Degraded.STALE,))
        self._put_back(who.visitor_id, held)
        return held.visitor, (Degraded.STALE,) if held.covers < who.min_seq else ()

    async def read_until(self, who: Who, until: Seq, *, budget_ms: float) -> Reading:
        """The visitor as of the change `until`, for a further page: however much happened since."""
        visitor, missing = await self.read(replace(who, min_seq=until), budget_ms=budget_ms)
        seen = Visitor(tuple(event for event in visitor.events if event.seq <= until), until)
        complete = not missing and (len(visitor.events) < MAX_VISIT_EVENTS or visitor.seq <= until)
        if complete or not until:
            return seen, missing
        # Newer events may have pushed out what the first page was ordered by.
        try:
            async with asyncio.timeout(min(_LEDGER_BUDGET_MS, budget_ms) / 1000):
                return await self._events(who.visitor_id, until), ()
        except (StoreUnavailable, TimeoutError):
            return seen, missing or (Degraded.NO_VISITOR,)

    async def record(self, recorded: Sequence[RecordedEvent]) -> None:
        """Show acknowledged events to the next read. A store that is down loses nothing: the ledger has them."""
        by_visitor: dict[VisitorId, list[VisitEvent]] = {}
        for entry in recorded:
            by_visitor.setdefault(entry.event.visitor_id, []).append(visit_event(entry.event, entry.seq))
        writes = (self._show(visitor, events) for visitor, events in by_visitor.items())
        for outcome in await asyncio.gather(*writes, return_exceptions=True):
            if isinstance(outcome, BaseException) and not isinstance(outcome, StoreUnavailable):
                raise outcome

    async def _show(self, visitor_id: VisitorId, events: Sequence[VisitEvent]) -> None:
        # A batch may speak of hundreds of visitors: all at once they would wait for each other beyond the store's
        # budget, and hold the connections that searches need.
        async with self._store_writes:
            await self._store.record(visitor_id, events)

    def outlive(self, task: asyncio.Task[T]) -> asyncio.Task[T]:
        """Let a task go on when its caller leaves; `close` waits for it."""
        self._unfinished.add(task)
        task.add_done_callback(self._unfinished.discard)
        return task

    async def close(self) -> None:
        """Wait for what callers no longer wait for."""
        await asyncio.gather(*self._unfinished, return_exceptions=True)

    async def _held(self, visitor_id: VisitorId, min_seq: Seq, budget_ms: float) -> _Held | None:
        if self._ledger_reads.locked():
            return None
        try:
            async with asyncio.timeout(min(_LEDGER_BUDGET_MS, budget_ms) / 1000), self._ledger_reads:
                # Before the events: a token may speak of another visitor of its batch, and then nothing is missing here.
                covers = await self._ledger.last_seq() if min_seq else Seq(0)
                return _Held(await self._events(visitor_id), covers)
        except (StoreUnavailable, TimeoutError):
            return None

    async def _events(self, visitor_id: VisitorId, until: Seq | None = None) -> Visitor:
        recorded = await self._ledger.visitor_events(visitor_id, limit=MAX_VISIT_EVENTS, until=until)
        events = tuple(visit_event(entry.event, entry.seq) for entry in recorded)
        newest = max((event.seq for event in events), default=Seq(0))
        return Visitor(events, newest if until is None else until)

    def _put_back(self, visitor_id: VisitorId, held: _Held) -> None:
        self.outlive(asyncio.create_task(self._restore(visitor_id, held)))

    async def _restore(self, visitor_id: VisitorId, held: _Held) -> None:
        try:
            await self._store.restore(visitor_id, held.visitor.events)
        except StoreUnavailable:
            log.info("visit not put back, the next read tries again")
            return
        # Else a token that speaks of somebody else's event would send every call to the ledger.
        self._covered.pop(visitor_id, None)
        self._covered[visitor_id] = held.covers
        if len(self._covered) > _MAX_COVERED:
            del self._covered[next(iter(self._covered))]


def visit_event(event: Event, seq: Seq) -> VisitEvent:
    """The part of an event that intent is learned from."""
    return VisitEvent(
        event_id=event.event_id,
        event_type=event.event_type,
        at_ms=event.at_ms,
        product_ids=tuple(product.product_id for product in event.products),
        session_id=event.session_id,
        seq=seq,
        reason=_refund_reason(event),
    )


def _refund_reason(event: Event) -> RefundReason | None:
    told = event.attributes.get("reason") if event.event_type is EventType.REFUND else None
    return next((reason for reason in RefundReason if reason == told), None)
