"""A ledger in a list: the History port for tests of training."""

from __future__ import annotations

from collections.abc import Iterable

from service.impressions import Impression, RecordedImpression
from service.types import Event, ProductChange, RecordedEvent, Seq


class ListHistory:
    """Events and impressions in the order given, each numbered from 1; no products."""

    def __init__(self, events: Iterable[Event], impressions: Iterable[Impression] = ()) -> None:
        self._records = [RecordedEvent(Seq(seq), event) for seq, event in enumerate(events, start=1)]
        self._impressions = [RecordedImpression(number, shown) for number, shown in enumerate(impressions, start=1)]

    def changes(self, *, after: Seq, limit: int) -> list[ProductChange]:
        return []

    def events(self, *, after: Seq, limit: int) -> list[RecordedEvent]:
        return self._records[after : after + limit]

    def impressions(self, *, after: int, limit: int) -> list[RecordedImpression]:
        return self._impressions[after : after + limit]

    def last_impression(self) -> int:
        return len(self._impressions)

    def last_seq(self) -> Seq:
        return Seq(len(self._records))
