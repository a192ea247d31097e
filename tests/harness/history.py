"""A ledger in a list: the History port for tests of training."""

from __future__ import annotations

from collections.abc import Iterable

from service.types import Event, ProductChange, RecordedEvent, Seq


class ListHistory:
    """Events in the order given, numbered from 1; no products."""

    def __init__(self, events: Iterable[Event]) -> None:
        self._records = [RecordedEvent(Seq(seq), event) for seq, event in enumerate(events, start=1)]

    def changes(self, *, after: Seq, limit: int) -> list[ProductChange]:
        return []

    def events(self, *, after: Seq, limit: int) -> list[RecordedEvent]:
        return self._records[after : after + limit]

    def last_seq(self) -> Seq:
        return Seq(len(self._records))
