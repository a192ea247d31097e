"""The visit store on Redis: one key a visitor, one round trip a call, never MULTI, never a script."""

from __future__ import annotations

import re
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any

import msgspec
import structlog
from redis.asyncio import Redis
from redis.exceptions import RedisError, ResponseError

from service.config import REDIS_PREFIX
from service.errors import SettingsInvalid, StoreUnavailable
from service.stores.redis.breaker import Breaker
from service.stores.redis.doubts import Doubts
from service.stores.redis.encoding import MARKER, events_in, field_of, value_of, visit_key
from service.stores.redis.limits import RedisLimits
from service.stores.redis.patience import answered_within
from service.stores.visit_order import newest, visitor_of
from service.types import VisitEvent, Visitor, VisitorId

_STORE = "visits"
_WITHDRAWN_PER_CALL = 16

_log = structlog.get_logger()

_Command = tuple[str | bytes | int, ...]


class RedisVisitStore:
    """Keeps visits in Redis, where every worker sees them at once.

    After five calls without an answer a breaker refuses further ones at once, save for four probes a second. A visitor
    whose write failed reads None until the next `restore`, on every worker, as soon as Redis answers again.

    Args:
        redis: a client made by `connect`; the store closes it.
        prefix: sets this deployment's keys apart: letters, digits, `-` and `_`, at most 64.
        limits: what is kept and how long a call may wait.
    """

    def __init__(self, redis: Redis, *, prefix: str, limits: RedisLimits) -> None:
        if not re.fullmatch(REDIS_PREFIX, prefix):
            raise SettingsInvalid("redis_prefix: takes 1 to 64 letters, digits, '-' and '_'")
        self._redis = redis
        self._prefix = prefix
        self._limits = limits
        self._breaker = Breaker()
        self._doubts = Doubts(limits.max_doubts)

    async def record(self, visitor: VisitorId, events: Sequence[VisitEvent]) -> None:
        """Keep the newest events; what stands under an event id stays."""
        key = self._key(visitor)
        kept = newest(events, self._limits.max_events)
        await self._write(visitor, [("HSETNX", key, field_of(event), value_of(event)) for event in kept])

    async def read(self, visitor: VisitorId, *, budget_ms: float | None = None) -> Visitor | None:
        """All kept events; None if Redis came back empty, a write failed, or another version wrote them."""
        async with self._within(self._limits.read_budget_ms, hurry_ms=budget_ms):
            [fields] = await self._send(visitor, [("HGETALL", self._key(visitor))])
        if MARKER not in fields:
            return None
        try:
            return visitor_of(newest(events_in(fields), self._limits.max_events))
        except msgspec.DecodeError:
            return None

    async def restore(self, visitor: VisitorId, events: Sequence[VisitEvent]) -> None:
        """Add what the ledger holds, which stands over what was recorded, and vouch for the whole."""
        told = [
            part for event in newest(events, self._limits.max_events) for part in (field_of(event), value_of(event))
        ]
        # One command, so the marker never stands without the events it vouches for.
        await self._write(visitor, [("HSET", self._key(visitor), MARKER, b"", *told)])

    async def forget(self, visitor: VisitorId) -> None:
        """Delete the visitor's key."""
        async with self._within(self._limits.write_budget_ms):
            await self._send(visitor, [("DEL", self._key(visitor))])

    async def close(self) -> None:
        """Close every connection."""
        await self._redis.aclose()

    def _key(self, visitor: VisitorId) -> bytes:
        return visit_key(self._prefix, visitor)

    async def _write(self, visitor: VisitorId, writes: Sequence[_Command]) -> None:
        key = self._key(visitor)
        commands = [*writes, ("EXPIRE", key, self._limits.idle_ttl_s), ("HLEN", key)]
        try:
            async with self._within(self._limits.write_budget_ms):
                *_, n_fields = await self._send(visitor, commands)
                # A third over, so that a busy visitor is trimmed now and then, not at every click.
                if n_fields > self._limits.max_events * 4 // 3 + 1:
                    await self._trim(visitor)
        except BaseException:
            self._doubts.raise_for(visitor)
            raise

    async def _trim(self, visitor: VisitorId) -> None:
        """Delete what is older than the newest events.

        Safe beside other writers: an event that is not among the newest cannot become so by further events.
        """
        [fields] = await self._send(visitor, [("HGETALL", self._key(visitor))])
        surplus = _surplus(fields, self._limits.max_events)
        if surplus:
            await self._send(visitor, [("HDEL", self._key(visitor), *surplus)])

    async def _send(self, visitor: VisitorId, commands: Sequence[_Command]) -> list[Any]:
        """The replies to `commands`, in one round trip, after the markers that are in doubt were withdrawn."""
        doubted = self._doubts.some(visitor, _WITHDRAWN_PER_CALL)
        withdrawals = [command for other in doubted for command in self._withdrawal(other)]
        # No MULTI: a full Redis refuses every command queued inside one, deletes included.
        pipe = self._redis.pipeline(transaction=False)
        for command in (*withdrawals, *commands):
            pipe.execute_command(*command)
        # Left to itself the client writes the command, and so the visitor's id, into an error's text.
        replies = await pipe.execute(raise_on_error=False)
        for reply in replies:
            if isinstance(reply, RedisError):
                raise reply
        self._doubts.settle(doubted)
        return replies[len(withdrawals) :]

    def _withdrawal(self, visitor: VisitorId) -> tuple[_Command, _Command]:
        # The failed write may have made the key and lost its EXPIRE.
        key = self._key(visitor)
        return ("HDEL", key, MARKER), ("EXPIRE", key, self._limits.idle_ttl_s)

    @asynccontextmanager
    async def _within(self, budget_ms: float, *, hurry_ms: float | None = None) -> AsyncIterator[None]:
        """Give the block its budget and the breaker its news; every failure becomes StoreUnavailable."""
        if not self._breaker.allows(time.monotonic()):
            raise StoreUnavailable(_STORE)
        try:
            async with answered_within((budget_ms if hurry_ms is None else hurry_ms) / 1000):
                yield
        except ResponseError as error:
            # Full or read-only, but alive: reads and deletes go on.
            self._note_answer()
            raise StoreUnavailable(_STORE) from error
        except (RedisError, OSError) as error:
            # A caller in more of a hurry than the store says nothing about Redis.
            if hurry_ms is None or hurry_ms >= budget_ms:
                self._note_failure()
            raise StoreUnavailable(_STORE) from error
        self._note_answer()

    def _note_failure(self) -> None:
        if self._breaker.failed(time.monotonic()):
            _log.warning("visit store stopped answering", store=_STORE)

    def _note_answer(self) -> None:
        if self._breaker.succeeded():
            _log.info("visit store answers again", store=_STORE)


def _surplus(fields: Mapping[bytes, bytes], limit: int) -> list[bytes]:
    try:
        kept = {field_of(event) for event in newest(events_in(fields), limit)}
    except msgspec.DecodeError:
        # What cannot be ordered cannot be trimmed: the ledger's refill starts over.
        return list(fields)
    return [field for field in fields if field not in kept and field != MARKER]
