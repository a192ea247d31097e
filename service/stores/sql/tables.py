"""The ledger's tables as the code sees them; `migrations` creates them."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, LargeBinary, MetaData, String, Table

from service.limits import MAX_ID_BYTES

METADATA = MetaData()

# SQLite makes only a column of the very type INTEGER an alias of the row id.
_SEQ = BigInteger().with_variant(Integer, "sqlite")
_ID = String(MAX_ID_BYTES)

PRODUCTS = Table(
    "products",
    METADATA,
    Column("id", _ID, primary_key=True),
    Column("seq", BigInteger, nullable=False),
    Column("source_version", BigInteger, nullable=False),
    Column("deleted", Boolean, nullable=False),
    Column("payload", LargeBinary, nullable=False),
    Index("products_by_seq", "seq", unique=True),
)
"""One row a product; deleted ones stay, with an empty payload, so that older writes are known as stale."""

EVENTS = Table(
    "events",
    METADATA,
    Column("seq", _SEQ, primary_key=True, autoincrement=False),
    Column("event_id", _ID, nullable=False),
    Column("visitor_id", _ID, nullable=False),
    Column("at_ms", BigInteger, nullable=False),
    Column("fingerprint", LargeBinary(16), nullable=False),
    Column("payload", LargeBinary, nullable=False),
    Index("events_by_id", "event_id", unique=True),
    Index("events_by_visitor", "visitor_id", "at_ms"),
)
"""The event log; `fingerprint` tells a repeated event from another one under the same id."""

REQUESTS = Table(
    "requests",
    METADATA,
    Column("request_id", _ID, primary_key=True),
    Column("method", String(32), primary_key=True),
    Column("at_ms", BigInteger, nullable=False),
    Column("fingerprint", LargeBinary(16), nullable=False),
    Column("answer", LargeBinary, nullable=False),
    Index("requests_by_time", "at_ms"),
)
"""First answers, kept for repeats of the same call; `fingerprint` tells it from another one under the same id."""

IMPRESSIONS = Table(
    "impressions",
    METADATA,
    Column("number", _SEQ, primary_key=True),
    Column("visitor_id", _ID, nullable=False),
    Column("at_ms", BigInteger, nullable=False),
    Column("payload", LargeBinary, nullable=False),
    Index("impressions_by_visitor", "visitor_id"),
    Index("impressions_by_time", "at_ms"),
    # Else SQLite gives the number of an erased row to a later one, and whoever read that far would miss it.
    sqlite_autoincrement=True,
)
"""What was shown, in an order of its own: no change that an index or a visitor has to see."""

COUNTERS = Table(
    "counters",
    METADATA,
    Column("name", String(32), primary_key=True),
    Column("value", BigInteger, nullable=False),
)
"""Holds the last `seq`: the rows alone cannot tell it once some of them are erased."""
