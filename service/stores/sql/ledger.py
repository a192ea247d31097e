"""Reads of the ledger for requests in flight, off the event loop."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from sqlalchemy import Connection

from service.stores.sql.reader import LedgerReader
from service.stores.sql.reads import read_products, read_products_after, read_visitor_events
from service.stores.sql.sequence import read_last_seq
from service.types import Product, ProductId, RecordedEvent, Seq, VisitorId

T = TypeVar("T")


class SqlLedger:
    """Implements `ports.Ledger`; see `LedgerReader` for who may read, and when."""

    def __init__(self, url: str, *, n_threads: int = 4) -> None:
        self._reader = LedgerReader(url, n_connections=n_threads)
        self._threads = ThreadPoolExecutor(n_threads, thread_name_prefix="ledger-reader")

    async def products(self, ids: Sequence[ProductId]) -> dict[ProductId, Product]:
        """The products among `ids` that stand."""
        return await self._read(lambda connection: read_products(connection, ids))

    async def list_products(self, *, after: ProductId, limit: int) -> list[Product]:
        """The next `limit` products in the order of their ids."""
        return await self._read(lambda connection: read_products_after(connection, after, limit))

    async def visitor_events(self, visitor: VisitorId, *, limit: int, until: Seq | None = None) -> list[RecordedEvent]:
        """The newest `limit` events of one visitor by event time, oldest first; of those up to `until` if it is given."""
        return await self._read(lambda connection: read_visitor_events(connection, visitor, limit, until))

    async def last_seq(self) -> Seq:
        """The highest `seq` of the ledger, 0 while it is empty."""
        return await self._read(read_last_seq)

    async def close(self) -> None:
        """Wait for the reads under way and give the connections back."""
        await asyncio.to_thread(self._threads.shutdown)
        self._reader.close()

    async def _read(self, query: Callable[[Connection], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._threads, self._reader.read, query)
