"""Other `auslage` commands as processes of their own: one that ends, or a server for the length of a block."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import grpc
from grpc_health.v1 import health_pb2, health_pb2_grpc

from service.cli.own_redis import free_port
from service.errors import ServiceError

_COMMAND = (sys.executable, "-P", "-m", "service.cli")
_SERVES_WITHIN_S = 120.0
_ENDS_WITHIN_S = 20.0
_POLL_S = 0.1
# A proxy that the environment names is for the world outside.
_NO_PROXY = (("grpc.enable_http_proxy", 0),)
_TOLD_CHARS = 600


class CommandFailed(ServiceError):
    """A command that was needed did not do its work; the message ends with what it said last."""


@dataclass(frozen=True, slots=True)
class Serving:
    """A server that answers: its address, and the process from which all of its others descend."""

    address: str
    pid: int


async def run_command(*arguments: str) -> str:
    """What an `auslage` command printed. Raises CommandFailed unless it ended with 0."""
    process = await asyncio.create_subprocess_exec(
        *_COMMAND, *arguments, env=_environment({}), stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
    )
    printed, told = await process.communicate()
    if process.returncode:
        raise CommandFailed(f"auslage {arguments[0]} failed: {told.decode(errors='replace')[-_TOLD_CHARS:].strip()}")
    return printed.decode()


@asynccontextmanager
async def served(data_dir: Path, settings: Mapping[str, str]) -> AsyncIterator[Serving]:
    """`auslage serve` on a free port of this machine, from the moment it answers until the block ends.

    Args:
        data_dir: what it serves.
        settings: more of them, by the names of the environment ("AUSLAGE_WORKERS"); those of our own environment do
            not count. A Redis URL may hold a password, and the environment is not shown to other users.

    Raises:
        CommandFailed: it ended, or did not answer in time.
    """
    address = f"127.0.0.1:{free_port()}"
    arguments = ("serve", "--data-dir", str(data_dir), "--listen", address)
    with tempfile.TemporaryFile() as log:
        process = await asyncio.create_subprocess_exec(
            *_COMMAND, *arguments, env=_environment({"AUSLAGE_DRAIN_S": "0", **settings}), stdout=log, stderr=log
        )
        try:
            await _answers(process, address, log)
            yield Serving(address, process.pid)
        finally:
            await _ended(process)


async def _answers(process: asyncio.subprocess.Process, address: str, log: IO[bytes]) -> None:
    deadline = time.monotonic() + _SERVES_WITHIN_S
    async with grpc.aio.insecure_channel(address, options=_NO_PROXY) as channel:
        check: Any = health_pb2_grpc.HealthStub(channel)
        while time.monotonic() < deadline and process.returncode is None:
            with suppress(grpc.aio.AioRpcError):
                answer = await check.Check(health_pb2.HealthCheckRequest(), timeout=1)
                if answer.status == health_pb2.HealthCheckResponse.SERVING:
                    return
            await asyncio.sleep(_POLL_S)
    log.seek(0)
    raise CommandFailed(f"auslage serve did not start: {log.read().decode(errors='replace')[-_TOLD_CHARS:].strip()}")


async def _ended(process: asyncio.subprocess.Process) -> None:
    with suppress(ProcessLookupError):
        process.send_signal(signal.SIGTERM)
    try:
        async with asyncio.timeout(_ENDS_WITHIN_S):
            await process.wait()
    except TimeoutError:
        process.kill()
        await process.wait()


def _environment(settings: Mapping[str, str]) -> dict[str, str]:
    """Our environment without the settings of a deployment that may happen to be in it."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("AUSLAGE_")}
    return {**kept, **settings}
