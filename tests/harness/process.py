"""Starts real processes, waits for what they do within a bound, kills them, and always reaps them."""

from __future__ import annotations

import asyncio
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

_ROOT = Path(__file__).parents[2]
_POLL_S = 0.005


class Process:
    """A Python module run as a process of its own."""

    def __init__(self, module: str, *arguments: str) -> None:
        self._process = subprocess.Popen([sys.executable, "-m", module, *arguments], cwd=_ROOT)

    @property
    def is_running(self) -> bool:
        return self._process.poll() is None

    def kill(self) -> None:
        """SIGKILL, and wait until the process is gone; a dead one is no exception."""
        self._process.kill()
        self._process.wait()

    def stop(self, *, within_s: float = 10.0) -> int:
        """SIGTERM, and the exit code."""
        self._process.send_signal(signal.SIGTERM)
        return self._process.wait(within_s)


@contextmanager
def running(module: str, *arguments: str) -> Iterator[Process]:
    """A process that is gone, one way or the other, when the block ends."""
    process = Process(module, *arguments)
    try:
        yield process
    finally:
        process.kill()


def wait_until(condition: Callable[[], bool], what: str, *, within_s: float = 20.0) -> None:
    """Return as soon as `condition` holds; fail by the name of `what` if it does not within the bound."""
    deadline = time.monotonic() + within_s
    while not condition():
        assert time.monotonic() < deadline, f"not within {within_s} s: {what}"
        time.sleep(_POLL_S)


async def eventually(condition: Callable[[], bool], what: str, *, within_s: float = 20.0) -> None:
    """`wait_until` on the event loop."""
    deadline = time.monotonic() + within_s
    while not condition():
        assert time.monotonic() < deadline, f"not within {within_s} s: {what}"
        await asyncio.sleep(_POLL_S)
