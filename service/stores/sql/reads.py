"""The ledger's read queries, on a connection that is given."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, func, not_, select

from service.impressions import RecordedImpression
from service.stores.sql.encoding import decode_event, decode_product, unpack_impression
from service.stores.sql.lookup import rows_where_in
from service.stores.sql.tables import EVENTS, IMPRESSIONS, PRODUCTS
from service.types import Product, ProductChange, ProductId, RecordedEvent, Seq, VisitorId

_LIVE_PRODUCTS = select(PRODUCTS.c.id, PRODUCTS.c.payload).where(not_(PRODUCTS.c.deleted))
_EVENTS = select(EVENTS.c.seq, EVENTS.c.payload)


def read_products(connection: Connection, ids: Sequence[ProductId]) -> dict[ProductId, Product]:
    """The products among `ids` that stand, in no order."""
    rows = rows_where_in(connection, _LIVE_PRODUCTS, PRODUCTS.c.id, ids)
    return {row.id: decode_product(row.payload) for row in rows}


def read_products_after(connection: Connection, after: ProductId, limit: int) -> list[Product]:
    """The next `limit` products in the order of their ids."""
    query = _LIVE_PRODUCTS.where(PRODUCTS.c.id > after).order_by(PRODUCTS.c.id).limit(limit)
    return [decode_product(row.payload) for row in connection.execute(query).all()]


def read_visitor_events(
    connection: Connection, visitor: VisitorId, limit: int, until: Seq | None
) -> list[RecordedEvent]:
    """The newest `limit` events of one visitor in the order of event time, then event id; oldest first.

    With `until`, of those that the ledger held at that seq.
    """
    query = (
        _EVENTS.where(EVENTS.c.visitor_id == visitor)
        .order_by(EVENTS.c.at_ms.desc(), EVENTS.c.event_id.desc())
        .limit(limit)
    )
    if until is not None:
        query = query.where(EVENTS.c.seq <= until)
    return [RecordedEvent(row.seq, decode_event(row.payload)) for row in connection.execute(query).all()][::-1]


def read_events_after(connection: Connection, after: Seq, limit: int) -> list[RecordedEvent]:
    """The next `limit` events in the order of `seq`."""
    query = _EVENTS.where(EVENTS.c.seq > after).order_by(EVENTS.c.seq).limit(limit)
    return [RecordedEvent(row.seq, decode_event(row.payload)) for row in connection.execute(query).all()]


def read_impressions_after(connection: Connection, after: int, limit: int) -> list[RecordedImpression]:
    """The next `limit` impressions in the order of their numbers."""
    query = (
        select(IMPRESSIONS.c.number, IMPRESSIONS.c.payload)
        .where(IMPRESSIONS.c.number > after)
        .order_by(IMPRESSIONS.c.number)
        .limit(limit)
    )
    return [RecordedImpression(row.number, unpack_impression(row.payload)) for row in connection.execute(query).all()]


def read_last_impression(connection: Connection) -> int:
    """The highest number of an impression, 0 while there is none."""
    return connection.execute(select(func.max(IMPRESSIONS.c.number))).scalar_one() or 0


def read_changes_after(connection: Connection, after: Seq, limit: int) -> list[ProductChange]:
    """The next `limit` changed products in the order of their last change."""
    query = (
        select(PRODUCTS.c.id, PRODUCTS.c.seq, PRODUCTS.c.deleted, PRODUCTS.c.payload)
        .where(PRODUCTS.c.seq > after)
        .order_by(PRODUCTS.c.seq)
        .limit(limit)
    )
    return [
        ProductChange(row.seq, row.id, None if row.deleted else decode_product(row.payload))
        for row in connection.execute(query).all()
    ]
