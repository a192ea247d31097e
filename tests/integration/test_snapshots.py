"""The snapshot slot and what keeps it current: pins, swaps, waits, bundles."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from itertools import count, islice
from pathlib import Path

import msgspec
import numpy as np
import pytest
import structlog
from structlog.testing import capture_logs

from service.bundle.reader import activate, load
from service.errors import PageExpired, StoreUnavailable
from service.limits import PAGE_TTL_MS
from service.retrieval.generation import build_folder
from service.types import ProductId, Seq
from service.usecases.follow import Follower
from service.usecases.snapshot import KEPT_BYTES, KEPT_SNAPSHOTS, Snapshot, SnapshotSlot, join
from tests.harness.builders import NOON_MS, product
from tests.harness.bundles import N_PRODUCTS, published
from tests.harness.indexed import IndexedShop

MINUTE_MS = 60_000


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[IndexedShop]:
    """Products that the bundles know, and one that they do not."""
    products = [product("new"), *(product(f"p{number}") for number in range(1, N_PRODUCTS))]
    with IndexedShop(tmp_path / "index", products) as shop:
        yield shop


@pytest.fixture
def snapshots(shop: IndexedShop) -> Iterator[Snapshot]:
    """One snapshot after the other, of one state under new versions."""
    generation = shop.view.generation
    return (
        join(replace(shop.view, generation=msgspec.structs.replace(generation, number=number, seq=number)), None)
        for number in count(1)
    )


@pytest.fixture
def follower(tmp_path: Path, shop: IndexedShop) -> tuple[Follower, SnapshotSlot]:
    slot = SnapshotSlot()
    return Follower(tmp_path / "index", tmp_path / "bundles", slot, lambda: NOON_MS), slot


def _warnings(logs: list[structlog.typing.EventDict]) -> list[str]:
    return [str(line["reason"]) for line in logs if line["log_level"] == "warning"]


async def test_before_the_first_snapshot_the_index_is_unavailable() -> None:
    slot = SnapshotSlot()
    assert not slot.ready
    with pytest.raises(StoreUnavailable, match="index"):
        slot.pin()
    assert not await slot.wait_for(Seq(0), timeout_s=0.01)


async def test_a_version_can_be_pinned_for_ten_minutes_after_it_was_replaced(snapshots: Iterator[Snapshot]) -> None:
    slot, first, second = SnapshotSlot(), next(snapshots), next(snapshots)
    replaced_ms = NOON_MS + 60 * MINUTE_MS
    await slot.swap(first, NOON_MS)
    await slot.swap(second, replaced_ms)
    await slot.swap(next(snapshots), replaced_ms + PAGE_TTL_MS)
    assert slot.pin(first.version) is first
    await slot.swap(next(snapshots), replaced_ms + PAGE_TTL_MS + 1)
    with pytest.raises(PageExpired, match="page_token"):
        slot.pin(first.version)
    assert slot.pin(second.version) is second


async def test_only_so_many_snapshots_are_kept(snapshots: Iterator[Snapshot]) -> None:
    slot, made = SnapshotSlot(), list(islice(snapshots, KEPT_SNAPSHOTS))
    for snapshot in made:
        await slot.swap(snapshot, NOON_MS)
    assert all(slot.pin(snapshot.version) is snapshot for snapshot in made)
    await slot.swap(next(snapshots), NOON_MS)
    with pytest.raises(PageExpired):
        slot.pin(made[0].version)
    assert slot.pin(made[1].version) is made[1]


async def test_fewer_snapshots_of_a_large_catalogue_are_kept(snapshots: Iterator[Snapshot]) -> None:
    slot, large = SnapshotSlot(), np.zeros(KEPT_BYTES // 10 // 4, np.int32)
    made = [
        replace(small, index=replace(small.index, columns=replace(small.index.columns, row_of=large)))
        for small in islice(snapshots, 11)
    ]
    for snapshot in made:
        await slot.swap(snapshot, NOON_MS)
    assert slot.pin(made[1].version) is made[1]
    with pytest.raises(PageExpired):
        slot.pin(made[0].version)


async def test_a_snapshot_that_returns_is_in_force_again(snapshots: Iterator[Snapshot]) -> None:
    slot, first, second = SnapshotSlot(), next(snapshots), next(snapshots)
    for snapshot in (first, second, first):
        await slot.swap(snapshot, NOON_MS)
    assert slot.pin() is first
    assert slot.pin(second.version) is second


async def test_waiting_ends_with_the_first_snapshot_that_holds_the_change(snapshots: Iterator[Snapshot]) -> None:
    slot = SnapshotSlot()
    waiting = [asyncio.create_task(slot.wait_for(Seq(seq), timeout_s=10)) for seq in (0, 2, 2)]
    await slot.swap(next(snapshots), NOON_MS)
    assert await waiting[0]
    assert not waiting[1].done()
    await slot.swap(next(snapshots), NOON_MS)
    assert await asyncio.gather(*waiting) == [True, True, True]
    assert await slot.wait_for(Seq(2), timeout_s=10)
    assert not await slot.wait_for(Seq(3), timeout_s=0.01)


async def test_a_pin_taken_during_swaps_stays_what_it_was(snapshots: Iterator[Snapshot]) -> None:
    slot = SnapshotSlot()
    await slot.swap(next(snapshots), NOON_MS)

    async def read_twice() -> None:
        for _ in range(50):
            pinned = slot.pin()
            await asyncio.sleep(0)
            assert slot.pin(pinned.version) is pinned

    async def change() -> None:
        for snapshot in islice(snapshots, 100):
            await slot.swap(snapshot, NOON_MS)
            await asyncio.sleep(0)

    await asyncio.gather(change(), *(read_twice() for _ in range(5)))


def test_rows_of_a_bundle_lie_beside_the_products(tmp_path: Path, shop: IndexedShop) -> None:
    bundle = load(published(tmp_path))
    snapshot = join(shop.view, bundle)
    ids = shop.view.columns.ids
    assert {ids[number]: int(item) for number, item in enumerate(snapshot.item_of)} == {
        "new": -1,
        **{f"p{row}": row for row in range(1, N_PRODUCTS)},
    }
    assert [ids[number] if number >= 0 else "" for number in snapshot.product_of] == ["", "p1", "p2", "p3", "p4"]


def test_without_new_products_the_arrays_are_shared(tmp_path: Path, shop: IndexedShop) -> None:
    before = join(shop.view, load(published(tmp_path)))
    shop.history.put(product("p1", price=3.0))
    after = join(shop.publish(), before.bundle, like=before)
    assert after.version != before.version
    assert after.item_of is before.item_of
    shop.history.put(product("p0"))
    grown = join(shop.publish(), before.bundle, like=after)
    assert grown.product_of.tolist() == [N_PRODUCTS, 1, 2, 3, 4]
    assert before.product_of.tolist() == [-1, 1, 2, 3, 4]


async def test_nothing_new_is_not_swapped_in(follower: tuple[Follower, SnapshotSlot]) -> None:
    following, slot = follower
    await following.refresh()
    first = slot.pin()
    await following.refresh()
    assert slot.pin() is first
    assert first.bundle is None
    assert first.version.endswith("-none")


async def test_bundles_are_swapped_in_and_rolled_back(tmp_path: Path, follower: tuple[Follower, SnapshotSlot]) -> None:
    following, slot = follower
    old, new = (published(tmp_path / "bundles", last_seq=seq).name for seq in (1, 2))
    versions = []
    for version in (old, new, old):
        activate(tmp_path / "bundles", version)
        await following.refresh()
        versions.append(slot.pin().version)
    assert [version.partition("-")[2] for version in versions] == [old, new, old]


async def test_a_corrupted_bundle_is_refused_by_name_and_the_old_one_serves_on(
    tmp_path: Path, shop: IndexedShop, follower: tuple[Follower, SnapshotSlot]
) -> None:
    following, slot = follower
    bundles = tmp_path / "bundles"
    good = published(bundles, last_seq=1).name
    await following.refresh()
    bad = published(bundles, last_seq=2)
    (bad / "gram.npy").write_bytes(b"garbage")
    with capture_logs() as logs:
        for _ in range(3):
            await following.refresh()
        shop.history.put(product("later"))
        shop.publish()
        await following.refresh()
    assert [bad.name in reason and "gram.npy" in reason for reason in _warnings(logs)] == [True]
    assert slot.pin().version.endswith(good)
    assert slot.pin().index.columns.row(ProductId("later")) >= 0, "the index is followed all the same"
    newest = published(bundles, last_seq=3).name
    await following.refresh()
    assert slot.pin().version.endswith(newest)


async def test_a_pointer_that_names_no_bundle_is_told_once(
    tmp_path: Path, follower: tuple[Follower, SnapshotSlot]
) -> None:
    following, slot = follower
    good = published(tmp_path / "bundles")
    await following.refresh()
    (tmp_path / "bundles" / "CURRENT").write_text("../elsewhere")
    with capture_logs() as logs:
        for _ in range(3):
            await following.refresh()
    assert len(_warnings(logs)) == 1
    assert slot.pin().version.endswith(good.name)


async def test_an_index_that_cannot_be_read_is_tried_again(
    tmp_path: Path, shop: IndexedShop, follower: tuple[Follower, SnapshotSlot]
) -> None:
    following, slot = follower
    lexicon = build_folder(tmp_path / "index", shop.view.generation.build) / "lexicon"
    good = lexicon.read_bytes()
    lexicon.write_bytes(b"garbage")
    with pytest.raises(ValueError, match="damaged"):
        await following.refresh()
    lexicon.write_bytes(good)
    await following.refresh()
    assert slot.pin().index.generation == shop.view.generation
