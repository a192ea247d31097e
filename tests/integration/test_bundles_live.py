"""A bundle is trained on a served shop's ledger, swapped in, refused when damaged, rolled back: no answer is lost."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import grpc
import pytest
import pytest_asyncio
import structlog
from auslage.v1 import common_pb2, model_pb2, search_pb2

from service.bootstrap import Folder
from service.bundle.arrays import ITEM_FACTORS
from service.bundle.reader import CURRENT, current
from service.stores.sql.history import SqlHistory
from tests.harness.demo_catalogue import SMALL
from tests.harness.served import Service, quick_settings, served
from tests.harness.storefront import happening, ids, recommend, search, see, shorts, stock, tell, whole
from tests.harness.waiting import eventually
from training.pipeline import train

SEED = 11
NO_BUNDLE = common_pb2.DEGRADED_NO_BUNDLE


@dataclass(frozen=True)
class Live:
    """A served shop whose ledger can be learned from."""

    service: Service
    folder: Folder

    async def train(self) -> str:
        """Publish a bundle from the ledger as it stands; its version."""

        def learn() -> str:
            with closing(SqlHistory(self.folder.ledger)) as history:
                published = train(history, self.folder.bundles, SMALL, force=True).published
            assert published is not None
            return published.version

        return await asyncio.to_thread(learn)

    async def serving(self) -> str:
        return (await self.service.model.GetSnapshot(model_pb2.GetSnapshotRequest())).snapshot.bundle_version

    async def follows(self, version: str) -> None:
        async def is_served() -> bool:
            return await self.serving() == version

        await eventually(is_served)

    async def activate(self, version: str) -> None:
        await self.service.model.ActivateBundle(model_pb2.ActivateBundleRequest(version=version))


@pytest_asyncio.fixture
async def live(tmp_path: Path) -> AsyncIterator[Live]:
    async with served(quick_settings(tmp_path)) as service:
        await stock(service, shorts())
        await shop_around(service, "men", "women")
        yield Live(service, Folder(tmp_path))


async def shop_around(service: Service, *genders: str) -> None:
    """Twenty visitors a gender look at ten of its twenty products each."""
    rng = random.Random(SEED)
    for gender in genders:
        looks = [
            happening(f"{gender}{number:02d}", visitor_id=f"{gender}-{person}")
            for person in range(20)
            for number in rng.sample(range(20), 10)
        ]
        await tell(service, *looks)


def damaged(folder: Path, version: str) -> str:
    """A copy of a bundle under a later name with one bit flipped; CURRENT names it."""
    name = f"{int(version[:10]) + 1:010d}{version[10:]}"
    (folder / version).rename(folder / name)
    path = folder / name / f"{ITEM_FACTORS}.npy"
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.chmod(0o600)
    path.write_bytes(content)
    (folder / CURRENT).write_text(f"{name}\n")
    return name


def part_names(found: search_pb2.SearchResponse) -> set[str]:
    return {part.name for hit in found.hits for part in hit.parts}


async def test_a_trained_bundle_is_swapped_in_and_adds_what_was_popular(live: Live) -> None:
    token = await see(live.service, "women01", "women02")
    before = await search(live.service, consistency_token=token)
    assert NO_BUNDLE in before.degraded
    assert "popularity" not in part_names(before)
    version = await live.train()
    await live.follows(version)
    after = await search(live.service, consistency_token=token)
    assert NO_BUNDLE not in after.degraded
    assert after.snapshot_version.endswith(version)
    assert "popularity" in part_names(after)
    also = await recommend(live.service, "ALSO_VIEWED", product_ids=["men01"], page_size=5)
    assert all("together" in {part.name for part in hit.parts} for hit in also.hits)
    assert {product_id[:3] for product_id in ids(also)} == {"men"}


async def test_a_damaged_bundle_is_refused_by_name_and_the_old_one_serves_on(live: Live) -> None:
    good = await live.train()
    await live.follows(good)
    await see(live.service, "women01")
    newer = await live.train()
    await live.follows(newer)
    await live.activate(good)
    with structlog.testing.capture_logs() as logs:
        bad = damaged(live.folder.bundles, newer)

        async def is_refused() -> bool:
            return any(bad in str(entry.get("reason")) for entry in logs)

        await eventually(is_refused)
        assert await live.serving() == good
        assert NO_BUNDLE not in (await search(live.service)).degraded
    with pytest.raises(grpc.aio.AioRpcError) as refused:
        await live.activate(bad)
    assert refused.value.code() is grpc.StatusCode.FAILED_PRECONDITION
    assert bad in (refused.value.details() or "")
    assert await live.serving() == good


async def test_activating_the_older_bundle_rolls_back_at_once(live: Live) -> None:
    older = await live.train()
    await see(live.service, "women01")
    newer = await live.train()
    assert older != newer
    await live.follows(newer)
    await live.activate(older)
    assert await live.serving() == older
    assert current(live.folder.bundles) == older
    listed = await live.service.model.ListBundles(model_pb2.ListBundlesRequest())
    assert [(bundle.version, bundle.active) for bundle in listed.bundles] == [(newer, False), (older, True)]
    with pytest.raises(grpc.aio.AioRpcError) as unknown:
        await live.activate("0000000099-000000000000")
    assert unknown.value.code() is grpc.StatusCode.NOT_FOUND


async def test_five_hundred_searches_during_swaps_see_one_version_each(live: Live) -> None:
    versions = [await live.train()]
    await see(live.service, "women01", "men02")
    versions.append(await live.train())
    await live.follows(versions[1])
    await whole(partial(search, live.service))
    answers: dict[str, set[tuple[tuple[str, float], ...]]] = {}

    async def ask() -> None:
        for _ in range(25):
            found = await search(live.service, session_id="one-visit")
            # The same snapshot and visitor have one answer: hits of another version would be a second one.
            scored = tuple((hit.product_id, hit.score) for hit in found.hits)
            answers.setdefault(found.snapshot_version, set()).add(scored)
            assert NO_BUNDLE not in found.degraded
            assert len(found.hits) == 24

    async def swap() -> None:
        for number in range(10):
            await live.activate(versions[number % 2])

    await asyncio.gather(swap(), *(ask() for _ in range(20)))
    assert {snapshot.split("-", 1)[1] for snapshot in answers} == set(versions)
    assert all(len(different) == 1 for different in answers.values())


async def test_a_page_of_the_old_bundle_is_answered_by_the_old_bundle(live: Live) -> None:
    first_version = await live.train()
    await live.follows(first_version)
    await see(live.service, "women01")
    first = await search(live.service, page_size=20)
    second_version = await live.train()
    await live.follows(second_version)
    page = await search(live.service, page_size=20, page_token=first.next_page_token)
    assert page.snapshot_version == first.snapshot_version
    assert not set(ids(page)) & set(ids(first))
