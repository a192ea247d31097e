"""A worker's way to the keeper: one connection, many calls at once."""

from __future__ import annotations

import asyncio
import logging
import os
import socket
import struct
from asyncio import Future, IncompleteReadError, StreamReader, StreamWriter
from collections.abc import Sequence
from contextlib import suppress
from itertools import count
from pathlib import Path

import msgspec

from service.errors import StoreUnavailable
from service.impressions import Impression
from service.keeper.address import short_address
from service.keeper.commands import (
    Command,
    DeleteProducts,
    PatchProducts,
    UpsertProducts,
    WriteEvents,
    WriteImpressions,
)
from service.keeper.frames import Answer, Call, Done, pack, read_frame, recreate
from service.types import Event, Product, ProductId, ProductPatch, WriteResult

_LOG = logging.getLogger(__name__)
# struct ucred of unix(7): pid, uid, gid.
_CREDENTIALS = struct.Struct("iII")
_ANSWER = msgspec.msgpack.Decoder[Answer](Answer)


class KeeperLink:
    """Implements `ports.Keeper` from another process; every call connects if there is no connection.

    Only to a keeper of this very user: what somebody else put in its place reads StoreUnavailable and is sent nothing.

    A call in flight when the keeper goes away raises StoreUnavailable, and so do calls until it is back: whether the
    write was stored is then unknown. Repeat it with the same `request_id` or event ids; it is stored once.
    """

    def __init__(self, socket_path: Path) -> None:
        self._socket_path = socket_path
        self._connecting = asyncio.Lock()
        self._connection: _Connection | None = None
        self._closed = False

    async def write_events(self, events: Sequence[Event], *, request_id: str = "") -> WriteResult:
        """Store events; see `ports.Keeper`."""
        return await self._ask(WriteEvents(tuple(events), request_id))

    async def upsert_products(self, products: Sequence[Product], *, request_id: str = "") -> WriteResult:
        """Store whole products; see `ports.Keeper`."""
        return await self._ask(UpsertProducts(tuple(products), request_id))

    async def patch_products(self, patches: Sequence[ProductPatch], *, request_id: str = "") -> WriteResult:
        """Store new values of some fields; see `ports.Keeper`."""
        return await self._ask(PatchProducts(tuple(patches), request_id))

    async def delete_products(
        self, ids: Sequence[ProductId], *, source_version: int = 0, request_id: str = ""
    ) -> WriteResult:
        """Delete products; see `ports.Keeper`."""
        return await self._ask(DeleteProducts(tuple(ids), source_version, request_id))

    async def write_impressions(self, impressions: Sequence[Impression]) -> None:
        """Store what was shown; see `ports.Keeper`."""
        await self._ask(WriteImpressions(tuple(impressions)))

    async def close(self) -> None:
        """Hang up; calls in flight raise StoreUnavailable."""
        self._closed = True
        async with self._connecting:
            if self._connection:
                await self._connection.close()

    async def _ask(self, command: Command) -> WriteResult:
        connection = await self._connect()
        return await connection.ask(command)

    async def _connect(self) -> _Connection:
        async with self._connecting:
            if self._closed:
                raise StoreUnavailable("keeper")
            if self._connection is None or self._connection.is_lost:
                try:
                    connected = await _connect(self._socket_path)
                except OSError as error:
                    raise StoreUnavailable("keeper") from error
                self._connection = _Connection(*await asyncio.open_unix_connection(sock=connected))
            return self._connection


class _Connection:
    """One connection: calls go out under a number, answers come back in any order. Once lost it stays lost."""

    def __init__(self, reader: StreamReader, writer: StreamWriter) -> None:
        self._writer = writer
        self._numbers = count(1)
        self._waiting: dict[int, Future[Answer]] = {}
        self._listening = asyncio.create_task(self._listen(reader))

    @property
    def is_lost(self) -> bool:
        """Whether no more answers can come."""
        return self._listening.done()

    async def ask(self, command: Command) -> WriteResult:
        """Send one command and wait for its own answer."""
        number = next(self._numbers)
        frame = pack(Call(number, command))
        if self.is_lost:
            raise StoreUnavailable("keeper")
        answer = self._waiting[number] = asyncio.get_running_loop().create_future()
        try:
            # Not drained: every caller waits for its answer, so what is buffered is bounded by the calls in flight.
            self._writer.write(frame)
            return _result_of(await answer)
        finally:
            del self._waiting[number]

    async def close(self) -> None:
        """Stop listening and close the socket."""
        self._listening.cancel()
        await asyncio.gather(self._listening, return_exceptions=True)
        with suppress(ConnectionError):
            await self._writer.wait_closed()

    async def _listen(self, reader: StreamReader) -> None:
        try:
            while True:
                self._deliver(_ANSWER.decode(await read_frame(reader)))
        except (IncompleteReadError, ConnectionError):
            pass
        finally:
            self._writer.close()
            for answer in self._waiting.values():
                if not answer.done():
                    answer.set_exception(StoreUnavailable("keeper"))

    def _deliver(self, answer: Answer) -> None:
        waiting = self._waiting.get(answer.number)
        # A caller may have given up in the meantime.
        if waiting and not waiting.done():
            waiting.set_result(answer)


async def _connect(path: Path) -> socket.socket:
    """A connection to a process of this user; OSError if there is none, or if somebody else listens."""
    connected = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM | socket.SOCK_NONBLOCK)
    try:
        with short_address(path) as address:
            await asyncio.get_running_loop().sock_connect(connected, address)
        _check_owner(connected)
    except BaseException:
        connected.close()
        raise
    return connected


def _check_owner(connected: socket.socket) -> None:
    credentials = connected.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, _CREDENTIALS.size)
    _pid, uid, _gid = _CREDENTIALS.unpack(credentials)
    if uid != os.geteuid():
        _LOG.warning("another user listens on the keeper's socket; nothing was sent")
        raise PermissionError("another user listens on the keeper's socket")


def _result_of(answer: Answer) -> WriteResult:
    if isinstance(answer, Done):
        return answer.result
    raise recreate(answer)
