"""Runs read queries on the ledger and translates their failures."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from service.errors import StoreUnavailable
from service.stores.sql.engine import reader_engine

T = TypeVar("T")


class LedgerReader:
    """Blocking reads, from any process and thread while the keeper writes.

    Before a keeper has created the ledger every read raises StoreUnavailable; from then on the same object works.
    """

    def __init__(self, url: str, *, n_connections: int = 1) -> None:
        self._engine = reader_engine(url, n_connections=n_connections)

    def read(self, query: Callable[[Connection], T]) -> T:
        """The answer of `query` on a connection of its own."""
        try:
            with self._engine.connect() as connection:
                return query(connection)
        except DBAPIError as error:
            raise StoreUnavailable("ledger") from error

    def close(self) -> None:
        """Give the connections back."""
        self._engine.dispose()
