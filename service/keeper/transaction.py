"""Carries out commands inside one transaction of the ledger."""

from __future__ import annotations

from dataclasses import replace

import msgspec
from sqlalchemy import Connection

from service.keeper.commands import (
    Command,
    DeleteProducts,
    PatchProducts,
    UpsertProducts,
    WriteEvents,
    WriteImpressions,
)
from service.stores.sql.encoding import fingerprint
from service.stores.sql.events import write_events
from service.stores.sql.impressions import write_impressions
from service.stores.sql.products import delete_products, patch_products, upsert_products
from service.stores.sql.requests import Request, recall_answer, remember_answer
from service.stores.sql.sequence import SeqCounter
from service.types import Seq, WriteResult

_ENCODER = msgspec.json.Encoder(order="deterministic")


def carry_out(connection: Connection, counter: SeqCounter, command: Command, *, now_ms: int) -> WriteResult:
    """Do what `command` says, once for each `request_id`, in a savepoint: if it raises, it left nothing behind.

    Raises:
        InvalidArgument: its `request_id` was used for another batch.
    """
    if not command.request_id:
        with connection.begin_nested():
            return _write(connection, counter, command)
    request = Request(command.request_id, type(command).__name__, _fingerprint(command))
    if first := recall_answer(connection, request, now_ms=now_ms):
        return replace(first, replayed=True)
    with connection.begin_nested():
        answer = _write(connection, counter, command)
        remember_answer(connection, request, answer, now_ms=now_ms)
    return answer


def _fingerprint(command: Command) -> bytes:
    if isinstance(command, WriteEvents):
        # An event without a time of its own gets a new one at every try.
        timeless = tuple(replace(event, at_ms=0) for event in command.entries)
        command = msgspec.structs.replace(command, entries=timeless)
    return fingerprint(_ENCODER.encode(command))


def _write(connection: Connection, counter: SeqCounter, command: Command) -> WriteResult:
    match command:
        case WriteEvents():
            return write_events(connection, counter, command.entries)
        case UpsertProducts():
            return upsert_products(connection, counter, command.entries)
        case PatchProducts():
            return patch_products(connection, counter, command.entries)
        case DeleteProducts():
            return delete_products(connection, counter, command.entries, command.source_version)
        case WriteImpressions():
            write_impressions(connection, command.entries)
            return WriteResult((), Seq(0))
