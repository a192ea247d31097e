"""Writes events inside a transaction, each once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection, insert, not_, select

from service.stores.sql.encoding import encode, fingerprint
from service.stores.sql.lookup import rows_where_in
from service.stores.sql.sequence import SeqCounter
from service.stores.sql.tables import EVENTS, PRODUCTS
from service.types import EntryCode, EntryStatus, Event, ProductId, Seq, WriteResult

UNKNOWN_PRODUCT = "UNKNOWN_PRODUCT"

_STANDING = select(EVENTS.c.event_id, EVENTS.c.seq, EVENTS.c.fingerprint)
_HELD = select(PRODUCTS.c.id).where(not_(PRODUCTS.c.deleted))
_STORED = EntryStatus()
_STORED_UNKNOWN_PRODUCT = EntryStatus(warnings=(UNKNOWN_PRODUCT,))
_DUPLICATE = EntryStatus(EntryCode.DUPLICATE)
_CONFLICT = EntryStatus(EntryCode.CONFLICT)


@dataclass(frozen=True, slots=True)
class _Standing:
    seq: Seq
    fingerprint: bytes


def write_events(connection: Connection, counter: SeqCounter, events: Sequence[Event]) -> WriteResult:
    """Store new events. Codes: OK (with UNKNOWN_PRODUCT if one is not held now), DUPLICATE, CONFLICT.

    A repeat at another time is a DUPLICATE: an event without a time of its own gets a new one at every try.
    """
    standing = _read_standing(connection, events)
    held = _read_held(connection, events)
    rows: list[dict[str, Any]] = []
    entries: list[EntryStatus] = []
    newest = Seq(0)
    for event in events:
        mark = fingerprint(encode(replace(event, at_ms=0)))
        stands = standing.get(event.event_id)
        if stands is None:
            stands = standing[event.event_id] = _Standing(counter.take(), mark)
            rows.append(_row(event, stands))
            is_known = all(line.product_id in held for line in event.products)
            entries.append(_STORED if is_known else _STORED_UNKNOWN_PRODUCT)
        else:
            entries.append(_DUPLICATE if stands.fingerprint == mark else _CONFLICT)
        if entries[-1] is not _CONFLICT:
            newest = max(newest, stands.seq)
    if rows:
        connection.execute(insert(EVENTS), rows)
    return WriteResult(tuple(entries), newest)


def _read_standing(connection: Connection, events: Sequence[Event]) -> dict[str, _Standing]:
    ids = [event.event_id for event in events]
    rows = rows_where_in(connection, _STANDING, EVENTS.c.event_id, ids)
    return {row.event_id: _Standing(row.seq, row.fingerprint) for row in rows}


def _read_held(connection: Connection, events: Sequence[Event]) -> set[ProductId]:
    ids = [line.product_id for event in events for line in event.products]
    return {row.id for row in rows_where_in(connection, _HELD, PRODUCTS.c.id, ids)}


def _row(event: Event, standing: _Standing) -> dict[str, Any]:
    return {
        "seq": standing.seq,
        "event_id": event.event_id,
        "visitor_id": event.visitor_id,
        "at_ms": event.at_ms,
        "fingerprint": standing.fingerprint,
        "payload": encode(event),
    }
