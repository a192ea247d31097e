"""What every keeper promises, held against the one in this process and the one behind a socket."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator, Iterator
from itertools import permutations
from pathlib import Path

import pytest

from service.errors import InvalidArgument
from service.keeper.link import KeeperLink
from service.keeper.server import serve_keeper
from service.keeper.writer import LedgerKeeper
from service.limits import REQUEST_ID_TTL_MS
from service.ports import Keeper
from service.stores.sql.engine import ledger_url
from service.stores.sql.history import SqlHistory
from service.types import EntryCode, ProductId, Seq, WriteResult
from tests.harness.builders import NOON_MS, event, patch, product
from tests.harness.impressions import impression

SHIRT = ProductId("shirt")
HOSTILE_IDS = ["'; DROP TABLE products; --", "a\x00b", "%", "_", "ﬀ", "🩳" * 32, "a" * 128, "\u202eabc", " ", "NULL"]


class Clock:
    def __init__(self) -> None:
        self.now_ms = NOON_MS

    def __call__(self) -> int:
        return self.now_ms


def codes(result: WriteResult) -> list[str]:
    return [entry.code.value for entry in result.entries]


class KeeperContract:
    """Subclasses only say how to reach a keeper."""

    @pytest.fixture
    def clock(self) -> Clock:
        return Clock()

    @pytest.fixture
    async def local(self, tmp_path: Path, clock: Clock) -> AsyncIterator[LedgerKeeper]:
        keeper = LedgerKeeper(ledger_url(tmp_path), now_ms=clock, on_commit=lambda _seq: None)
        yield keeper
        await keeper.close()

    @pytest.fixture
    def history(self, tmp_path: Path, local: LedgerKeeper) -> Iterator[SqlHistory]:
        history = SqlHistory(ledger_url(tmp_path))
        yield history
        history.close()

    async def test_an_acknowledged_product_is_in_the_ledger(self, keeper: Keeper, history: SqlHistory) -> None:
        shirt = product(SHIRT, categories=("Damen > Shirts",), source_version=3)
        result = await keeper.upsert_products([shirt])
        assert codes(result) == ["OK"]
        [change] = history.changes(after=Seq(0), limit=10)
        assert (change.seq, change.product) == (result.seq, shirt)

    async def test_an_older_version_is_stale_and_changes_nothing(self, keeper: Keeper, history: SqlHistory) -> None:
        await keeper.upsert_products([product(SHIRT, title="new", source_version=5)])
        result = await keeper.upsert_products([product(SHIRT, title="old", source_version=4)])
        assert (codes(result), result.seq) == (["STALE"], 0)
        assert self.title(history) == "new"

    async def test_equal_content_takes_no_new_seq(self, keeper: Keeper, history: SqlHistory) -> None:
        first = await keeper.upsert_products([product(SHIRT, source_version=5)])
        again = await keeper.upsert_products([product(SHIRT, source_version=5)])
        assert (codes(again), again.seq) == (["OK"], first.seq)
        assert history.last_seq() == first.seq

    async def test_at_an_equal_version_the_newer_write_wins(self, keeper: Keeper, history: SqlHistory) -> None:
        await keeper.upsert_products([product(SHIRT, title="first", source_version=5)])
        await keeper.upsert_products([product(SHIRT, title="second", source_version=5)])
        assert self.title(history) == "second"

    async def test_an_unversioned_write_applies_and_keeps_the_version(
        self, keeper: Keeper, history: SqlHistory
    ) -> None:
        await keeper.upsert_products([product(SHIRT, source_version=5)])
        assert codes(await keeper.upsert_products([product(SHIRT, title="by hand")])) == ["OK"]
        assert self.title(history) == "by hand"
        assert codes(await keeper.upsert_products([product(SHIRT, source_version=4)])) == ["STALE"]

    async def test_versioned_writes_converge_in_every_order(self, keeper: Keeper, history: SqlHistory) -> None:
        orders = list(permutations([1, 2, 3, 4, 5]))
        for deleted in (3, 5):
            for number, order in enumerate(orders):
                product_id = ProductId(f"{deleted}-{number:03}")
                for version in order:
                    if version == deleted:
                        await keeper.delete_products([product_id], source_version=version)
                    else:
                        await keeper.upsert_products([product(product_id, title=str(version), source_version=version)])
        states = {change.product_id: change.product for change in history.changes(after=Seq(0), limit=1_000)}
        assert len(states) == 2 * len(orders) == 240
        for product_id, state in states.items():
            assert (state.title if state else None) == ("5" if product_id.startswith("3") else None), product_id

    async def test_a_repeated_id_in_a_batch_is_invalid_and_the_rest_is_kept(
        self, keeper: Keeper, history: SqlHistory
    ) -> None:
        batch = [product("a", title="first"), product("b"), product("a", title="second"), product("c")]
        result = await keeper.upsert_products(batch)
        assert codes(result) == ["OK", "OK", "INVALID", "OK"]
        assert result.entries[2].field == "products[2].id"
        assert [change.product and change.product.title for change in history.changes(after=Seq(0), limit=9)] == [
            "first",
            "Title of b",
            "Title of c",
        ]

    async def test_a_patch_changes_only_the_fields_it_names(self, keeper: Keeper, history: SqlHistory) -> None:
        await keeper.upsert_products([product(SHIRT, price=20.0, tags=("new",), source_version=3)])
        result = await keeper.patch_products([patch(SHIRT, price=15.0)])
        assert codes(result) == ["OK"]
        [change] = history.changes(after=Seq(0), limit=9)
        assert change.seq == result.seq
        assert change.product == product(SHIRT, price=15.0, tags=("new",), source_version=3)

    async def test_an_older_patch_is_stale(self, keeper: Keeper) -> None:
        await keeper.upsert_products([product(SHIRT, source_version=3)])
        assert codes(await keeper.patch_products([patch(SHIRT, price=1.0, source_version=2)])) == ["STALE"]

    async def test_a_patch_needs_a_product(self, keeper: Keeper) -> None:
        await keeper.upsert_products([product(SHIRT)])
        await keeper.delete_products([SHIRT])
        assert codes(await keeper.patch_products([patch(SHIRT, price=1.0), patch("unheard-of", price=1.0)])) == [
            "NOT_FOUND",
            "NOT_FOUND",
        ]

    async def test_a_patch_cannot_change_what_is_no_field(self, keeper: Keeper) -> None:
        await keeper.upsert_products([product(SHIRT), product("other")])
        bad = patch(SHIRT, price=1.0)
        object.__setattr__(bad, "fields", ("price", "colour_of_the_sky"))
        result = await keeper.patch_products([patch("other", price=2.0), bad])
        assert codes(result) == ["OK", "INVALID"]
        assert result.entries[1].field == "patches[1].fields"

    async def test_a_delete_is_a_change(self, keeper: Keeper, history: SqlHistory) -> None:
        await keeper.upsert_products([product(SHIRT)])
        result = await keeper.delete_products([SHIRT, ProductId("unheard-of")])
        assert codes(result) == ["OK", "NOT_FOUND"]
        [change] = history.changes(after=Seq(0), limit=9)
        assert (change.seq, change.product_id, change.product) == (result.seq, SHIRT, None)

    async def test_an_older_delete_is_stale(self, keeper: Keeper, history: SqlHistory) -> None:
        await keeper.upsert_products([product(SHIRT, source_version=5)])
        assert codes(await keeper.delete_products([SHIRT], source_version=4)) == ["STALE"]
        assert self.title(history)

    async def test_a_retried_event_is_stored_once(self, keeper: Keeper, history: SqlHistory) -> None:
        first = await keeper.write_events([event("e")])
        again = await keeper.write_events([event("e"), event("e")])
        assert (codes(first), codes(again)) == (["OK"], ["DUPLICATE", "DUPLICATE"])
        assert again.seq == first.seq, "the retry's token must cover the event"
        assert len(history.events(after=Seq(0), limit=9)) == 1

    async def test_a_retry_at_another_time_leaves_the_first_standing(self, keeper: Keeper, history: SqlHistory) -> None:
        await keeper.write_events([event("e", at_ms=NOON_MS)])
        assert codes(await keeper.write_events([event("e", at_ms=NOON_MS + 7)])) == ["DUPLICATE"]
        assert [record.event.at_ms for record in history.events(after=Seq(0), limit=9)] == [NOON_MS]

    async def test_another_event_under_the_same_id_is_a_conflict(self, keeper: Keeper, history: SqlHistory) -> None:
        await keeper.write_events([event("e", search_query="shorts")])
        result = await keeper.write_events([event("e", search_query="hemd"), event("f")])
        assert codes(result) == ["CONFLICT", "OK"]
        assert [record.event.search_query for record in history.events(after=Seq(0), limit=9)] == ["shorts", ""]

    async def test_the_order_of_attributes_is_no_content(self, keeper: Keeper) -> None:
        await keeper.write_events([event("e", attributes={"a": "1", "b": "2"})])
        assert codes(await keeper.write_events([event("e", attributes={"b": "2", "a": "1"})])) == ["DUPLICATE"]

    async def test_an_event_of_an_unknown_product_is_stored_with_a_warning(
        self, keeper: Keeper, history: SqlHistory
    ) -> None:
        await keeper.upsert_products([product(SHIRT), product("gone")])
        await keeper.delete_products([ProductId("gone")])
        result = await keeper.write_events([event("e", of=SHIRT), event("f", of="unheard-of"), event("g", of="gone")])
        assert codes(result) == ["OK", "OK", "OK"]
        assert [entry.warnings for entry in result.entries] == [(), ("UNKNOWN_PRODUCT",), ("UNKNOWN_PRODUCT",)]
        assert len(history.events(after=Seq(0), limit=9)) == 3

    async def test_every_change_takes_the_next_seq(self, keeper: Keeper, history: SqlHistory) -> None:
        results = [
            await keeper.upsert_products([product(SHIRT), product("other")]),
            await keeper.write_events([event("e")]),
            await keeper.patch_products([patch(SHIRT, price=1.0)]),
            await keeper.delete_products([ProductId("other")]),
        ]
        assert [result.seq for result in results] == [2, 3, 4, 5]
        assert history.last_seq() == 5

    async def test_a_repeated_request_returns_the_first_answer(self, keeper: Keeper, history: SqlHistory) -> None:
        batch = [product("a"), product("a")]
        first = await keeper.upsert_products(batch, request_id="r")
        await keeper.upsert_products([product("a", title="since then")])
        again = await keeper.upsert_products(batch, request_id="r")
        assert (first.replayed, again.replayed) == (False, True)
        assert (again.entries, again.seq) == (first.entries, first.seq)
        assert self.title(history) == "since then"

    async def test_a_request_id_of_another_batch_is_refused_and_nothing_is_stored(
        self, keeper: Keeper, history: SqlHistory
    ) -> None:
        first = [
            keeper.upsert_products([product("a")], request_id="r"),
            keeper.patch_products([patch("a", price=1.0)], request_id="r"),
            keeper.delete_products([ProductId("b")], request_id="r"),
            keeper.write_events([event("e")], request_id="r"),
        ]
        assert [codes(await call) for call in first] == [["OK"], ["OK"], ["NOT_FOUND"], ["OK"]]
        stood = history.last_seq()
        others = [
            keeper.upsert_products([product("z")], request_id="r"),
            keeper.upsert_products([product("a"), product("z")], request_id="r"),
            keeper.patch_products([patch("a", price=2.0)], request_id="r"),
            keeper.delete_products([ProductId("b")], source_version=1, request_id="r"),
            keeper.delete_products([ProductId("a")], request_id="r"),
            keeper.write_events([event("f")], request_id="r"),
            keeper.write_events([event("e"), event("f")], request_id="r"),
        ]
        for call in others:
            with pytest.raises(InvalidArgument, match=r"^request_id: was used for another batch within 24 hours$"):
                await call
        assert history.last_seq() == stood

    async def test_a_refused_request_id_costs_its_neighbours_nothing(self, keeper: Keeper) -> None:
        await keeper.write_events([event("e")], request_id="r")
        calls = [keeper.write_events([event(name)], request_id="r" if name == "g" else "") for name in "fgh"]
        first, refused, third = await asyncio.gather(*calls, return_exceptions=True)
        assert isinstance(refused, InvalidArgument)
        assert isinstance(first, WriteResult)
        assert isinstance(third, WriteResult)

    async def test_events_timed_anew_are_the_same_batch(self, keeper: Keeper) -> None:
        await keeper.write_events([event("e", at_ms=NOON_MS)], request_id="r")
        assert (await keeper.write_events([event("e", at_ms=NOON_MS + 7)], request_id="r")).replayed

    async def test_simultaneous_repeats_are_done_once(self, keeper: Keeper, history: SqlHistory) -> None:
        answers = await asyncio.gather(*(keeper.write_events([event("e")], request_id="r") for _ in range(20)))
        assert sorted(answer.replayed for answer in answers) == [False] + [True] * 19
        assert {answer.entries[0].code for answer in answers} == {EntryCode.OK}

    async def test_one_request_id_serves_each_method(self, keeper: Keeper) -> None:
        await keeper.upsert_products([product(SHIRT)], request_id="r")
        assert not (await keeper.write_events([event("e")], request_id="r")).replayed

    async def test_an_empty_request_id_is_not_remembered(self, keeper: Keeper) -> None:
        await keeper.write_events([event("e")])
        assert not (await keeper.write_events([event("e")])).replayed

    async def test_a_request_is_forgotten_after_a_day(self, keeper: Keeper, clock: Clock) -> None:
        await keeper.write_events([event("e")], request_id="r")
        clock.now_ms += REQUEST_ID_TTL_MS - 1
        assert (await keeper.write_events([event("e")], request_id="r")).replayed
        clock.now_ms += 1
        assert not (await keeper.write_events([event("f")], request_id="r")).replayed
        assert (await keeper.write_events([event("f")], request_id="r")).replayed

    async def test_late_and_repeated_events_converge_in_any_order(self, keeper: Keeper, history: SqlHistory) -> None:
        seed = random.randrange(2**32)
        print(f"seed {seed}")
        rng = random.Random(seed)
        sent = [event(f"e{n}", at_ms=NOON_MS + rng.randrange(5), visitor_id=f"v{n % 3}") for n in range(60)]
        repeated = sent * 3
        rng.shuffle(repeated)
        batches = [repeated[start : start + 7] for start in range(0, len(repeated), 7)]
        results = await asyncio.gather(*(keeper.write_events(batch) for batch in batches))
        assert sorted(code for result in results for code in codes(result)) == ["DUPLICATE"] * 120 + ["OK"] * 60
        stored = [record.event for record in history.events(after=Seq(0), limit=1_000)]
        assert sorted(stored, key=lambda item: item.event_id) == sorted(sent, key=lambda item: item.event_id)

    async def test_what_was_shown_is_in_the_ledger_in_an_order_of_its_own(
        self, keeper: Keeper, history: SqlHistory
    ) -> None:
        shown = [impression(f"p{n}", *("hat", "belt")[: n % 3]) for n in range(5)]
        assert history.last_impression() == 0
        await keeper.write_impressions(shown[:3])
        await keeper.write_events([event("e")])
        await keeper.write_impressions(shown[3:])
        read = history.impressions(after=0, limit=2)
        while page := history.impressions(after=read[-1].number, limit=2):
            read += page
        assert [record.impression for record in read] == shown
        assert [record.number for record in read] == [1, 2, 3, 4, 5]
        assert history.last_impression() == 5
        assert history.last_seq() == 1, "no change that an index has to see"

    async def test_an_empty_batch_is_answered(self, keeper: Keeper) -> None:
        await keeper.write_impressions([])
        assert await keeper.write_events([]) == WriteResult((), Seq(0))

    @pytest.mark.parametrize("hostile", HOSTILE_IDS)
    async def test_ids_are_only_ids(self, keeper: Keeper, history: SqlHistory, hostile: str) -> None:
        await keeper.upsert_products([product("innocent"), product(hostile)])
        await keeper.write_events([event(hostile, of=hostile, visitor_id=hostile)], request_id=hostile)
        await keeper.write_impressions([impression(hostile, visitor_id=hostile)])
        assert [change.product_id for change in history.changes(after=Seq(0), limit=9)] == ["innocent", hostile]
        [record] = history.events(after=Seq(0), limit=9)
        assert record.event == event(hostile, of=hostile, visitor_id=hostile)
        [shown] = history.impressions(after=0, limit=9)
        assert (shown.impression.visitor_id, shown.impression.hits[0].product_id) == (hostile, hostile)

    def title(self, history: SqlHistory) -> str | None:
        [change] = history.changes(after=Seq(0), limit=9)
        return change.product.title if change.product else None


class TestLedgerKeeper(KeeperContract):
    @pytest.fixture
    def keeper(self, local: LedgerKeeper) -> Keeper:
        return local


class TestKeeperLink(KeeperContract):
    @pytest.fixture
    async def keeper(self, local: LedgerKeeper, tmp_path: Path) -> AsyncIterator[Keeper]:
        async with serve_keeper(local, tmp_path / "k"):
            link = KeeperLink(tmp_path / "k")
            yield link
            await link.close()
