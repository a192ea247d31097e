"""EventService: parse, store, render."""
# ruff: noqa: N802 - gRPC spells its methods so.

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from auslage.v1 import event_pb2, event_pb2_grpc

from service.rpc.admission import Context
from service.rpc.batches import good, merge, parse_entries
from service.rpc.fields import identifier
from service.rpc.handlers import WriteEvents
from service.rpc.parse_event import parse_event
from service.rpc.render import render_statuses
from service.rpc.tokens import ConsistencyToken, TokenSeal
from service.types import Consent, Seq, WriteResult


class EventServicer(event_pb2_grpc.EventServiceServicer):
    """Translates batches of events."""

    def __init__(
        self, write_events: WriteEvents, *, tokens: TokenSeal, default_consent: Consent, now_ms: Callable[[], int]
    ) -> None:
        self._write_events = write_events
        self._tokens = tokens
        self._default_consent = default_consent
        self._now_ms = now_ms

    async def WriteEvents(self, request: event_pb2.WriteEventsRequest, _: Context) -> event_pb2.WriteEventsResponse:
        """Store the good events of a batch and answer every one."""
        request_id = identifier(request.request_id, "request_id")
        parse = partial(parse_event, default_consent=self._default_consent, now_ms=self._now_ms())
        entries = await parse_entries(request.events, "events", parse)
        events = good(entries)
        result = await self._write_events(events, request_id=request_id) if events else WriteResult((), Seq(0))
        return event_pb2.WriteEventsResponse(
            statuses=render_statuses(merge(entries, result.entries)),
            consistency_token=self._tokens.seal(ConsistencyToken(result.seq)) if result.seq else "",
        )
