"""A TCP proxy that delays, swallows or resets what passes through it."""

from __future__ import annotations

import asyncio
import socket
import struct
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Self

from tests.harness.redis import free_port

_RESET_ON_CLOSE = struct.pack("ii", 1, 0)


class FaultProxy:
    """Forwards to one local port; its faults are attributes that act on the next bytes.

    Attributes:
        latency_ms: added to every chunk, each way.
        black_hole: swallow every byte and keep the connections open.
        n_connections: accepted so far.
    """

    def __init__(self, upstream_port: int) -> None:
        self.port = free_port()
        self.latency_ms = 0.0
        self.black_hole = False
        self.n_connections = 0
        self._upstream_port = upstream_port
        self._server: asyncio.Server | None = None
        self._writers: set[asyncio.StreamWriter] = set()
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    async def start(self) -> Self:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", self.port)
        return self

    def reset(self) -> None:
        """Cut every open connection with a TCP reset."""
        for writer in self._writers:
            if writer.is_closing():
                continue
            link: socket.socket = writer.get_extra_info("socket")
            link.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET_ON_CLOSE)
            writer.transport.abort()

    async def close(self) -> None:
        """Stop listening, cut every connection, and return once none is left."""
        if self._server:
            self._server.close()
        self.reset()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        # A task of our own: the stream server logs an error for a handler that is cancelled.
        task = asyncio.create_task(self._join(reader, writer))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _join(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.n_connections += 1
        try:
            up_reader, up_writer = await asyncio.open_connection("127.0.0.1", self._upstream_port)
        except OSError:
            writer.close()
            return
        both = {writer, up_writer}
        self._writers |= both
        try:
            await asyncio.gather(self._forward(reader, up_writer), self._forward(up_reader, writer))
        finally:
            self._writers -= both
            for each in both:
                each.close()

    async def _forward(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while chunk := await reader.read(65536):
                await asyncio.sleep(self.latency_ms / 1000)
                if not self.black_hole:
                    writer.write(chunk)
                    await writer.drain()
        except OSError:
            writer.transport.abort()
        else:
            writer.close()


@asynccontextmanager
async def fault_proxy(upstream_port: int) -> AsyncIterator[FaultProxy]:
    """A proxy in front of a local port, without faults at first."""
    proxy = await FaultProxy(upstream_port).start()
    try:
        yield proxy
    finally:
        await proxy.close()
