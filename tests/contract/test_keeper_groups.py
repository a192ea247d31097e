"""What the keeper promises about its group commits: neighbours, failures, order and the end."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from threading import Event as Gate
from typing import Any

import pytest
from sqlalchemy import event as sqlalchemy_event

from service.errors import LedgerBusy, Overloaded, ReadOnly, ServiceError, StoreUnavailable
from service.keeper.lock import lock_folder
from service.keeper.writer import LedgerKeeper
from service.stores.sql.engine import ledger_url
from service.stores.sql.history import SqlHistory
from service.types import EntryCode, EntryStatus, Seq
from tests.harness.builders import NOON_MS, event, product
from tests.harness.process import eventually

UNENCODABLE = {"search_query": "\ud800"}
TOO_LARGE_FOR_A_COLUMN = {"at_ms": 2**63}
"""Found out by the database only, after the rows before it were written."""


class Commits:
    """Records commits, and can hold the writer thread inside one."""

    def __init__(self) -> None:
        self.seqs: list[Seq] = []
        self.gate = Gate()
        self.gate.set()

    def __call__(self, seq: Seq) -> None:
        self.seqs.append(seq)
        assert self.gate.wait(20)


class Clock:
    def __init__(self) -> None:
        self.now_s = 0.0

    def __call__(self) -> float:
        return self.now_s


@pytest.fixture
def commits() -> Commits:
    return Commits()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def keeper(tmp_path: Path, commits: Commits, clock: Clock) -> AsyncIterator[LedgerKeeper]:
    keeper = LedgerKeeper(ledger_url(tmp_path), now_ms=lambda: NOON_MS, on_commit=commits, clock_s=clock)
    yield keeper
    commits.gate.set()
    await keeper.close()


@pytest.fixture
def history(tmp_path: Path) -> Iterator[SqlHistory]:
    history = SqlHistory(ledger_url(tmp_path))
    yield history
    history.close()


def stored(history: SqlHistory) -> set[str]:
    return {record.event.event_id for record in history.events(after=Seq(0), limit=10_000)}


async def hold(keeper: LedgerKeeper, commits: Commits) -> asyncio.Task[object]:
    """Keep the writer busy with one call, so that what follows has to wait and forms one group."""
    commits.gate.clear()
    task: asyncio.Task[object] = asyncio.create_task(keeper.write_events([event("held")]))
    await eventually(lambda: bool(commits.seqs), "the first commit")
    return task


async def test_calls_that_wait_are_committed_as_one_group(
    keeper: LedgerKeeper, commits: Commits, history: SqlHistory
) -> None:
    held = await hold(keeper, commits)
    calls = [asyncio.create_task(keeper.write_events([event(f"e{n}")])) for n in range(50)]
    await asyncio.sleep(0)
    commits.gate.set()
    results = await asyncio.gather(*calls)
    await held
    assert commits.seqs == [1, 51]
    assert [result.seq for result in results] == list(range(2, 52))
    assert len(stored(history)) == 51


@pytest.mark.parametrize("fault", [UNENCODABLE, TOO_LARGE_FOR_A_COLUMN])
async def test_a_write_that_cannot_be_stored_costs_its_neighbours_nothing(
    keeper: LedgerKeeper, commits: Commits, history: SqlHistory, fault: dict[str, Any]
) -> None:
    held = await hold(keeper, commits)
    batches = [[event("a")], [event("b"), event("c", **fault)], [event("d")]]
    calls = [asyncio.create_task(keeper.write_events(batch)) for batch in batches]
    await asyncio.sleep(0)
    commits.gate.set()
    first, second, third = await asyncio.gather(*calls, return_exceptions=True)
    await held
    assert isinstance(second, ServiceError)
    assert not isinstance(first, BaseException)
    assert not isinstance(third, BaseException)
    assert stored(history) == {"held", "a", "d"}
    assert (await keeper.write_events([event("b")])).entries[0].code == "OK"


@contextmanager
def full_disk(keeper: LedgerKeeper) -> Iterator[None]:
    """No connection of the keeper's can make the ledger any larger."""

    def cap(connection: sqlite3.Connection, _record: object) -> None:
        [pages] = connection.execute("PRAGMA page_count").fetchone()
        connection.execute(f"PRAGMA max_page_count = {pages}")

    keeper._engine.dispose()
    sqlalchemy_event.listen(keeper._engine, "connect", cap)
    yield
    sqlalchemy_event.remove(keeper._engine, "connect", cap)


LONG = [event(f"e{n}", search_query="x" * 1_000) for n in range(100)]


async def test_a_full_disk_refuses_this_and_every_later_write_and_reads_go_on(
    keeper: LedgerKeeper, history: SqlHistory
) -> None:
    await keeper.write_events([event("before")])
    with full_disk(keeper):
        answers = await asyncio.gather(keeper.write_events(LONG), keeper.write_events(LONG[:1]), return_exceptions=True)
        assert all(isinstance(answer, ReadOnly) for answer in answers)
        with pytest.raises(ReadOnly):
            await keeper.upsert_products([product("tiny")])
        assert stored(history) == {"before"}


async def test_room_on_a_full_disk_is_noticed_after_a_second_without_a_restart(
    keeper: LedgerKeeper, clock: Clock, history: SqlHistory
) -> None:
    await keeper.write_events([event("before")])
    with full_disk(keeper):
        for _ in range(3):
            with pytest.raises(ReadOnly, match="while the disk is full"):
                await keeper.write_events(LONG)
            clock.now_s += 1.0
    clock.now_s -= 0.1
    with pytest.raises(ReadOnly):
        await keeper.write_events(LONG)
    clock.now_s += 0.1
    assert {entry.code for entry in (await keeper.write_events(LONG)).entries} == {EntryCode.OK}
    await keeper.write_events([event("after")])
    assert len(stored(history)) == 102


async def test_a_failed_fsync_refuses_writes_until_a_restart(
    keeper: LedgerKeeper, clock: Clock, history: SqlHistory, tmp_path: Path
) -> None:
    def fail(_connection: object) -> None:
        error = sqlite3.OperationalError("disk I/O error")
        error.sqlite_errorcode = sqlite3.SQLITE_IOERR_FSYNC
        raise error

    await keeper.write_events([event("before")])
    sqlalchemy_event.listen(keeper._engine, "commit", fail)
    with pytest.raises(ReadOnly, match="until a restart"):
        await keeper.write_events([event("lost")])
    sqlalchemy_event.remove(keeper._engine, "commit", fail)
    clock.now_s += 3600
    with pytest.raises(ReadOnly, match="until a restart"):
        await keeper.write_events([event("too late")])
    assert stored(history) == {"before"}
    await keeper.close()
    again = LedgerKeeper(ledger_url(tmp_path), now_ms=lambda: NOON_MS, on_commit=lambda _seq: None)
    await again.write_events([event("after")])
    await again.close()
    assert stored(history) == {"before", "after"}


async def test_while_another_holds_the_ledger_writes_fail_and_then_go_on(
    keeper: LedgerKeeper, history: SqlHistory, tmp_path: Path
) -> None:
    await keeper.write_events([event("before")])
    with keeper._engine.connect() as connection:
        # Instead of the five seconds that a writer waits.
        connection.exec_driver_sql("PRAGMA busy_timeout = 10")
    with closing(sqlite3.connect(tmp_path / "ledger.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        for _ in range(2):
            with pytest.raises(StoreUnavailable, match=r"^ledger is unavailable$"):
                await keeper.write_events([event("refused")])
        other.execute("ROLLBACK")
    assert (await keeper.write_events([event("after")])).entries == (EntryStatus(),)
    assert stored(history) == {"before", "after"}


async def test_a_replayed_or_refused_write_is_no_commit_to_tell(keeper: LedgerKeeper, commits: Commits) -> None:
    await keeper.upsert_products([product("a", source_version=2)], request_id="r")
    await keeper.upsert_products([product("a", source_version=2)], request_id="r")
    await keeper.upsert_products([product("a", source_version=1)])
    assert commits.seqs == [1]


async def test_a_call_given_up_before_its_turn_is_not_begun(
    keeper: LedgerKeeper, commits: Commits, history: SqlHistory
) -> None:
    held = await hold(keeper, commits)
    given_up = asyncio.create_task(keeper.write_events([event("given up")]))
    await asyncio.sleep(0)
    given_up.cancel()
    await asyncio.gather(given_up, return_exceptions=True)
    commits.gate.set()
    await held
    await keeper.write_events([event("after")])
    assert stored(history) == {"held", "after"}


async def test_more_waiting_calls_than_the_queue_holds_are_refused(keeper: LedgerKeeper, commits: Commits) -> None:
    held = await hold(keeper, commits)
    calls = [asyncio.create_task(keeper.write_events([])) for _ in range(5_000)]
    await asyncio.sleep(0)
    commits.gate.set()
    answers = await asyncio.gather(*calls, return_exceptions=True)
    await held
    assert sum(isinstance(answer, Overloaded) for answer in answers) == 5_000 - 4_096


async def test_closing_finishes_what_waits_and_refuses_what_comes(
    keeper: LedgerKeeper, commits: Commits, history: SqlHistory
) -> None:
    held = await hold(keeper, commits)
    calls = [asyncio.create_task(keeper.write_events([event(f"e{n}")])) for n in range(600)]
    await asyncio.sleep(0)
    closing = asyncio.create_task(keeper.close())
    await asyncio.sleep(0)
    commits.gate.set()
    await asyncio.gather(closing, held, *calls)
    assert len(stored(history)) == 601
    with pytest.raises(StoreUnavailable):
        await keeper.write_events([event("late")])


async def test_the_order_goes_on_after_a_restart(keeper: LedgerKeeper, tmp_path: Path) -> None:
    await keeper.write_events([event("a"), event("b")])
    await keeper.close()
    again = LedgerKeeper(ledger_url(tmp_path), now_ms=lambda: NOON_MS, on_commit=lambda _seq: None)
    result = await again.write_events([event("c")])
    await again.close()
    assert result.seq == 3


def test_a_data_folder_has_one_keeper(tmp_path: Path) -> None:
    with lock_folder(tmp_path), pytest.raises(LedgerBusy), lock_folder(tmp_path):
        pytest.fail("two keepers own one folder")
    with lock_folder(tmp_path):
        pass
