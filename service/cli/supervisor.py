"""Keeps processes of one role running: starts them, starts the dead again, and lets all leave in order."""

from __future__ import annotations

import asyncio
import os
import sys
import time
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import structlog
import typer

from service.config import Settings
from service.errors import ServiceError

_FIRST_PAUSE_S = 0.2
_LONGEST_PAUSE_S = 5.0
_STEADY_AFTER_S = 10.0
_LEAVES_WITHIN_S = 10.0
"""Beyond what the settings grant for draining."""

log = structlog.get_logger(__name__)


def as_environment(settings: Settings) -> dict[str, str]:
    """Our environment with every setting in it; a secret never stands on a command line, where all users see it."""
    values = settings.model_dump(mode="json", exclude_none=True)
    if settings.redis_url is not None:
        values["redis_url"] = settings.redis_url.get_secret_value()
    return {**os.environ, **{f"AUSLAGE_{name.upper()}": str(value) for name, value in values.items()}}


@asynccontextmanager
async def kept_running(role: str, n: int, settings: Settings) -> AsyncIterator[None]:
    """Keep `n` processes of a role running for the length of the block, which begins once all of them were ready.

    Raises:
        typer.Exit: one of them refused to start; it has said why.
        ServiceError: one of them died before it was ready.
    """
    readies = [asyncio.get_running_loop().create_future() for _ in range(n)]
    tasks = [asyncio.create_task(_keep(role, settings, ready)) for ready in readies]
    try:
        await asyncio.gather(*readies)
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _keep(role: str, settings: Settings, ready: asyncio.Future[None]) -> None:
    pause_s = _FIRST_PAUSE_S
    while True:
        began = time.monotonic()
        code = await _run_once(role, settings, ready)
        if not ready.done():
            ready.set_exception(typer.Exit(code) if code > 0 else ServiceError(f"a {role} died before it was ready"))
            return
        log.warning("a process ended and is started again", role=role, code=code)
        if time.monotonic() - began > _STEADY_AFTER_S:
            pause_s = _FIRST_PAUSE_S
        await asyncio.sleep(pause_s)
        pause_s = min(2 * pause_s, _LONGEST_PAUSE_S)


async def _run_once(role: str, settings: Settings, ready: asyncio.Future[None]) -> int:
    """Run one process to its end and return its exit code; when cancelled, let it leave first."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-P", "-m", "service.cli", role),
        env=as_environment(settings),
        stdin=PIPE,
        stdout=PIPE,
        # A session of its own: Ctrl-C reaches us alone, and we tell the others in their order.
        start_new_session=True,
    )
    try:
        if process.stdout is not None and await process.stdout.readline() and not ready.done():
            ready.set_result(None)
        return await process.wait()
    except asyncio.CancelledError:
        await _let_leave(process, settings)
        raise


async def _let_leave(process: Process, settings: Settings) -> None:
    with suppress(ProcessLookupError):
        process.terminate()
    try:
        async with asyncio.timeout(settings.drain_s + settings.grace_s + _LEAVES_WITHIN_S):
            await process.wait()
    except TimeoutError:
        log.warning("a process did not leave in time and is killed")
        process.kill()
        await process.wait()
