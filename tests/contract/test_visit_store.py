"""What every visit store promises, held against each of them."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator, Iterator

import pytest

from service.limits import MAX_VISIT_EVENTS
from service.ports import VisitStore
from service.stores.memory import MemoryLimits, MemoryVisitStore
from service.stores.redis.client import connect
from service.stores.redis.limits import RedisLimits
from service.stores.redis.visits import RedisVisitStore
from service.types import EventType, ProductId, RefundReason, Seq, SessionId, VisitEvent, Visitor, VisitorId
from tests.harness.redis import RedisServer, running_redis

ANNA = VisitorId("anna")
PATIENT = RedisLimits(read_budget_ms=5_000, write_budget_ms=5_000)
HOSTILE_IDS = [
    "anna:events",
    ":anna",
    "auslage:visit:anna",
    "anna/../berta",
    "*",
    "anna*",
    "?nna",
    "[a]nna",
    "{anna}",
    "anna\r\nFLUSHALL\r\n",
    "anna\x00",
    "\x00",
    "ａnna",
    "аnna",
    "ÿ",
    "a" * 128,
]


def event(n: int, *, event_id: str = "", at_ms: int | None = None, seq: int = 0) -> VisitEvent:
    return VisitEvent(
        event_id=event_id or f"event-{n}",
        event_type=EventType.CLICK,
        at_ms=n if at_ms is None else at_ms,
        product_ids=(ProductId(f"product-{n}"),),
        session_id=SessionId("session"),
        seq=Seq(seq or n),
    )


async def events_of(store: VisitStore, visitor: VisitorId = ANNA) -> tuple[VisitEvent, ...]:
    known = await store.read(visitor)
    assert known is not None, "the store does not vouch for this visitor"
    return known.events


class VisitStoreContract:
    """Subclasses only say how to build a store."""

    async def test_an_unknown_visitor_reads_none(self, store: VisitStore) -> None:
        assert await store.read(ANNA) is None

    async def test_recording_alone_never_vouches_for_completeness(self, store: VisitStore) -> None:
        await store.record(ANNA, [event(1)])
        assert await store.read(ANNA) is None

    async def test_a_restored_visitor_without_events_reads_as_empty(self, store: VisitStore) -> None:
        await store.restore(ANNA, [])
        assert await store.read(ANNA) == Visitor()

    async def test_what_was_restored_is_read_back_whole(self, store: VisitStore) -> None:
        whole = VisitEvent("ä✓", EventType.REFUND, 2**45, (), SessionId(""), Seq(2**60), RefundReason.TOO_SMALL)
        await store.restore(ANNA, [whole])
        assert await store.read(ANNA) == Visitor((whole,), whole.seq)

    async def test_a_click_after_the_restore_is_in_the_next_read(self, store: VisitStore) -> None:
        await store.restore(ANNA, [event(1)])
        await store.record(ANNA, [event(2, seq=77)])
        assert await store.read(ANNA) == Visitor((event(1), event(2, seq=77)), Seq(77))

    async def test_a_click_before_the_restore_is_kept(self, store: VisitStore) -> None:
        await store.record(ANNA, [event(2)])
        await store.restore(ANNA, [event(1)])
        assert await events_of(store) == (event(1), event(2))

    async def test_a_retried_event_is_stored_once(self, store: VisitStore) -> None:
        await store.restore(ANNA, [])
        for _ in range(3):
            await store.record(ANNA, [event(1), event(1)])
        assert await events_of(store) == (event(1),)

    async def test_a_repeated_event_id_keeps_what_stood_first(self, store: VisitStore) -> None:
        await store.restore(ANNA, [])
        await store.record(ANNA, [event(1, event_id="same"), event(2, event_id="same")])
        await store.record(ANNA, [event(3, event_id="same")])
        assert await events_of(store) == (event(1, event_id="same"),)

    async def test_the_ledger_stands_over_what_was_recorded(self, store: VisitStore) -> None:
        await store.record(ANNA, [event(1, seq=9)])
        await store.restore(ANNA, [event(1, seq=5)])
        assert await store.read(ANNA) == Visitor((event(1, seq=5),), Seq(5))

    async def test_late_events_land_where_they_belong(self, store: VisitStore) -> None:
        await store.restore(ANNA, [event(3)])
        await store.record(ANNA, [event(5), event(1)])
        await store.record(ANNA, [event(4), event(2)])
        assert await events_of(store) == tuple(event(n) for n in range(1, 6))

    async def test_events_of_one_moment_are_ordered_by_id(self, store: VisitStore) -> None:
        await store.restore(ANNA, [])
        for event_id in ("c", "a", "b"):
            await store.record(ANNA, [event(1, event_id=event_id)])
        assert [each.event_id for each in await events_of(store)] == ["a", "b", "c"]

    async def test_only_the_newest_are_kept_in_whatever_order_they_come(self, store: VisitStore) -> None:
        seed = 20_240_501
        print(f"seed {seed}")
        arriving = [event(n) for n in range(1, 4 * MAX_VISIT_EVENTS + 1)]
        random.Random(seed).shuffle(arriving)
        await store.restore(ANNA, arriving[:50])
        for at in range(50, len(arriving), 50):
            await store.record(ANNA, arriving[at : at + 50])
        newest = tuple(event(n) for n in range(3 * MAX_VISIT_EVENTS + 1, 4 * MAX_VISIT_EVENTS + 1))
        assert await events_of(store) == newest

    async def test_one_large_batch_keeps_its_newest(self, store: VisitStore) -> None:
        await store.restore(ANNA, [event(n) for n in range(500, 0, -1)])
        await store.record(ANNA, [event(n) for n in range(1000, 500, -1)])
        assert await events_of(store) == tuple(event(n) for n in range(1001 - MAX_VISIT_EVENTS, 1001))

    async def test_concurrent_writes_lose_nothing(self, store: VisitStore) -> None:
        async with asyncio.TaskGroup() as tasks:
            for n in range(1, 101):
                tasks.create_task(store.record(ANNA, [event(n)]))
                if n % 25 == 0:
                    tasks.create_task(store.restore(ANNA, [event(1000 + n)]))
        expected = [*range(1, 101), 1025, 1050, 1075, 1100]
        assert await events_of(store) == tuple(event(n) for n in expected)

    @pytest.mark.parametrize("hostile", HOSTILE_IDS)
    async def test_no_id_can_spell_another_visitors_key(self, store: VisitStore, hostile: str) -> None:
        stranger = VisitorId(hostile)
        await store.restore(ANNA, [event(1)])
        await store.restore(stranger, [event(2)])
        assert await events_of(store, ANNA) == (event(1),)
        assert await events_of(store, stranger) == (event(2),)
        await store.forget(stranger)
        assert await store.read(stranger) is None
        assert await events_of(store, ANNA) == (event(1),)

    @pytest.mark.parametrize("hostile", HOSTILE_IDS)
    async def test_no_event_id_can_vouch_for_completeness(self, store: VisitStore, hostile: str) -> None:
        await store.record(ANNA, [event(1, event_id=hostile)])
        assert await store.read(ANNA) is None
        await store.restore(ANNA, [])
        assert await events_of(store) == (event(1, event_id=hostile),)

    async def test_forget_leaves_nothing_and_can_be_repeated(self, store: VisitStore) -> None:
        await store.restore(ANNA, [event(1)])
        await store.forget(ANNA)
        await store.forget(ANNA)
        assert await store.read(ANNA) is None
        await store.restore(ANNA, [])
        assert await events_of(store) == ()


@pytest.fixture(scope="module")
def server() -> Iterator[RedisServer]:
    with running_redis() as server:
        yield server


class TestMemory(VisitStoreContract):
    @pytest.fixture
    def store(self) -> VisitStore:
        return MemoryVisitStore(MemoryLimits())


class TestRedis(VisitStoreContract):
    @pytest.fixture
    async def store(self, server: RedisServer) -> AsyncIterator[VisitStore]:
        redis = connect(server.url, PATIENT)
        await redis.flushall()
        store = RedisVisitStore(redis, prefix="auslage", limits=PATIENT)
        yield store
        await store.close()
