"""Visits in the memory of one process: the visit store of a single worker."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import chain

from service.limits import MAX_VISIT_EVENTS
from service.stores.visit_order import newest, visitor_of
from service.types import VisitEvent, Visitor, VisitorId


@dataclass(frozen=True, slots=True)
class MemoryLimits:
    """How much is kept, and how long after a visitor's last write."""

    max_events: int = MAX_VISIT_EVENTS
    max_visitors: int = 100_000
    idle_ttl_s: int = 30 * 24 * 3600


@dataclass(frozen=True, slots=True)
class _Kept:
    visitor: Visitor
    complete: bool
    expires_at_s: float


class MemoryVisitStore:
    """Keeps visits of one process; whoever wrote longest ago leaves first when it is full.

    For one event loop: no method waits, so each is atomic.

    Args:
        limits: what is kept.
        clock: monotonic seconds.
    """

    def __init__(self, limits: MemoryLimits, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._limits = limits
        self._clock = clock
        self._kept: dict[VisitorId, _Kept] = {}  # in the order of the last write, and so of expiry

    async def record(self, visitor: VisitorId, events: Sequence[VisitEvent]) -> None:
        """Keep the newest events; what stands under an event id stays."""
        kept = self._live(visitor)
        known = kept.visitor.events if kept else ()
        self._keep(visitor, chain(known, events), complete=kept is not None and kept.complete)

    async def read(self, visitor: VisitorId, *, budget_ms: float | None = None) -> Visitor | None:
        """All kept events, or None before `restore`; memory needs no budget."""
        del budget_ms
        kept = self._live(visitor)
        return kept.visitor if kept and kept.complete else None

    async def restore(self, visitor: VisitorId, events: Sequence[VisitEvent]) -> None:
        """Add what the ledger holds, which stands over what was recorded, and vouch for the whole."""
        kept = self._live(visitor)
        known = kept.visitor.events if kept else ()
        self._keep(visitor, chain(events, known), complete=True)

    async def forget(self, visitor: VisitorId) -> None:
        """Keep nothing of this visitor."""
        self._kept.pop(visitor, None)

    async def close(self) -> None:
        """Keep nothing of anybody."""
        self._kept.clear()

    def _live(self, visitor: VisitorId) -> _Kept | None:
        kept = self._kept.get(visitor)
        return kept if kept and kept.expires_at_s > self._clock() else None

    def _keep(self, visitor: VisitorId, events: chain[VisitEvent], *, complete: bool) -> None:
        now_s = self._clock()
        self._kept.pop(visitor, None)
        self._kept[visitor] = _Kept(
            visitor_of(newest(events, self._limits.max_events)), complete, now_s + self._limits.idle_ttl_s
        )
        self._drop_surplus(now_s)

    def _drop_surplus(self, now_s: float) -> None:
        while len(self._kept) > self._limits.max_visitors or self._oldest().expires_at_s <= now_s:
            del self._kept[next(iter(self._kept))]

    def _oldest(self) -> _Kept:
        return next(iter(self._kept.values()))
