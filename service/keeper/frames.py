"""What travels between a worker and the keeper: length-prefixed msgpack, one call or one answer a frame."""

from __future__ import annotations

from asyncio import StreamReader
from collections.abc import Callable

import msgspec

from service.errors import InvalidArgument, ServiceError, StoreUnavailable
from service.keeper.commands import Command
from service.types import WriteResult

MAX_FRAME_BYTES = 32 * 1024 * 1024
_LENGTH_BYTES = 4


class Call(msgspec.Struct, frozen=True):
    """A command under a number that its answer repeats."""

    number: int
    command: Command


class Done(msgspec.Struct, frozen=True, tag=True):
    """What a call returned."""

    number: int
    result: WriteResult


class Failed(msgspec.Struct, frozen=True, tag=True):
    """What a call raised: the name of the class, and what it is made from."""

    number: int
    error: str
    arguments: tuple[str, ...]


Answer = Done | Failed


def pack(message: Call | Answer) -> bytes:
    """The frame of a message.

    Raises:
        InvalidArgument: it is larger than 32 MiB.
    """
    body = msgspec.msgpack.encode(message)
    if len(body) > MAX_FRAME_BYTES:
        raise InvalidArgument("request", f"must be at most {MAX_FRAME_BYTES} bytes")
    return len(body).to_bytes(_LENGTH_BYTES, "big") + body


async def read_frame(reader: StreamReader) -> bytes:
    """The body of the next frame.

    Raises:
        IncompleteReadError: the other side has gone.
        ValueError: the frame is larger than 32 MiB.
    """
    length = int.from_bytes(await reader.readexactly(_LENGTH_BYTES), "big")
    if length > MAX_FRAME_BYTES:
        raise ValueError("the frame is too large")
    return await reader.readexactly(length)


def describe(number: int, error: Exception) -> Failed:
    """An error as it travels; one that is not ours becomes a plain ServiceError without its text."""
    match error:
        case InvalidArgument():
            return Failed(number, "InvalidArgument", (error.field, error.message))
        case StoreUnavailable():
            return Failed(number, "StoreUnavailable", (error.store,))
        case ServiceError():
            return Failed(number, type(error).__name__, (str(error),))
        case _:
            return Failed(number, "ServiceError", ("the write could not be stored",))


def recreate(failed: Failed) -> ServiceError:
    """The error that `describe` was given."""
    kinds: dict[str, Callable[..., ServiceError]] = {kind.__name__: kind for kind in ServiceError.__subclasses__()}
    return kinds.get(failed.error, ServiceError)(*failed.arguments)
