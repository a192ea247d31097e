"""The life of a batch of events: on disk first, then shown to the next read."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace

from service.errors import InvalidArgument
from service.ports import Keeper
from service.types import Consent, EntryCode, EntryStatus, Event, RecordedEvent, Seq, WriteResult
from service.usecases.visitors import Visitors

_SHOWN = frozenset({EntryCode.OK, EntryCode.DUPLICATE})
_NOT_STORED = EntryStatus(EntryCode.NOT_STORED)


@dataclass(frozen=True, slots=True)
class WriteEvents:
    """Stores the events whose visitors consent; of the others nothing is kept."""

    keeper: Keeper
    visitors: Visitors

    async def __call__(self, events: Sequence[Event], *, request_id: str) -> WriteResult:
        """Answer each event in order, once the accepted ones are durable.

        Raises InvalidArgument if `request_id` stands for another batch.
        """
        allowed = [event for event in events if event.consent is Consent.GRANTED]
        if not allowed:
            return WriteResult(tuple(_NOT_STORED for _ in events), Seq(0))
        # A caller that leaves between the two would leave a visit store that vouches for less than the ledger holds.
        writing = self.visitors.outlive(asyncio.create_task(self._store_and_show(allowed, request_id)))
        result = await asyncio.shield(writing)
        answered = iter(result.entries)
        entries = (next(answered) if event.consent is Consent.GRANTED else _NOT_STORED for event in events)
        return replace(result, entries=tuple(entries))

    async def _store_and_show(self, events: Sequence[Event], request_id: str) -> WriteResult:
        result = await self.keeper.write_events(events, request_id=request_id)
        if len(result.entries) != len(events):
            raise InvalidArgument("request_id", "stands for another batch")
        shown = zip(events, result.entries, strict=True)
        await self.visitors.record([RecordedEvent(result.seq, event) for event, entry in shown if entry.code in _SHOWN])
        return result
