"""Time limits for Redis: what counts is Redis, not how busy this loop was."""

from __future__ import annotations

import asyncio
import socket
import time

import pytest

from service.stores.redis.patience import answered_within

_LIMIT_S = 0.005


async def test_an_answer_that_came_while_the_loop_was_busy_is_read() -> None:
    ours, theirs = socket.socketpair()
    reader, writer = await asyncio.open_connection(sock=ours)

    def be_busy() -> None:
        theirs.send(b"x")
        until = time.monotonic() + 10 * _LIMIT_S
        while time.monotonic() < until:
            pass

    asyncio.get_running_loop().call_soon(be_busy)
    async with answered_within(_LIMIT_S):
        assert await reader.readexactly(1) == b"x"
    writer.close()
    theirs.close()


async def test_an_answer_that_does_not_come_is_given_up() -> None:
    with pytest.raises(TimeoutError):
        async with answered_within(_LIMIT_S):
            await asyncio.Event().wait()


async def test_a_limit_that_was_kept_leaves_nothing_behind() -> None:
    async with answered_within(_LIMIT_S):
        pass
    task = asyncio.current_task()
    assert task is not None
    assert task.cancelling() == 0
