"""What the visit stores promise beyond the port: nothing lives for ever, nothing grows, nothing meets."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import pytest
from redis.asyncio import Redis

from service.errors import SettingsInvalid
from service.limits import MAX_VISIT_EVENTS
from service.stores.memory import MemoryLimits, MemoryVisitStore
from service.stores.redis.client import connect
from service.stores.redis.limits import RedisLimits
from service.stores.redis.visits import RedisVisitStore
from service.types import EventType, Seq, SessionId, VisitEvent, Visitor, VisitorId
from tests.harness.redis import RedisServer, running_redis

ANNA, BERTA, CLARA = VisitorId("anna"), VisitorId("berta"), VisitorId("clara")
PATIENT = RedisLimits(read_budget_ms=5_000, write_budget_ms=5_000, idle_ttl_s=1_000)


def event(n: int) -> VisitEvent:
    return VisitEvent(f"event-{n}", EventType.CLICK, n, (), SessionId(""), Seq(n))


class SetClock:
    now_s = 0.0

    def __call__(self) -> float:
        return self.now_s


async def test_memory_drops_a_visitor_who_was_idle_too_long() -> None:
    clock = SetClock()
    store = MemoryVisitStore(MemoryLimits(idle_ttl_s=60), clock=clock)
    await store.restore(ANNA, [event(1)])
    clock.now_s = 59
    await store.record(ANNA, [event(2)])
    clock.now_s = 118
    assert await store.read(ANNA) == Visitor((event(1), event(2)), Seq(2))
    clock.now_s = 119
    assert await store.read(ANNA) is None
    await store.record(ANNA, [event(3)])
    assert await store.read(ANNA) is None


async def test_full_memory_drops_who_wrote_longest_ago() -> None:
    store = MemoryVisitStore(MemoryLimits(max_visitors=2))
    await store.restore(ANNA, [])
    await store.restore(BERTA, [])
    await store.record(ANNA, [event(1)])
    await store.restore(CLARA, [])
    assert await store.read(BERTA) is None
    assert await store.read(ANNA) is not None
    assert await store.read(CLARA) is not None


@pytest.fixture(scope="module")
def server() -> Iterator[RedisServer]:
    with running_redis() as server:
        yield server


@pytest.fixture
async def redis(server: RedisServer) -> AsyncIterator[Redis]:
    client = connect(server.url, PATIENT)
    await client.flushall()
    yield client
    await client.aclose()


@pytest.fixture
def store(redis: Redis) -> RedisVisitStore:
    return RedisVisitStore(redis, prefix="auslage", limits=PATIENT)


async def test_every_write_and_every_restore_renews_the_life_of_the_key(store: RedisVisitStore, redis: Redis) -> None:
    for write in (store.record, store.restore):
        await write(ANNA, [event(1)])
        [key] = await redis.keys("*")
        assert 0 < await redis.ttl(key) <= PATIENT.idle_ttl_s
        await redis.expire(key, 10)
        await write(ANNA, [])
        assert await redis.ttl(key) > 10


async def test_one_visitor_is_one_key(store: RedisVisitStore, redis: Redis) -> None:
    await store.record(ANNA, [event(1), event(2)])
    await store.restore(ANNA, [event(3)])
    assert await redis.keys("*") == [b"auslage:visit:anna"]


async def test_a_visitor_who_only_writes_does_not_grow_for_ever(store: RedisVisitStore, redis: Redis) -> None:
    for n in range(0, 2_000, 20):
        await store.record(ANNA, [event(n + k) for k in range(20)])
    assert await redis.hlen("auslage:visit:anna") <= MAX_VISIT_EVENTS * 3 // 2


async def test_no_transaction_and_no_script_is_ever_sent(store: RedisVisitStore, redis: Redis) -> None:
    async with redis.monitor() as monitor:
        await store.restore(ANNA, [event(n) for n in range(200)])
        await store.record(ANNA, [event(n) for n in range(200, 300)])
        await store.read(ANNA)
        await store.forget(ANNA)
        await redis.echo("the end")
        sent: list[str] = []
        while "ECHO" not in sent:
            sent.append((await monitor.next_command())["command"].split()[0].upper())
    assert set(sent) == {"HSET", "HSETNX", "EXPIRE", "HLEN", "HGETALL", "HDEL", "DEL", "ECHO"}


async def test_two_deployments_on_one_redis_never_meet(store: RedisVisitStore, redis: Redis) -> None:
    other = RedisVisitStore(redis, prefix="auslage2", limits=PATIENT)
    await store.restore(ANNA, [event(1)])
    assert await other.read(ANNA) is None
    await other.forget(ANNA)
    assert await store.read(ANNA) == Visitor((event(1),), Seq(1))


@pytest.mark.parametrize("prefix", ["", "auslage:visit", "a b", "a\n", "ä", "a" * 65])
def test_a_prefix_that_could_spell_another_deployments_keys_is_refused(prefix: str) -> None:
    client = connect("redis://localhost/0", PATIENT)
    with pytest.raises(SettingsInvalid, match="redis_prefix"):
        RedisVisitStore(client, prefix=prefix, limits=PATIENT)


def test_a_wrong_address_is_refused_without_showing_it() -> None:
    with pytest.raises(SettingsInvalid, match="redis_url") as refused:
        connect("http://user:s3cret@localhost", PATIENT)
    assert "s3cret" not in str(refused.value)


async def test_an_event_that_another_version_wrote_is_refilled_from_the_ledger(
    store: RedisVisitStore, redis: Redis
) -> None:
    await store.restore(ANNA, [event(1)])
    await redis.hset("auslage:visit:anna", "event-1", b"\x81\xa4kind\x01")
    assert await store.read(ANNA) is None
    await store.restore(ANNA, [event(1)])
    assert await store.read(ANNA) == Visitor((event(1),), Seq(1))


async def test_unreadable_events_do_not_pile_up(store: RedisVisitStore, redis: Redis) -> None:
    await store.restore(ANNA, [event(1)])
    await redis.hset("auslage:visit:anna", "event-1", b"\xc1")
    await store.record(ANNA, [event(n) for n in range(2, 202)])
    await store.record(ANNA, [event(n) for n in range(202, 302)])
    assert await redis.exists("auslage:visit:anna") == 0
