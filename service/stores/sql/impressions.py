"""Writes what was shown inside a transaction, and removes it when its time is over."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, delete, insert, select

from service.impressions import Impression
from service.stores.sql.encoding import pack_impression
from service.stores.sql.tables import IMPRESSIONS

# So many take some 10 ms, which other writes wait for.
_PURGED_AT_ONCE = 500


def write_impressions(connection: Connection, impressions: Sequence[Impression]) -> None:
    """Store impressions in the order given."""
    rows = [
        {"visitor_id": shown.visitor_id, "at_ms": shown.at_ms, "payload": pack_impression(shown)}
        for shown in impressions
    ]
    if rows:
        connection.execute(insert(IMPRESSIONS), rows)


def purge_impressions(connection: Connection, *, before_ms: int) -> None:
    """Remove what was shown before `before_ms`: the oldest 500, so call it often."""
    oldest = (
        select(IMPRESSIONS.c.number)
        .where(IMPRESSIONS.c.at_ms < before_ms)
        .order_by(IMPRESSIONS.c.at_ms)
        .limit(_PURGED_AT_ONCE)
    )
    connection.execute(delete(IMPRESSIONS).where(IMPRESSIONS.c.number.in_(oldest)))
