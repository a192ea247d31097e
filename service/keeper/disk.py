"""Transactions on the ledger, for as long as its disk can be trusted with them."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError

from service.errors import ReadOnly, StoreUnavailable
from service.stores.sql.faults import is_full_disk

_LOG = logging.getLogger(__name__)
_PROBE_AFTER_S = 1.0


class LedgerDisk:
    """Gives out transactions and notices how they end. One thread uses it.

    A transaction that cannot begin, because something else holds the ledger, changes nothing: the next one tries again.

    On a full disk (SQLITE_FULL) a transaction is rolled back and what stands is known. A second later at the earliest
    the next one tries anew, on a fresh connection: room on the disk is enough to write again.

    Any other failure (SQLITE_IOERR from a write or fsync above all) is for good, until a restart: the kernel may have
    dropped what it could not write and call the next fsync a success (Rebello et al., USENIX ATC 2020), so only a
    recovery of the ledger tells what is on the disk.

    Args:
        engine: of the ledger.
        clock_s: a monotonic clock, in seconds.
    """

    def __init__(self, engine: Engine, clock_s: Callable[[], float]) -> None:
        self._engine = engine
        self._clock_s = clock_s
        self._has_failed = False
        self._full_since_s: float | None = None

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """A transaction that is on the disk when the block ends, or rolled back if the block raises.

        Raises:
            StoreUnavailable: it could not begin.
            ReadOnly: it failed, or is refused because one before did.
        """
        with ExitStack() as stack:
            connection = self._begin(stack)
            try:
                yield connection
                stack.close()
            except Exception as error:
                raise self._mistrust(error) from error
        if self._full_since_s is not None:
            _LOG.warning("the disk has room again; writes are accepted")
            self._full_since_s = None

    def _begin(self, stack: ExitStack) -> Connection:
        if self._has_failed:
            raise _failed()
        if self._full_since_s is not None:
            if self._clock_s() - self._full_since_s < _PROBE_AFTER_S:
                raise _full()
            self._engine.dispose()
        try:
            return stack.enter_context(self._engine.begin())
        except DBAPIError as error:
            if self._full_since_s is None:
                _LOG.warning("a transaction could not begin; the next one tries again")
                raise StoreUnavailable("ledger") from error
            self._full_since_s = self._clock_s()
            raise _full() from error

    def _mistrust(self, error: Exception) -> ReadOnly:
        if is_full_disk(error):
            if self._full_since_s is None:
                _LOG.error("the disk is full; writes are refused until it has room")
            self._full_since_s = self._clock_s()
            return _full()
        self._has_failed = True
        _LOG.error("a transaction failed; writes are refused until a restart", exc_info=error)
        return _failed()


def _full() -> ReadOnly:
    return ReadOnly("writes are refused while the disk is full; reads go on")


def _failed() -> ReadOnly:
    return ReadOnly("writes are refused since the disk failed, until a restart; reads go on")
