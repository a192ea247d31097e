"""The first ledger: products, events, answered requests, and the counter of `seq`."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "r0001"
down_revision = None
branch_labels = None
depends_on = None

_SEQ = sa.BigInteger().with_variant(sa.Integer, "sqlite")
_ID = sa.String(128)


def upgrade() -> None:
    """Create the tables, and the counter at 0."""
    _create_products()
    _create_events()
    _create_requests()
    counters = op.create_table(
        "counters",
        sa.Column("name", sa.String(32), primary_key=True),
        sa.Column("value", sa.BigInteger, nullable=False),
    )
    op.bulk_insert(counters, [{"name": "seq", "value": 0}])


def _create_products() -> None:
    op.create_table(
        "products",
        sa.Column("id", _ID, primary_key=True),
        sa.Column("seq", sa.BigInteger, nullable=False),
        sa.Column("source_version", sa.BigInteger, nullable=False),
        sa.Column("deleted", sa.Boolean, nullable=False),
        sa.Column("payload", sa.LargeBinary, nullable=False),
    )
    op.create_index("products_by_seq", "products", ["seq"], unique=True)


def _create_events() -> None:
    op.create_table(
        "events",
        sa.Column("seq", _SEQ, primary_key=True, autoincrement=False),
        sa.Column("event_id", _ID, nullable=False),
        sa.Column("visitor_id", _ID, nullable=False),
        sa.Column("at_ms", sa.BigInteger, nullable=False),
        sa.Column("fingerprint", sa.LargeBinary(16), nullable=False),
        sa.Column("payload", sa.LargeBinary, nullable=False),
    )
    op.create_index("events_by_id", "events", ["event_id"], unique=True)
    op.create_index("events_by_visitor", "events", ["visitor_id", "at_ms"])


def _create_requests() -> None:
    op.create_table(
        "requests",
        sa.Column("request_id", _ID, primary_key=True),
        sa.Column("method", sa.String(32), primary_key=True),
        sa.Column("at_ms", sa.BigInteger, nullable=False),
        sa.Column("fingerprint", sa.LargeBinary(16), nullable=False),
        sa.Column("answer", sa.LargeBinary, nullable=False),
    )
    op.create_index("requests_by_time", "requests", ["at_ms"])
