"""Alembic's history of the ledger's schema; `migrate` in `service.stores.sql.schema` runs it."""
