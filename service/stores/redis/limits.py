"""What the Redis store keeps and how long it waits."""

from __future__ import annotations

from dataclasses import dataclass

from service.limits import MAX_VISIT_EVENTS


@dataclass(frozen=True, slots=True)
class RedisLimits:
    """Bounds of the Redis visit store.

    Attributes:
        max_events: newest events kept of each visitor.
        idle_ttl_s: life of a visitor's key after its last write.
        read_budget_ms: the longest a read may take, connecting included.
        write_budget_ms: the same for writes, which no search waits for; a write given up costs a refill.
        max_connections: open at once; further calls wait within their budget.
        max_doubts: visitors remembered whose marker has to be withdrawn (see `Doubts`).
    """

    max_events: int = MAX_VISIT_EVENTS
    idle_ttl_s: int = 30 * 24 * 3600
    read_budget_ms: float = 5.0
    write_budget_ms: float = 25.0
    max_connections: int = 32
    max_doubts: int = 100_000
