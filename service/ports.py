"""What the use cases need from the world; `stores` and `keeper` implement it, `bootstrap` joins the two."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from service.impressions import Impression, RecordedImpression
from service.types import (
    Event,
    Product,
    ProductChange,
    ProductId,
    ProductPatch,
    RecordedEvent,
    Seq,
    VisitEvent,
    Visitor,
    VisitorId,
    WriteResult,
)


class Keeper(Protocol):
    """The one owner of durable writes. When a call returns, what it acknowledged is on disk.

    Every call takes a `request_id`; a repeat within 24 hours returns the first answer with `replayed` set. An empty one
    is not remembered.

    Raises:
        InvalidArgument: the `request_id` was used for another batch within 24 hours; nothing was stored.
        Overloaded: 4,096 calls are waiting; nothing was stored.
        ReadOnly: the disk is full or has failed.
        StoreUnavailable: the keeper cannot be reached, or cannot reach its ledger.
    """

    async def write_events(self, events: Sequence[Event], *, request_id: str = "") -> WriteResult: ...

    async def upsert_products(self, products: Sequence[Product], *, request_id: str = "") -> WriteResult: ...

    async def patch_products(self, patches: Sequence[ProductPatch], *, request_id: str = "") -> WriteResult: ...

    async def delete_products(
        self, ids: Sequence[ProductId], *, source_version: int = 0, request_id: str = ""
    ) -> WriteResult: ...

    async def write_impressions(self, impressions: Sequence[Impression]) -> None:
        """Store what was shown. It takes no `request_id` and no seq, and may not be repeated."""
        ...


class Ledger(Protocol):
    """Reads of the durable record, by any process. Raises StoreUnavailable."""

    async def products(self, ids: Sequence[ProductId]) -> dict[ProductId, Product]: ...

    async def list_products(self, *, after: ProductId, limit: int) -> list[Product]: ...

    async def visitor_events(self, visitor: VisitorId, *, limit: int, until: Seq | None = None) -> list[RecordedEvent]:
        """The newest `limit` events of one visitor by event time, oldest first; of those up to `until` if it is given."""
        ...

    async def last_seq(self) -> Seq: ...


class History(Protocol):
    """Blocking reads of the durable record in the order of writing, for the index and for training."""

    def changes(self, *, after: Seq, limit: int) -> list[ProductChange]:
        """The present state of every product whose last change came after `after`, in the order of those changes."""
        ...

    def events(self, *, after: Seq, limit: int) -> list[RecordedEvent]: ...

    def impressions(self, *, after: int, limit: int) -> list[RecordedImpression]:
        """What was shown, by the numbers of the impressions; those beyond their retention are gone."""
        ...

    def last_impression(self) -> int:
        """The highest number of an impression, 0 while there is none."""
        ...

    def last_seq(self) -> Seq: ...


class VisitStore(Protocol):
    """Live events by visitor: fast, bounded, never the record. Raises StoreUnavailable within its budget."""

    async def record(self, visitor: VisitorId, events: Sequence[VisitEvent]) -> None:
        """Keep the newest events by event time; a repeated event id is kept once."""
        ...

    async def read(self, visitor: VisitorId, *, budget_ms: float | None = None) -> Visitor | None:
        """All kept events, or None if the store cannot vouch that they are complete (see `restore`).

        `budget_ms` replaces the store's own budget, for callers whose deadline is near.
        """
        ...

    async def restore(self, visitor: VisitorId, events: Sequence[VisitEvent]) -> None:
        """Record what the ledger holds and vouch from now on that this visitor's events are complete."""
        ...

    async def forget(self, visitor: VisitorId) -> None: ...

    async def close(self) -> None: ...
