"""What is measured: the processes that answer, and the calls to them as plain bytes."""

from __future__ import annotations

import asyncio
import itertools
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import grpc

from service.cli.load.empty import METHOD, SERVICE
from service.cli.load.open_loop import Call
from service.cli.own_redis import free_port

SEARCH = "/auslage.v1.SearchService/Search"
WRITE_EVENTS = "/auslage.v1.EventService/WriteEvents"
EMPTY = f"/{SERVICE}/{METHOD}"
_TIMEOUT_S = 5.0
_CONNECTIONS_PER_WORKER = 8
_OPTIONS = (
    ("grpc.enable_http_proxy", 0),
    # Else all channels to one address would share a connection, and with it one worker.
    ("grpc.use_local_subchannel_pool", 1),
)


@dataclass(frozen=True, slots=True)
class Target:
    """A server: where it answers, over how many connections it is asked, and its process if it is ours."""

    address: str
    n_connections: int = 1
    pid: int | None = None


@asynccontextmanager
async def calling(target: Target, method: str) -> AsyncIterator[Call]:
    """Calls of one method, spread over connections that are open from the start."""
    channels = [grpc.aio.insecure_channel(target.address, options=_OPTIONS) for _ in range(target.n_connections)]
    calls: Iterator[Any] = itertools.cycle([channel.unary_unary(method) for channel in channels])

    async def call(request: bytes) -> bytes:
        reply: bytes = await next(calls)(request, timeout=_TIMEOUT_S)
        return reply

    try:
        await asyncio.gather(*(channel.channel_ready() for channel in channels))
        yield call
    finally:
        await asyncio.gather(*(channel.close() for channel in channels))


@asynccontextmanager
async def empty_server(n_bytes: int) -> AsyncIterator[Target]:
    """A process of its own whose every reply is `n_bytes` long."""
    port = free_port()
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-P", "-m", "service.cli.load.empty", str(port), str(n_bytes)
    )
    try:
        yield Target(f"127.0.0.1:{port}", pid=process.pid)
    finally:
        process.terminate()
        await process.wait()


def connections(workers: int) -> int:
    """So many that the kernel gives every worker its share of them."""
    return 1 if workers == 1 else _CONNECTIONS_PER_WORKER * workers
