"""Waiting for what comes by itself: polled, with a bound."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

_POLL_S = 0.02


async def eventually(holds: Callable[[], Awaitable[bool]], *, within_s: float = 30.0) -> None:
    """Return as soon as `holds` does; fail when it did not in time."""
    for _ in range(int(within_s / _POLL_S)):
        if await holds():
            return
        await asyncio.sleep(_POLL_S)
    raise AssertionError(f"not within {within_s} s")
