"""The Redis visit store when Redis is gone, frozen, empty, full, slow or cut off. Every fault is real."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest
from structlog.testing import capture_logs

from service.errors import StoreUnavailable
from service.stores.redis.client import connect
from service.stores.redis.limits import RedisLimits
from service.stores.redis.visits import RedisVisitStore
from service.types import EventType, ProductId, Seq, SessionId, VisitEvent, Visitor, VisitorId
from tests.harness.fault_proxy import fault_proxy
from tests.harness.redis import RedisServer, running_redis

ANNA, BERTA, CLARA = VisitorId("anna"), VisitorId("berta"), VisitorId("clara")
# Long enough for a busy test machine, far shorter than the bound below.
LIMITS = RedisLimits(read_budget_ms=100, write_budget_ms=100)
BOUND_S = 10.0
STOPPED, BACK = "visit store stopped answering", "visit store answers again"


def event(n: int, mark: str = "") -> VisitEvent:
    return VisitEvent(f"event-{mark}-{n}", EventType.CLICK, n, (ProductId(mark),), SessionId(""), Seq(n))


@pytest.fixture
def server() -> Iterator[RedisServer]:
    with running_redis() as server:
        yield server


@asynccontextmanager
async def store_on(url: str, limits: RedisLimits = LIMITS) -> AsyncIterator[RedisVisitStore]:
    store = RedisVisitStore(connect(url, limits), prefix="auslage", limits=limits)
    try:
        yield store
    finally:
        await store.close()


@pytest.fixture
async def store(server: RedisServer) -> AsyncIterator[RedisVisitStore]:
    async with store_on(server.url) as store:
        yield store


async def refused(call: Awaitable[object]) -> None:
    with pytest.raises(StoreUnavailable, match="visits"):
        await call


async def once_answered(call: Callable[[], Awaitable[Visitor | None]]) -> Visitor | None:
    """What `call` returns as soon as the store answers again."""
    async with asyncio.timeout(BOUND_S):
        while True:
            try:
                return await call()
            except StoreUnavailable:
                await asyncio.sleep(0.01)


def lines(logs: Sequence[Mapping[str, object]]) -> list[object]:
    return [line["event"] for line in logs]


async def test_killed_every_call_is_refused_and_the_log_says_so_once(
    server: RedisServer, store: RedisVisitStore
) -> None:
    await store.restore(ANNA, [event(1)])
    server.kill()
    with capture_logs() as logs:
        for call in (store.read(ANNA), store.record(ANNA, [event(2)]), store.restore(ANNA, []), store.forget(ANNA)):
            await refused(call)
        for _ in range(20):
            await refused(store.read(ANNA))
    assert lines(logs) == [STOPPED]
    assert logs[0].keys() == {"event", "log_level", "store"}


async def test_back_empty_it_is_recognised_as_incomplete_until_restored(
    server: RedisServer, store: RedisVisitStore
) -> None:
    await store.restore(ANNA, [event(1)])
    server.kill()
    for _ in range(5):
        await refused(store.read(ANNA))
    server.start()
    with capture_logs() as logs:
        assert await once_answered(lambda: store.read(ANNA)) is None
    assert lines(logs) == [BACK]
    await store.record(ANNA, [event(2)])
    assert await store.read(ANNA) is None
    await store.restore(ANNA, [event(1)])
    assert await store.read(ANNA) == Visitor((event(1), event(2)), Seq(2))


async def test_a_restart_between_two_calls_costs_no_call_and_no_false_completeness(
    server: RedisServer, store: RedisVisitStore
) -> None:
    await store.restore(ANNA, [event(1)])
    server.kill()
    server.start()
    await once_answered(lambda: store.read(BERTA))
    await store.record(ANNA, [event(2)])
    assert await store.read(ANNA) is None


async def test_frozen_no_call_waits_beyond_its_budget(server: RedisServer, store: RedisVisitStore) -> None:
    await store.restore(ANNA, [event(1)])
    server.freeze()
    with capture_logs() as logs:
        for call in (store.read(ANNA), store.record(ANNA, [event(2)]), store.restore(BERTA, []), store.forget(BERTA)):
            async with asyncio.timeout(BOUND_S):
                await refused(call)
        async with asyncio.timeout(BOUND_S), asyncio.TaskGroup() as tasks:
            for _ in range(200):
                tasks.create_task(refused(store.read(ANNA)))
    assert lines(logs) == [STOPPED]
    server.thaw()
    await once_answered(lambda: store.read(BERTA))


async def test_a_caller_in_a_hurry_is_let_go_early_and_does_not_open_the_breaker(server: RedisServer) -> None:
    patient = replace(LIMITS, read_budget_ms=60_000, write_budget_ms=60_000)
    async with store_on(server.url, patient) as store:
        await store.restore(ANNA, [event(1)])
        server.freeze()
        with capture_logs() as logs:
            for _ in range(20):
                async with asyncio.timeout(BOUND_S):
                    await refused(store.read(ANNA, budget_ms=2))
            await refused(store.read(ANNA, budget_ms=-1))
        server.thaw()
        assert await store.read(ANNA) == Visitor((event(1),), Seq(1))
    assert lines(logs) == []


async def test_full_it_refuses_events_and_still_reads_and_forgets(server: RedisServer, store: RedisVisitStore) -> None:
    await store.restore(ANNA, [event(1)])
    await store.restore(BERTA, [event(1)])
    await store._redis.config_set("maxmemory-policy", "noeviction")
    await store._redis.config_set("maxmemory", 1)
    for _ in range(10):
        await refused(store.record(CLARA, [event(2)]))
    assert await store.read(ANNA) == Visitor((event(1),), Seq(1))
    await store.forget(ANNA)
    assert await store.read(ANNA) is None
    await refused(store.record(BERTA, [event(2)]))
    assert await store.read(BERTA) is None, "a write failed, so nobody can vouch"
    await store._redis.config_set("maxmemory", 0)
    await store.restore(BERTA, [event(1), event(2)])
    assert await store.read(BERTA) == Visitor((event(1), event(2)), Seq(2))


async def test_no_failure_carries_an_id(store: RedisVisitStore) -> None:
    await store._redis.config_set("maxmemory", 1)
    with pytest.raises(StoreUnavailable) as failure:
        await store.record(VisitorId("canary-visitor"), [event(1, "canary-product")])
    assert "maxmemory" in str(failure.value.__cause__)
    assert "canary" not in f"{failure.value} {failure.value.__cause__}"


async def test_a_redis_that_asks_for_a_password_is_unavailable(server: RedisServer, store: RedisVisitStore) -> None:
    await store._redis.config_set("requirepass", "s3cret")
    async with store_on(server.url) as locked_out:
        with capture_logs() as logs:
            for _ in range(10):
                await refused(locked_out.read(ANNA))
    assert lines(logs) == [STOPPED]


async def test_a_lost_write_ends_completeness_on_every_worker(server: RedisServer, store: RedisVisitStore) -> None:
    await store.restore(ANNA, [event(1)])
    async with fault_proxy(server.port) as proxy, store_on(proxy.url) as cut_off:
        await cut_off.read(BERTA)
        proxy.black_hole = True
        await refused(cut_off.record(ANNA, [event(2)]))
        proxy.black_hole = False
        await once_answered(lambda: cut_off.read(BERTA))
    assert await store.read(ANNA) is None


async def test_a_write_refused_by_the_open_breaker_ends_completeness(
    server: RedisServer, store: RedisVisitStore
) -> None:
    await store.restore(ANNA, [event(1)])
    server.freeze()
    for _ in range(5):
        await refused(store.read(BERTA))
    await refused(store.record(ANNA, [event(2)]))
    server.thaw()
    assert await once_answered(lambda: store.read(ANNA)) is None


async def test_behind_latency_calls_are_refused_and_answers_are_never_mixed_up(server: RedisServer) -> None:
    seed = 7
    print(f"seed {seed}")
    rng = random.Random(seed)
    visitors = [VisitorId(f"visitor-{n}") for n in range(8)]
    outcomes: list[bool] = []

    async def read_own(store: RedisVisitStore, visitor: VisitorId) -> None:
        try:
            known = await store.read(visitor, budget_ms=rng.uniform(5, 40))
        except StoreUnavailable:
            outcomes.append(False)
        else:
            outcomes.append(True)
            assert known == Visitor((event(1, visitor),), Seq(1))

    async with fault_proxy(server.port) as proxy, store_on(proxy.url, replace(LIMITS, max_connections=4)) as store:
        for visitor in visitors:
            await store.restore(visitor, [event(1, visitor)])
        for _ in range(25):
            proxy.latency_ms = rng.uniform(0, 15)
            async with asyncio.timeout(BOUND_S), asyncio.TaskGroup() as tasks:
                for visitor in rng.sample(visitors, 4):
                    tasks.create_task(read_own(store, visitor))
        proxy.latency_ms = 2_000
        await refused(store.read(ANNA))
        proxy.latency_ms = 0
        assert await once_answered(lambda: store.read(visitors[0])) == Visitor((event(1, visitors[0]),), Seq(1))
    assert True in outcomes
    assert False in outcomes


async def test_a_failed_call_is_not_tried_again(server: RedisServer) -> None:
    async with fault_proxy(server.port) as proxy, store_on(proxy.url, replace(LIMITS, read_budget_ms=2_000)) as store:
        server.kill()
        await refused(store.read(ANNA))
        assert proxy.n_connections == 1


async def test_after_a_reset_the_next_calls_connect_anew(server: RedisServer) -> None:
    async with fault_proxy(server.port) as proxy, store_on(proxy.url) as store:
        await store.restore(ANNA, [event(1)])
        proxy.reset()
        assert await once_answered(lambda: store.read(ANNA)) == Visitor((event(1),), Seq(1))
        assert proxy.n_connections > 1


async def test_a_black_hole_holds_no_call(server: RedisServer) -> None:
    async with fault_proxy(server.port) as proxy, store_on(proxy.url) as store:
        await store.restore(ANNA, [event(1)])
        proxy.black_hole = True
        async with asyncio.timeout(BOUND_S), asyncio.TaskGroup() as tasks:
            for _ in range(100):
                tasks.create_task(refused(store.read(ANNA)))
        proxy.black_hole = False
        assert await once_answered(lambda: store.read(ANNA)) == Visitor((event(1),), Seq(1))
