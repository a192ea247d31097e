"""The life of a batch of events: on disk first, then shown to the next read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from service.ports import Keeper
from service.types import Consent, EntryCode, EntryStatus, Event, RecordedEvent, Seq, WriteResult
from service.usecases.visitors import Visitors

_SHOWN = {EntryCode.OK, EntryCode.DUPLICATE}


@dataclass(frozen=True, slots=True)
class WriteEvents:
    """Stores the events whose visitors consent; of the others nothing is kept."""

    keeper: Keeper
    visitors: Visitors

    async def __call__(self, events: Sequence[Event], *, request_id: str) -> WriteResult:
        """Answer each event in order, once the accepted ones are durable."""
        allowed = [event for event in events if event.consent is Consent.GRANTED]
        if not allowed:
            return WriteResult(tuple(EntryStatus(EntryCode.NOT_STORED) for _ in events), Seq(0))
        result = await self.keeper.write_events(allowed, request_id=request_id)
        shown = zip(allowed, result.entries, strict=True)
        await self.visitors.record([RecordedEvent(result.seq, event) for event, entry in shown if entry.code in _SHOWN])
        answered = iter(result.entries)
        return replace(
            result,
            entries=tuple(
                next(answered) if event.consent is Consent.GRANTED else EntryStatus(EntryCode.NOT_STORED)
                for event in events
            ),
        )
