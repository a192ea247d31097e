"""A call that carries a consistency token sees the events it stands for, on any worker, or is told that it does not."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from functools import partial
from pathlib import Path

import pytest
import pytest_asyncio
from redis import Redis

from service.bootstrap import Folder
from service.rpc.tokens import ConsistencyToken, TokenSeal
from tests.harness.redis import RedisServer, running_redis
from tests.harness.served import Service, quick_settings, served, two_workers
from tests.harness.storefront import degraded, happening, ids, latest_viewed, search, see, shorts, stock, tell, whole


@pytest.fixture(scope="module")
def redis() -> Iterator[RedisServer]:
    with running_redis() as server:
        yield server


@pytest.fixture
def client(redis: RedisServer) -> Iterator[Redis]:
    """A client of our own, on an empty Redis."""
    with Redis(port=redis.port) as client:
        client.flushall()
        yield client
        client.config_set("maxmemory", 0)


@pytest_asyncio.fixture
async def pair(tmp_path: Path, redis: RedisServer, client: Redis) -> AsyncIterator[tuple[Service, Service]]:
    async with two_workers(quick_settings(tmp_path, workers=2, redis_url=redis.url)) as (one, other):
        await stock(one, shorts())
        yield one, other


@pytest.mark.parametrize("store", ["memory", "redis"])
async def test_every_click_is_in_the_next_answer(tmp_path: Path, redis: RedisServer, client: Redis, store: str) -> None:
    async with served(quick_settings(tmp_path, redis_url=redis.url if store == "redis" else None)) as service:
        await stock(service, shorts())
        for number in range(20):
            token = await see(service, f"men{number:02d}")
            await whole(partial(search, service, consistency_token=token))
            assert await latest_viewed(service, consistency_token=token) == f"men{number:02d}"


async def test_what_one_worker_wrote_the_other_sees(pair: tuple[Service, Service]) -> None:
    for number in range(20):
        writer, reader = pair[number % 2], pair[1 - number % 2]
        token = await see(writer, f"women{number:02d}")
        found = await whole(partial(search, reader, consistency_token=token))
        assert {product_id[:5] for product_id in ids(found)[:10]} == {"women"}
        assert await latest_viewed(reader, consistency_token=token) == f"women{number:02d}"


async def test_a_visit_that_redis_lost_is_read_from_the_ledger(pair: tuple[Service, Service], client: Redis) -> None:
    writer, reader = pair
    for number in range(5):
        token = await see(writer, f"men{number:02d}")
        client.flushall()
        assert await latest_viewed(reader, consistency_token=token) == f"men{number:02d}"


async def test_a_write_that_redis_refused_is_read_from_the_ledger(pair: tuple[Service, Service], client: Redis) -> None:
    writer, reader = pair
    await see(writer, "men00")
    assert await latest_viewed(reader) == "men00"
    client.config_set("maxmemory", 1)
    token = await see(writer, "men01")
    client.config_set("maxmemory", 0)
    # The reader cannot know of the failed write but by the token.
    assert await latest_viewed(reader, consistency_token=token) == "men01"
    await whole(partial(search, reader, consistency_token=token))


async def test_a_token_of_a_batch_speaks_of_all_its_visitors(pair: tuple[Service, Service]) -> None:
    writer, reader = pair
    written = await tell(
        writer, happening("men01"), happening("women01", visitor_id="bert"), happening("women02", visitor_id="carl")
    )
    for visitor_id, latest in (("anna", "men01"), ("bert", "women01"), ("carl", "women02"), ("newcomer", "")):
        token = written.consistency_token
        for _ in range(3):
            assert await latest_viewed(reader, visitor_id=visitor_id, consistency_token=token) == latest


async def test_a_token_of_what_the_ledger_does_not_hold_is_called_stale(
    pair: tuple[Service, Service], tmp_path: Path
) -> None:
    token = TokenSeal(Folder(tmp_path).key()).seal(ConsistencyToken(10**9))
    found = await search(pair[0], consistency_token=token)
    assert degraded(found) <= {"STALE", "NO_VISITOR"}
    assert degraded(found)
    assert ids(found)


async def test_a_retry_with_the_time_of_the_retry_is_a_duplicate(pair: tuple[Service, Service]) -> None:
    event = happening("men03")
    first = await tell(pair[0], event)
    again = await tell(pair[1], event)
    assert [status.code for status in (*first.statuses, *again.statuses)] == [1, 2]
    assert again.consistency_token == first.consistency_token
