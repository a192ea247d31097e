"""Alembic executes this module to run migrations on the connection that `migrate` hands over."""

from __future__ import annotations

from alembic import context

from service.stores.sql.tables import METADATA

# SQLite's DDL is transactional here because our engine begins transactions itself: a kill leaves all or nothing.
context.configure(connection=context.config.attributes["connection"], target_metadata=METADATA, transactional_ddl=True)
with context.begin_transaction():
    context.run_migrations()
