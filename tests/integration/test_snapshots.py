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
from service.candidates.lead import lead
from service.candidates.trail import visit_trail
from service.errors import PageExpired, StoreUnavailable
from service.limits import PAGE_TTL_MS
from service.retrieval.demand import Demand, DemandRecord
from service.retrieval.generation import build_folder
from service.types import ProductId, Seq
from service.usecases.follow import Follower
from service.usecases.slot import KEPT_BYTES, KEPT_SNAPSHOTS, SnapshotSlot
from service.usecases.snapshot import Joiner, Snapshot, join
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


async def _held(slot: SnapshotSlot, snapshot: Snapshot) -> bool:
    try:
        return await slot.pin_version(snapshot.version, timeout_s=0) is snapshot
    except PageExpired:
        return False


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
    assert await _held(slot, first)
    await slot.swap(next(snapshots), replaced_ms + PAGE_TTL_MS + 1)
    with pytest.raises(PageExpired, match="page_token"):
        await slot.pin_version(first.version, timeout_s=10)
    assert await _held(slot, second)


async def test_only_so_many_snapshots_are_kept_and_those_that_pages_were_cut_from_longest(
    snapshots: Iterator[Snapshot],
) -> None:
    slot, made = SnapshotSlot(), list(islice(snapshots, KEPT_SNAPSHOTS))
    for snapshot in made:
        await slot.swap(snapshot, NOON_MS)
    assert all([await _held(slot, snapshot) for snapshot in made])
    slot.keep(made[0], NOON_MS)
    await slot.swap(next(snapshots), NOON_MS)
    assert [await _held(slot, snapshot) for snapshot in made[:3]] == [True, False, True]


async def test_fewer_snapshots_of_a_large_demand_are_kept(snapshots: Iterator[Snapshot]) -> None:
    slot, tenth = SnapshotSlot(), bytes(KEPT_BYTES // 10)
    records = (DemandRecord(indices=tenth[: len(tenth) // 2], weights=tenth[: len(tenth) // 2]) for _ in count())
    made = [
        replace(small, index=replace(small.index, demand=Demand.opened(next(records))))
        for small in islice(snapshots, 11)
    ]
    for snapshot in made:
        await slot.swap(snapshot, NOON_MS)
    assert [await _held(slot, snapshot) for snapshot in made] == [False] * 2 + [True] * 9
    shared = [
        replace(small, index=replace(small.index, demand=made[-1].index.demand)) for small in islice(snapshots, 50)
    ]
    for snapshot in shared:
        await slot.swap(snapshot, NOON_MS)
    assert await _held(slot, made[2]), "what is shared counts once"


async def test_pages_live_ten_minutes_while_products_change_without_end(snapshots: Iterator[Snapshot]) -> None:
    """One page token a second, asked for again ten minutes later, at the pace of the keeper."""
    slot, tokens = SnapshotSlot(), dict[int, Snapshot]()
    for now_ms in range(NOON_MS, NOON_MS + 3 * PAGE_TTL_MS, 700):
        await slot.swap(next(snapshots), now_ms)
        tokens[now_ms] = slot.pin()
        slot.keep(slot.pin(), now_ms)
        oldest_ms = next(iter(tokens))
        assert await _held(slot, tokens[oldest_ms])
        if now_ms - oldest_ms >= PAGE_TTL_MS:
            del tokens[oldest_ms]


async def test_a_further_page_keeps_its_snapshot_for_ten_more_minutes(snapshots: Iterator[Snapshot]) -> None:
    slot, first = SnapshotSlot(), next(snapshots)
    await slot.swap(first, NOON_MS)
    await slot.swap(next(snapshots), NOON_MS)
    slot.keep(first, NOON_MS + PAGE_TTL_MS)
    await slot.swap(next(snapshots), NOON_MS + 2 * PAGE_TTL_MS)
    assert await _held(slot, first)
    await slot.swap(next(snapshots), NOON_MS + 2 * PAGE_TTL_MS + 1)
    assert not await _held(slot, first)
    slot.keep(first, NOON_MS + 2 * PAGE_TTL_MS + 1)
    assert await _held(slot, first), "an answer that took long still gets its pages"
    assert slot.pin() is not first


async def test_a_version_that_another_worker_saw_first_is_waited_for(snapshots: Iterator[Snapshot]) -> None:
    slot, first, second, third = SnapshotSlot(), *islice(snapshots, 3)
    await slot.swap(first, NOON_MS)
    waiting = [asyncio.create_task(slot.pin_version(ahead.version, timeout_s=10)) for ahead in (second, third)]
    await asyncio.sleep(0)
    await slot.swap(third, NOON_MS)
    assert await waiting[1] is third
    with pytest.raises(PageExpired):  # this worker went past it
        await waiting[0]
    with pytest.raises(PageExpired):
        await slot.pin_version(next(snapshots).version, timeout_s=0.01)


async def test_a_snapshot_that_returns_is_in_force_again(snapshots: Iterator[Snapshot]) -> None:
    slot, first, second = SnapshotSlot(), next(snapshots), next(snapshots)
    for snapshot in (first, second, first):
        await slot.swap(snapshot, NOON_MS)
    assert slot.pin() is first
    assert await _held(slot, second)


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
            assert await _held(slot, pinned)

    async def change() -> None:
        for snapshot in islice(snapshots, 100):
            await slot.swap(snapshot, NOON_MS)
            await asyncio.sleep(0)

    await asyncio.gather(change(), *(read_twice() for _ in range(5)))


def test_items_and_newcomers_lie_beside_the_products(tmp_path: Path, shop: IndexedShop) -> None:
    bundle = load(published(tmp_path))
    snapshot = join(shop.view, bundle)
    ids = shop.view.columns.ids
    assert {ids[number]: int(item) for number, item in enumerate(snapshot.item_of)} == {
        "new": -1,
        **{f"p{row}": row for row in range(1, N_PRODUCTS)},
    }
    assert [ids[number] if number >= 0 else "" for number in snapshot.product_of] == ["", "p1", "p2", "p3", "p4", "new"]


def test_arrays_are_shared_and_only_new_products_are_looked_up(tmp_path: Path, shop: IndexedShop) -> None:
    joiner, bundle = Joiner(), load(published(tmp_path))
    before = joiner.join(shop.view, bundle)
    shop.history.put(product("p1", price=3.0))
    shop.history.put(product("unknown"))
    after = joiner.join(shop.publish(), bundle)
    assert after.version != before.version
    assert after.item_of.base is before.item_of.base
    assert after.product_of.base is before.product_of.base
    shop.history.put(product("p1", price=3.1))
    assert joiner.join(shop.publish(), bundle).bundle is after.bundle, "no newcomer came or changed"
    shop.history.put(product("p0"))
    grown = joiner.join(shop.publish(), bundle)
    assert grown.product_of.tolist() == [N_PRODUCTS + 1, 1, 2, 3, 4, 0, N_PRODUCTS]
    assert grown.item_of.tolist() == join(shop.view, bundle).item_of.tolist() == [-1, 1, 2, 3, 4, -1, 0]
    assert before.rows_of_items(np.arange(N_PRODUCTS)).tolist() == [-1, 1, 2, 3, 4]
    assert before.item_of.tolist() == [-1, 1, 2, 3, 4]


def test_newcomers_have_factors_as_soon_as_they_are_joined(tmp_path: Path, shop: IndexedShop) -> None:
    joiner, bundle = Joiner(), load(published(tmp_path))
    for added in ("one", "two"):
        shop.history.put(product(added))
        joined = joiner.join(shop.publish(), bundle)
        assert joined.bundle is not None
        newcomers = joined.bundle.model.newcomers
        assert newcomers is not None
        assert newcomers.first == N_PRODUCTS
        assert newcomers.end == joined.product_of.size
        assert newcomers.each.any(axis=1).all(), "every product has the same words here"


def test_a_snapshot_leads_to_the_same_whatever_comes_after_it(tmp_path: Path, shop: IndexedShop) -> None:
    joiner, bundle = Joiner(), load(published(tmp_path))
    pinned, trail = joiner.join(shop.view, bundle), visit_trail(np.array([1, 2], np.int32), confidence=1.0)
    assert pinned.bundle is not None
    before = lead(trail, pinned.bundle.model)
    shop.history.put(product("later"))
    later = joiner.join(shop.publish(), bundle)
    assert later.bundle is not None
    assert later.traits is pinned.traits, "of one build"
    assert lead(trail, later.bundle.model).items.size > before.items.size
    after = lead(trail, pinned.bundle.model)
    assert (after.items.tolist(), after.scores.tolist()) == (before.items.tolist(), before.scores.tolist())


def test_a_worker_that_followed_a_correction_predicts_what_one_that_starts_now_does(
    tmp_path: Path, shop: IndexedShop
) -> None:
    joiner, bundle = Joiner(), load(published(tmp_path))
    for title in ("Title of p1", "Title of p2"):
        shop.history.put(product("corrected", title=title))
        followed = joiner.join(shop.publish(), bundle)
    factors = [
        snapshot.bundle.model.newcomers.each
        for snapshot in (followed, join(shop.view, bundle))
        if snapshot.bundle is not None and snapshot.bundle.model.newcomers is not None
    ]
    assert factors[0] == pytest.approx(factors[1], rel=1e-4)


async def test_a_bundle_that_could_not_be_read_is_tried_again(
    tmp_path: Path, follower: tuple[Follower, SnapshotSlot], monkeypatch: pytest.MonkeyPatch
) -> None:
    following, slot = follower
    good = published(tmp_path / "bundles")
    with monkeypatch.context() as short_of_memory:
        short_of_memory.setattr("numpy.load", _out_of_memory)
        with pytest.raises(MemoryError):
            await following.refresh()
    await following.refresh()
    assert slot.pin().version.endswith(good.name)


def _out_of_memory(*_: object, **__: object) -> None:
    raise MemoryError


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
