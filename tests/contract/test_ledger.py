"""What readers of the ledger are promised, on a real file that a keeper writes meanwhile."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from service.errors import StoreUnavailable
from service.keeper.link import KeeperLink
from service.keeper.writer import LedgerKeeper
from service.stores.sql.engine import ledger_url
from service.stores.sql.history import SqlHistory
from service.stores.sql.ledger import SqlLedger
from service.types import ProductId, RecordedEvent, Seq, VisitorId
from tests.harness.builders import NOON_MS, event, product
from tests.harness.keeper_process import until_up
from tests.harness.process import eventually, running

ANNA = VisitorId("anna")


def files_in(folder: Path) -> list[Path]:
    return list(folder.iterdir())


@pytest.fixture
async def keeper(tmp_path: Path) -> AsyncIterator[LedgerKeeper]:
    keeper = LedgerKeeper(ledger_url(tmp_path), now_ms=lambda: NOON_MS, on_commit=lambda _seq: None)
    yield keeper
    await keeper.close()


@pytest.fixture
async def ledger(tmp_path: Path) -> AsyncIterator[SqlLedger]:
    ledger = SqlLedger(ledger_url(tmp_path))
    yield ledger
    await ledger.close()


@pytest.fixture
def history(tmp_path: Path) -> Iterator[SqlHistory]:
    history = SqlHistory(ledger_url(tmp_path))
    yield history
    history.close()


class TestLedger:
    async def test_what_was_acknowledged_is_read(self, keeper: LedgerKeeper, ledger: SqlLedger) -> None:
        shirt = product("shirt", attributes={}, sizes=("38", "40"))
        result = await keeper.upsert_products([shirt])
        assert await ledger.products([shirt.id]) == {shirt.id: shirt}
        assert await ledger.last_seq() == result.seq

    async def test_deleted_and_unknown_products_are_absent(self, keeper: LedgerKeeper, ledger: SqlLedger) -> None:
        await keeper.upsert_products([product("a"), product("b")])
        await keeper.delete_products([ProductId("a")])
        ids = [ProductId(name) for name in "abc"]
        assert set(await ledger.products(ids)) == {"b"}
        assert [item.id for item in await ledger.list_products(after=ProductId(""), limit=9)] == ["b"]

    async def test_more_ids_than_a_statement_takes_are_read(self, keeper: LedgerKeeper, ledger: SqlLedger) -> None:
        await keeper.upsert_products([product("first"), product("last")])
        ids = [ProductId("first"), *(ProductId(f"n{n}") for n in range(50_000)), ProductId("last")]
        assert set(await ledger.products(ids)) == {"first", "last"}

    async def test_pages_hold_every_product_once_in_the_order_of_ids(
        self, keeper: LedgerKeeper, ledger: SqlLedger
    ) -> None:
        names = [f"p{n}" for n in range(25)]
        await keeper.upsert_products([product(name) for name in names])
        listed: list[ProductId] = []
        while page := await ledger.list_products(after=listed[-1] if listed else ProductId(""), limit=10):
            listed += [item.id for item in page]
        assert listed == sorted(names)

    async def test_a_visitors_newest_events_come_oldest_first(self, keeper: LedgerKeeper, ledger: SqlLedger) -> None:
        times = [5, 1, 4, 4, 2, 3]
        batch = [event(f"e{n}", at_ms=NOON_MS + at) for n, at in enumerate(times)]
        await keeper.write_events([*batch, event("other", visitor_id=VisitorId("berta"), at_ms=NOON_MS + 9)])
        read = await ledger.visitor_events(ANNA, limit=4)
        assert [record.event.event_id for record in read] == ["e5", "e2", "e3", "e0"]
        assert [record.event for record in read] == [batch[n] for n in (5, 2, 3, 0)]

    async def test_a_visitors_events_converge_in_any_order_of_arrival(
        self, keeper: LedgerKeeper, ledger: SqlLedger
    ) -> None:
        seed = random.randrange(2**32)
        print(f"seed {seed}")
        rng = random.Random(seed)
        times = [NOON_MS + rng.randrange(6) for _ in range(40)]
        orders = []
        for visitor in (VisitorId(f"v{n}") for n in range(5)):
            arriving = [event(f"e{n:02}-{visitor}", at_ms=at, visitor_id=visitor) for n, at in enumerate(times)]
            arriving += rng.choices(arriving, k=20)
            rng.shuffle(arriving)
            for one in arriving:
                await keeper.write_events([one])
            read = await ledger.visitor_events(visitor, limit=30)
            orders.append([record.event.event_id.split("-")[0] for record in read])
        assert len(orders[0]) == 30
        assert all(order == orders[0] for order in orders)


class TestHistory:
    async def test_a_product_appears_once_at_its_last_change(self, keeper: LedgerKeeper, history: SqlHistory) -> None:
        await keeper.upsert_products([product("a"), product("b")])
        await keeper.upsert_products([product("a", title="newer")])
        changes = history.changes(after=Seq(0), limit=9)
        assert [(change.product_id, change.seq) for change in changes] == [("b", 2), ("a", 3)]

    async def test_reading_on_from_the_last_seq_misses_nothing(self, keeper: LedgerKeeper, history: SqlHistory) -> None:
        sent = [event(f"e{n}") for n in range(25)]
        await keeper.write_events(sent)
        await keeper.upsert_products([product("in between")])
        await keeper.write_events([event("last")])
        read: list[str] = []
        after = Seq(0)
        while page := history.events(after=after, limit=10):
            read += [record.event.event_id for record in page]
            after = page[-1].seq
        assert read == [item.event_id for item in [*sent, event("last")]]

    async def test_an_empty_ledger_stands_at_0(self, keeper: LedgerKeeper, history: SqlHistory) -> None:
        assert history.last_seq() == 0
        assert history.changes(after=Seq(0), limit=9) == []


class TestAcrossProcesses:
    async def test_a_reader_follows_while_another_process_writes(self, history: SqlHistory, tmp_path: Path) -> None:
        link = KeeperLink(tmp_path / "keeper.sock")
        sent = [[event(f"e{batch}-{n}") for n in range(10)] for batch in range(50)]
        read: list[RecordedEvent] = []

        def is_all_read() -> bool:
            read.extend(history.events(after=read[-1].seq if read else Seq(0), limit=7))
            return len(read) == 500

        with running("tests.harness.keeper_process", str(tmp_path)):
            await until_up(link)
            writing = asyncio.gather(*(link.write_events(batch) for batch in sent))
            await eventually(is_all_read, "500 events")
            await writing
            await link.close()
        assert [record.event for record in read] == [item for batch in sent for item in batch]
        assert [record.seq for record in read] == list(range(1, 501))


class TestWithoutAKeeper:
    async def test_before_there_is_a_ledger_it_is_unavailable_and_none_is_created(
        self, ledger: SqlLedger, history: SqlHistory, tmp_path: Path
    ) -> None:
        with pytest.raises(StoreUnavailable, match=r"^ledger is unavailable$"):
            await ledger.last_seq()
        with pytest.raises(StoreUnavailable, match=r"^ledger is unavailable$"):
            history.events(after=Seq(0), limit=1)
        assert files_in(tmp_path) == []

    async def test_readers_made_first_work_once_a_keeper_has_been(
        self, ledger: SqlLedger, history: SqlHistory, tmp_path: Path
    ) -> None:
        with pytest.raises(StoreUnavailable):
            await ledger.last_seq()
        keeper = LedgerKeeper(ledger_url(tmp_path), now_ms=lambda: NOON_MS, on_commit=lambda _seq: None)
        await keeper.upsert_products([product("a")])
        await keeper.close()
        assert await ledger.last_seq() == history.last_seq() == 1

    async def test_what_is_no_ledger_is_unavailable(
        self, ledger: SqlLedger, history: SqlHistory, tmp_path: Path
    ) -> None:
        (tmp_path / "ledger.db").write_bytes(b"This is a shopping list, not a database. " * 200)
        with pytest.raises(StoreUnavailable):
            await ledger.products([ProductId("a")])
        with pytest.raises(StoreUnavailable):
            LedgerKeeper(ledger_url(tmp_path), now_ms=lambda: NOON_MS, on_commit=lambda _seq: None)
