"""Two workers on one keeper: what was waited for is visible on both, and a page goes on at either."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio
from auslage.v1 import catalog_pb2, search_pb2

from service.retrieval.generation import generation_wanted
from service.types import Seq
from service.usecases.serving import ServingRecord, Visibility, all_serve
from service.usecases.slot import SnapshotSlot
from tests.harness.builders import NOON_MS, product
from tests.harness.indexed import IndexedShop
from tests.harness.redis import RedisServer, running_redis
from tests.harness.served import Service, quick_settings, two_workers
from tests.harness.waiting import eventually

N_CHANGES = 10
ZELT = search_pb2.SearchRequest(query="Zelt", page_size=1)


@pytest.fixture
def redis() -> Iterator[RedisServer]:
    with running_redis() as server:
        yield server


@pytest_asyncio.fixture
async def workers(tmp_path: Path, redis: RedisServer) -> AsyncIterator[tuple[Service, Service]]:
    async with two_workers(quick_settings(tmp_path / "data", redis_url=redis.url, workers=2)) as workers:
        yield workers


async def _put(service: Service, product_id: str, *, wait: bool) -> bool:
    products = [catalog_pb2.Product(id=product_id, title="Zelt")]
    request = catalog_pb2.UpsertProductsRequest(products=products, wait_for_visible=wait)
    return (await service.catalog.UpsertProducts(request)).visible


async def _settled_on_many(workers: tuple[Service, Service]) -> None:
    """Stock enough that a few more make no new build: a page of a build that the other never opened is expired."""
    empty = await _build(workers[0])
    products = [catalog_pb2.Product(id=f"first{number}", title="Zelt") for number in range(20)]
    await workers[0].catalog.UpsertProducts(catalog_pb2.UpsertProductsRequest(products=products))

    async def both_moved() -> bool:
        return empty not in [await _build(worker) for worker in workers]

    await eventually(both_moved)


async def _build(worker: Service) -> str:
    return (await worker.search.Search(ZELT)).snapshot_version.partition(".")[0]


async def test_what_was_waited_for_is_visible_on_every_worker(workers: tuple[Service, Service]) -> None:
    for number in range(N_CHANGES):
        assert await _put(workers[number % 2], f"p{number}", wait=True)
        found = [(await worker.search.Search(ZELT)).total_size for worker in workers]
        assert found == [number + 1, number + 1]


async def test_a_page_goes_on_at_a_worker_that_has_not_seen_its_snapshot_yet(
    workers: tuple[Service, Service],
) -> None:
    await _settled_on_many(workers)
    for number in range(6):
        here, other = workers[number % 2], workers[1 - number % 2]
        page = first = await here.search.Search(ZELT)
        await _put(workers[0], f"p{number}", wait=False)
        begun_s = time.monotonic()
        while page.snapshot_version == first.snapshot_version:  # asked without a pause: the other has not looked yet
            assert time.monotonic() < begun_s + 30
            page = await here.search.Search(ZELT)
        request = search_pb2.SearchRequest(query="Zelt", page_size=1, page_token=page.next_page_token)
        assert (await other.search.Search(request)).snapshot_version == page.snapshot_version


def test_the_slowest_living_worker_counts(tmp_path: Path) -> None:
    assert all_serve(tmp_path, Seq(7)), "nobody serves"
    ahead, behind = ServingRecord(tmp_path), ServingRecord(tmp_path)
    ahead.tell(Seq(7))
    behind.tell(Seq(6))
    assert [all_serve(tmp_path, Seq(seq)) for seq in (6, 7)] == [True, False]
    behind.tell(Seq(9))
    assert [all_serve(tmp_path, Seq(seq)) for seq in (7, 8)] == [True, False]
    ahead.close()
    assert all_serve(tmp_path, Seq(9))
    behind.close()
    assert list(tmp_path.iterdir()) == []


def test_a_worker_that_died_is_not_waited_for(tmp_path: Path) -> None:
    living = ServingRecord(tmp_path)
    living.tell(Seq(7))
    (left,) = tmp_path.iterdir()
    (tmp_path / "dead.worker").write_bytes(left.read_bytes())
    assert all_serve(tmp_path, Seq(7))
    assert list(tmp_path.iterdir()) == [left]
    living.close()


async def test_a_worker_that_does_not_follow_makes_no_change_visible(tmp_path: Path) -> None:
    slot, stuck = SnapshotSlot(), ServingRecord(tmp_path / "workers")
    visibility = Visibility(tmp_path / "index", tmp_path / "workers", slot)
    with IndexedShop(tmp_path / "index", [product("p"), product("q")]) as shop:
        await slot.swap(shop.snapshot, NOON_MS)
        stuck.tell(Seq(1))
        assert await visibility.wait_for(Seq(1), timeout_s=10)
        assert not await visibility.wait_for(Seq(2), timeout_s=0.05)
        assert not generation_wanted(tmp_path / "index"), "this worker has it"
        assert not await visibility.wait_for(Seq(3), timeout_s=0.05)
        assert generation_wanted(tmp_path / "index"), "the keeper is asked to hurry"
    stuck.close()
