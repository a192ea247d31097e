"""A time limit for someone else's answer that does not count our own delays."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

# Connecting and reading take this many turns of the loop at most, the ones in which nothing is left to wait for included.
_TURNS = 8


@asynccontextmanager
async def answered_within(limit_s: float) -> AsyncIterator[None]:
    """Raise TimeoutError when the block has waited for `limit_s`, and what has arrived by then was read.

    A timer is due as well when this loop was busy with a search while the answer lay in the socket. So the block gets a
    few more turns of the loop, which cost nothing if nothing is there.
    """
    loop = asyncio.get_running_loop()
    timer: asyncio.Handle
    async with asyncio.timeout(None) as limit:

        def due(turns_left: int) -> None:
            nonlocal timer
            if turns_left:
                timer = loop.call_soon(due, turns_left - 1)
            else:
                limit.reschedule(loop.time())

        timer = loop.call_later(limit_s, due, _TURNS)
        try:
            yield
        finally:
            timer.cancel()
