"""A keeper whose disk fails a write: refused until a restart, read all the while, and nothing acknowledged is lost."""

from __future__ import annotations

import asyncio
import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from service.errors import ReadOnly
from service.keeper.link import KeeperLink
from service.stores.sql.engine import ledger_url
from service.stores.sql.history import SqlHistory
from service.types import Seq
from tests.harness.builders import event
from tests.harness.keeper_process import until_up
from tests.harness.process import Process, running


@contextmanager
def failing_writes(keeper: Process) -> Iterator[None]:
    """Every write of the process into a file fails with EFBIG, which SQLite tells as SQLITE_IOERR."""
    pid = keeper._process.pid
    soft, hard = resource.prlimit(pid, resource.RLIMIT_FSIZE)
    resource.prlimit(pid, resource.RLIMIT_FSIZE, (0, hard))
    yield
    resource.prlimit(pid, resource.RLIMIT_FSIZE, (soft, hard))


@pytest.fixture
def history(tmp_path: Path) -> Iterator[SqlHistory]:
    history = SqlHistory(ledger_url(tmp_path))
    yield history
    history.close()


def stored(history: SqlHistory) -> set[str]:
    return {record.event.event_id for record in history.events(after=Seq(0), limit=1_000)}


async def test_a_failed_write_refuses_all_later_ones_until_a_restart(tmp_path: Path, history: SqlHistory) -> None:
    link = KeeperLink(tmp_path / "keeper.sock")
    with running("tests.harness.keeper_process", str(tmp_path)) as keeper:
        await until_up(link)
        await link.write_events([event("before")])
        with failing_writes(keeper):
            calls = [link.write_events([event(f"lost{n}")]) for n in range(20)]
            answers = await asyncio.gather(*calls, return_exceptions=True)
        assert {type(answer) for answer in answers} == {ReadOnly}
        with pytest.raises(ReadOnly, match="until a restart"):
            await link.write_events([event("too late")])
        assert stored(history) == {"before"}
    with running("tests.harness.keeper_process", str(tmp_path)):
        await until_up(link)
        await link.write_events([event("after")])
        assert stored(history) == {"before", "after"}
    await link.close()
