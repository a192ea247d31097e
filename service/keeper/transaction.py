"""Carries out commands inside one transaction of the ledger."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import Connection

from service.keeper.commands import Command, DeleteProducts, PatchProducts, UpsertProducts, WriteEvents
from service.stores.sql.events import write_events
from service.stores.sql.products import delete_products, patch_products, upsert_products
from service.stores.sql.requests import recall_answer, remember_answer
from service.stores.sql.sequence import SeqCounter
from service.types import WriteResult


def carry_out(connection: Connection, counter: SeqCounter, command: Command, *, now_ms: int) -> WriteResult:
    """Do what `command` says, once for each `request_id`, in a savepoint: if it raises, it left nothing behind."""
    if not command.request_id:
        with connection.begin_nested():
            return _write(connection, counter, command)
    method = type(command).__name__
    if first := recall_answer(connection, command.request_id, method, now_ms=now_ms):
        return replace(first, replayed=True)
    with connection.begin_nested():
        answer = _write(connection, counter, command)
        remember_answer(connection, command.request_id, method, answer, now_ms=now_ms)
    return answer


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
