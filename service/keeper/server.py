"""Lets other processes of this machine call the keeper over a Unix socket."""

from __future__ import annotations

import asyncio
import logging
import socket
from asyncio import IncompleteReadError, StreamReader, StreamWriter, Task
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import msgspec

from service.keeper.address import short_address
from service.keeper.commands import (
    Command,
    DeleteProducts,
    PatchProducts,
    UpsertProducts,
    WriteEvents,
    WriteImpressions,
)
from service.keeper.frames import Answer, Call, Done, describe, pack, read_frame
from service.ports import Keeper
from service.types import Seq, WriteResult

_LOG = logging.getLogger(__name__)
_CALL = msgspec.msgpack.Decoder(Call)


@asynccontextmanager
async def serve_keeper(keeper: Keeper, socket_path: Path) -> AsyncIterator[None]:
    """Answer calls for the length of an `async with` block; only this user may connect.

    On leaving, no more calls are read, those under way are answered, and every connection is closed.
    """
    connections: set[Task[None]] = set()

    async def connect(reader: StreamReader, writer: StreamWriter) -> None:
        connection = asyncio.create_task(_serve_connection(keeper, reader, writer))
        connections.add(connection)
        connection.add_done_callback(connections.discard)

    # Held to the end: newer Pythons look the address up again when the server closes.
    with short_address(socket_path) as address:
        server = await asyncio.start_unix_server(connect, sock=_bind(address))
        try:
            yield
        finally:
            server.close()
            for connection in connections:
                connection.cancel()
            await asyncio.gather(*connections, return_exceptions=True)


def _bind(address: str) -> socket.socket:
    path = Path(address)
    path.unlink(missing_ok=True)
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(address)
    # Before it listens, so that nobody else can have connected.
    path.chmod(0o600)
    return listener


async def _serve_connection(keeper: Keeper, reader: StreamReader, writer: StreamWriter) -> None:
    calls: set[Task[None]] = set()
    try:
        while True:
            call = _CALL.decode(await read_frame(reader))
            task = asyncio.create_task(_answer(keeper, call, writer))
            calls.add(task)
            task.add_done_callback(calls.discard)
    except (IncompleteReadError, ConnectionError):
        pass
    except (msgspec.DecodeError, ValueError):
        _LOG.warning("a connection to the keeper sent what is no call and was closed")
    finally:
        # Also when cancelled: what was accepted is answered.
        await asyncio.gather(*calls)
        writer.close()


async def _answer(keeper: Keeper, call: Call, writer: StreamWriter) -> None:
    answer: Answer
    try:
        answer = Done(call.number, await _perform(keeper, call.command))
    except Exception as error:  # noqa: BLE001 - the outermost wrapper: the caller must get an answer
        answer = describe(call.number, error)
    if not writer.is_closing():
        writer.write(pack(answer))


async def _perform(keeper: Keeper, command: Command) -> WriteResult:
    match command:
        case WriteEvents(entries, request_id):
            return await keeper.write_events(entries, request_id=request_id)
        case UpsertProducts(entries, request_id):
            return await keeper.upsert_products(entries, request_id=request_id)
        case PatchProducts(entries, request_id):
            return await keeper.patch_products(entries, request_id=request_id)
        case DeleteProducts(entries, source_version, request_id):
            return await keeper.delete_products(entries, source_version=source_version, request_id=request_id)
        case WriteImpressions(entries):
            await keeper.write_impressions(entries)
            return WriteResult((), Seq(0))
