"""Owns every durable write: one thread commits whatever calls are waiting as one group."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from queue import Empty, Full, Queue
from threading import Thread

from sqlalchemy import Connection
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError

from service.errors import Overloaded, ServiceError, StoreUnavailable
from service.impressions import Impression
from service.keeper.commands import (
    Command,
    DeleteProducts,
    PatchProducts,
    UpsertProducts,
    WriteEvents,
    WriteImpressions,
)
from service.keeper.disk import LedgerDisk
from service.keeper.transaction import carry_out
from service.stores.sql.engine import writer_engine
from service.stores.sql.impressions import purge_impressions
from service.stores.sql.requests import purge_answers
from service.stores.sql.schema import migrate
from service.stores.sql.sequence import SeqCounter, read_last_seq
from service.types import Event, Product, ProductId, ProductPatch, Seq, WriteResult

_LOG = logging.getLogger(__name__)

_MAX_WAITING = 4_096
_MAX_GROUP = 512
# A group this large takes some 200 ms; more in one would only make its first call wait longer.
_MAX_GROUP_ENTRIES = 5_000
_PURGE_EVERY_MS = 1_000


@dataclass(frozen=True, slots=True)
class _Job:
    command: Command
    answer: Future[WriteResult] = field(default_factory=Future)


class LedgerKeeper:
    """Implements `ports.Keeper` in the process that owns the data folder.

    Call it, and close it, on one event loop. Creates or upgrades the ledger when it is made. `LedgerDisk` tells which
    failures refuse later writes, and for how long.

    Args:
        url: the ledger's address, as `ledger_url` gives it.
        now_ms: wall clock in milliseconds, for the life of request ids.
        on_commit: told the last `seq` of every commit, from the writer thread; must return at once and not raise.
        clock_s: monotonic clock in seconds, for the pause between tries on a full disk.
        impressions_for_ms: how long impressions are kept; None: for ever.

    Raises:
        StoreUnavailable: the ledger cannot be created or upgraded.
    """

    def __init__(
        self,
        url: str,
        *,
        now_ms: Callable[[], int],
        on_commit: Callable[[Seq], None],
        clock_s: Callable[[], float] = time.monotonic,
        impressions_for_ms: int | None = None,
    ) -> None:
        self._engine = writer_engine(url)
        migrate(self._engine)
        with self._engine.begin() as connection:
            self._counter = SeqCounter(read_last_seq(connection))
        self._disk = LedgerDisk(self._engine, clock_s)
        self._now_ms = now_ms
        self._on_commit = on_commit
        self._impressions_for_ms = impressions_for_ms
        self._purged_at_ms = 0
        self._closed = False
        self._waiting: Queue[_Job | None] = Queue(_MAX_WAITING)
        self._thread = Thread(target=self._run, name="ledger-writer", daemon=True)
        self._thread.start()

    async def write_events(self, events: Sequence[Event], *, request_id: str = "") -> WriteResult:
        """Store events; see `ports.Keeper`."""
        return await self._ask(WriteEvents(tuple(events), request_id))

    async def upsert_products(self, products: Sequence[Product], *, request_id: str = "") -> WriteResult:
        """Store whole products; see `ports.Keeper`."""
        return await self._ask(UpsertProducts(tuple(products), request_id))

    async def patch_products(self, patches: Sequence[ProductPatch], *, request_id: str = "") -> WriteResult:
        """Store new values of some fields; see `ports.Keeper`."""
        return await self._ask(PatchProducts(tuple(patches), request_id))

    async def delete_products(
        self, ids: Sequence[ProductId], *, source_version: int = 0, request_id: str = ""
    ) -> WriteResult:
        """Delete products; see `ports.Keeper`."""
        return await self._ask(DeleteProducts(tuple(ids), source_version, request_id))

    async def write_impressions(self, impressions: Sequence[Impression]) -> None:
        """Store what was shown; see `ports.Keeper`."""
        await self._ask(WriteImpressions(tuple(impressions)))

    async def close(self) -> None:
        """Finish the writes that are waiting, refuse new ones, and end the writer thread."""
        if not self._closed:
            self._closed = True
            await asyncio.to_thread(self._waiting.put, None)
        await asyncio.to_thread(self._thread.join)
        self._engine.dispose()

    async def _ask(self, command: Command) -> WriteResult:
        if self._closed:
            raise StoreUnavailable("keeper")
        job = _Job(command)
        try:
            self._waiting.put_nowait(job)
        except Full as error:
            raise Overloaded("too many writes are waiting") from error
        return await asyncio.wrap_future(job.answer)

    def _run(self) -> None:
        while (first := self._waiting.get()) is not None:
            group = [first, *self._take_waiting(len(first.command.entries))]
            # A job whose caller has gone before its turn is not begun.
            self._settle([job for job in group if job.answer.set_running_or_notify_cancel()])

    def _take_waiting(self, n_entries: int) -> list[_Job]:
        jobs: list[_Job] = []
        while len(jobs) < _MAX_GROUP and n_entries < _MAX_GROUP_ENTRIES:
            try:
                job = self._waiting.get_nowait()
            except Empty:
                break
            if job is None:
                self._waiting.put(None)
                break
            jobs.append(job)
            n_entries += len(job.command.entries)
        return jobs

    def _settle(self, group: list[_Job]) -> None:
        outcomes: Sequence[WriteResult | ServiceError]
        try:
            outcomes = self._commit(group)
        except ServiceError as error:
            outcomes = [error] * len(group)
        except Exception:  # noqa: BLE001 - a writer thread that dies would leave its callers waiting
            _LOG.exception("a group of writes failed")
            outcomes = [ServiceError("the write could not be stored")] * len(group)
        for job, outcome in zip(group, outcomes, strict=True):
            if isinstance(outcome, ServiceError):
                job.answer.set_exception(outcome)
            else:
                job.answer.set_result(outcome)

    def _commit(self, group: list[_Job]) -> list[WriteResult | ServiceError]:
        now_ms = self._now_ms()
        before = self._counter.last
        with self._disk.transaction() as connection:
            self._purge_now_and_then(connection, now_ms)
            outcomes = [self._attempt(connection, job.command, now_ms) for job in group]
            self._counter.save(connection)
        if self._counter.last > before:
            self._on_commit(self._counter.last)
        return outcomes

    def _attempt(self, connection: Connection, command: Command, now_ms: int) -> WriteResult | ServiceError:
        try:
            return carry_out(connection, self._counter, command, now_ms=now_ms)
        except ServiceError as refusal:
            return refusal
        except Exception as error:
            if _breaks_transaction(error):
                raise
            _LOG.exception("a write failed and was left out of its group")
            failure = ServiceError("the write could not be stored")
            failure.__cause__ = error
            return failure

    def _purge_now_and_then(self, connection: Connection, now_ms: int) -> None:
        if now_ms - self._purged_at_ms >= _PURGE_EVERY_MS:
            purge_answers(connection, now_ms=now_ms)
            if self._impressions_for_ms is not None:
                purge_impressions(connection, before_ms=now_ms - self._impressions_for_ms)
            self._purged_at_ms = now_ms


def _breaks_transaction(error: Exception) -> bool:
    return isinstance(error, DBAPIError) and not isinstance(error, IntegrityError | DataError)
