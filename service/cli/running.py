"""Runs what serves until it is told to stop, and lets it finish what it has begun."""

from __future__ import annotations

import asyncio
import signal
import sys
from collections.abc import Coroutine
from contextlib import suppress
from typing import Any

import uvloop


def run_until_stopped(serving: Coroutine[Any, Any, None], *, with_parent: bool = False) -> None:
    """Run to the end, or until SIGTERM or SIGINT; then it is cancelled once and may take its time to leave.

    Args:
        serving: what to run.
        with_parent: stop as well when the process at the other end of standard input is gone, however it went.
    """
    uvloop.run(_until_stopped(serving, with_parent=with_parent))


async def _until_stopped(serving: Coroutine[Any, Any, None], *, with_parent: bool) -> None:
    loop, task = asyncio.get_running_loop(), asyncio.ensure_future(serving)

    def stop() -> None:
        loop.remove_reader(sys.stdin)
        # A second signal must not cut the leaving short.
        if not task.cancelling():
            task.cancel()

    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop)
    if with_parent:
        # Nothing is ever written to it: readable means closed.
        loop.add_reader(sys.stdin, stop)
    with suppress(asyncio.CancelledError):
        await task
