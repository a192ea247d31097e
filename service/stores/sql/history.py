"""Blocking reads of the ledger in the order of its changes, for the index and for training."""

from __future__ import annotations

from service.impressions import RecordedImpression
from service.stores.sql.reader import LedgerReader
from service.stores.sql.reads import (
    read_changes_after,
    read_events_after,
    read_impressions_after,
    read_last_impression,
)
from service.stores.sql.sequence import read_last_seq
from service.types import ProductChange, RecordedEvent, Seq


class SqlHistory:
    """Implements `ports.History`; see `LedgerReader` for who may read, and when."""

    def __init__(self, url: str) -> None:
        self._reader = LedgerReader(url)

    def changes(self, *, after: Seq, limit: int) -> list[ProductChange]:
        """The present state of every product whose last change came after `after`, in the order of those changes."""
        return self._reader.read(lambda connection: read_changes_after(connection, after, limit))

    def events(self, *, after: Seq, limit: int) -> list[RecordedEvent]:
        """The events after `after` in the order of `seq`."""
        return self._reader.read(lambda connection: read_events_after(connection, after, limit))

    def impressions(self, *, after: int, limit: int) -> list[RecordedImpression]:
        """The impressions after the number `after`, in the order of their numbers."""
        return self._reader.read(lambda connection: read_impressions_after(connection, after, limit))

    def last_impression(self) -> int:
        """The highest number of an impression, 0 while there is none."""
        return self._reader.read(read_last_impression)

    def last_seq(self) -> Seq:
        """The highest `seq` of the ledger, 0 while it is empty."""
        return self._reader.read(read_last_seq)

    def close(self) -> None:
        """Give the connections back."""
        self._reader.close()
