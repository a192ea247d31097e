"""Redis may die, freeze and come back empty: answers go on, say what they lack, and the visit returns."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Iterator
from functools import partial
from pathlib import Path

import pytest
import pytest_asyncio
from redis import Redis

from tests.harness.redis import RedisServer, running_redis
from tests.harness.served import Service, quick_settings, served
from tests.harness.storefront import degraded, ids, latest_viewed, recommend, search, see, shorts, stock, whole
from tests.harness.waiting import eventually


@pytest.fixture
def redis() -> Iterator[RedisServer]:
    with running_redis() as server:
        yield server


@pytest_asyncio.fixture
async def service(tmp_path: Path, redis: RedisServer) -> AsyncIterator[Service]:
    async with served(quick_settings(tmp_path, redis_url=redis.url)) as service:
        await stock(service, shorts())
        await see(service, "women01", "women02", "women03")
        assert await latest_viewed(service) == "women03"
        yield service


async def visit_is_back(service: Service) -> bool:
    return not degraded(await search(service))


async def test_while_redis_is_down_every_answer_comes_and_says_so(service: Service, redis: RedisServer) -> None:
    redis.kill()
    for _ in range(30):
        found = await search(service)
        assert degraded(found) == {"NO_VISITOR"}
        assert len(ids(found)) == 24
        proposed = await recommend(service, "FOR_YOU")
        assert degraded(proposed) == {"NO_VISITOR"}
        assert ids(proposed)


async def test_answers_during_an_outage_are_those_without_the_visitor(service: Service, redis: RedisServer) -> None:
    plain = await search(service, personalization_strength=0.0)
    redis.kill()
    assert (await search(service)).hits == plain.hits


async def test_within_a_second_of_an_empty_return_the_visit_is_back(service: Service, redis: RedisServer) -> None:
    redis.kill()
    for _ in range(10):
        await search(service)
    await asyncio.to_thread(redis.start)
    returned = time.monotonic()
    await eventually(lambda: visit_is_back(service))
    waited_s = time.monotonic() - returned
    print(f"back after {waited_s:.3f} s")
    assert {product_id[:5] for product_id in ids(await whole(partial(search, service)))[:10]} == {"women"}

    async def put_back() -> bool:
        with Redis(port=redis.port) as client:
            return len(client.keys("*")) == 1

    await eventually(put_back)


async def test_what_is_written_during_an_outage_is_seen_after_it(service: Service, redis: RedisServer) -> None:
    redis.freeze()
    token = await see(service, "women09")
    redis.thaw()
    await eventually(lambda: visit_is_back(service))
    assert await latest_viewed(service) == "women09"
    assert await latest_viewed(service, consistency_token=token) == "women09"


async def test_a_visitor_unknown_to_everybody_is_not_degraded(service: Service, redis: RedisServer) -> None:
    for _ in range(3):
        await whole(partial(search, service, visitor_id="newcomer"))
    redis.kill()
    assert degraded(await search(service, visitor_id="another")) == {"NO_VISITOR"}
    await asyncio.to_thread(redis.start)
    await eventually(lambda: visit_is_back(service))
    await whole(partial(search, service, visitor_id="another"))
