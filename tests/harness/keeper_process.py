"""A keeper as a process of its own: `python -m tests.harness.keeper_process FOLDER`, until SIGTERM."""

from __future__ import annotations

import asyncio
import signal
import sys
import time
from contextlib import suppress
from pathlib import Path

from service.errors import StoreUnavailable
from service.keeper.link import KeeperLink
from service.keeper.lock import lock_folder
from service.keeper.server import serve_keeper
from service.keeper.writer import LedgerKeeper
from service.stores.sql.engine import ledger_url


async def keep(folder: Path) -> None:
    """Serve on FOLDER/keeper.sock, and close in order when told to end."""
    ended = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, ended.set)
    with lock_folder(folder):
        keeper = LedgerKeeper(ledger_url(folder), now_ms=lambda: int(time.time() * 1000), on_commit=lambda _seq: None)
        async with serve_keeper(keeper, folder / "keeper.sock"):
            await ended.wait()
        await keeper.close()


async def until_up(link: KeeperLink, *, within_s: float = 30.0) -> None:
    """Return once the keeper answers; an empty batch changes nothing."""
    async with asyncio.timeout(within_s):
        while True:
            with suppress(StoreUnavailable):
                await link.write_events([])
                return
            await asyncio.sleep(0.01)


if __name__ == "__main__":
    asyncio.run(keep(Path(sys.argv[1])))
