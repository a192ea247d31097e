"""Database engines for the ledger: one writes, the others only read."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from sqlalchemy import Connection, Engine, create_engine, event, make_url

from service.errors import StoreUnavailable

if TYPE_CHECKING:
    from sqlite3 import Connection as SqliteConnection

_BUSY_TIMEOUT_S = 5.0
_WRITER_CACHE_KIB = 65_536


def ledger_url(folder: Path) -> str:
    """The address of the embedded ledger inside a data folder."""
    return f"sqlite:///{folder.resolve() / 'ledger.db'}"


def writer_engine(url: str) -> Engine:
    """An engine whose commits are on disk when they return; SQLite runs in WAL with full sync.

    SQLite's files become readable by this user alone.

    Raises:
        StoreUnavailable: they cannot be made, or belong to somebody else.
    """
    location = make_url(url)
    if location.get_backend_name() != "sqlite":
        return create_engine(url, hide_parameters=True)
    try:
        _make_private(Path(location.database or ""))
    except OSError as error:
        raise StoreUnavailable("ledger") from error
    engine = create_engine(url, hide_parameters=True, connect_args={"timeout": _BUSY_TIMEOUT_S})
    event.listen(engine, "connect", _prepare_writer)
    event.listen(engine, "begin", _begin_immediate)
    return engine


def reader_engine(url: str, *, n_connections: int = 1) -> Engine:
    """An engine that cannot write, and that fails instead of creating a ledger where there is none."""
    location = make_url(url)
    if location.get_backend_name() != "sqlite":
        return create_engine(url, hide_parameters=True, pool_size=n_connections)
    # Not mode=ro: after a kill the first one to open the file, reader or not, has to recover the WAL.
    database = f"file:{quote(location.database or '')}?mode=rw"
    engine = create_engine(
        location.set(database=database, query={"uri": "true"}),
        hide_parameters=True,
        pool_size=n_connections,
        connect_args={"timeout": _BUSY_TIMEOUT_S},
    )
    event.listen(engine, "connect", _prepare_reader)
    return engine


def _make_private(database: Path) -> None:
    # One that stands is not opened: closing it again would drop the locks that SQLite holds on it in this process.
    with suppress(FileExistsError):
        os.close(os.open(database, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    # From then on SQLite gives its other files the mode of the first.
    for suffix in ("", "-wal", "-shm"):
        with suppress(FileNotFoundError):
            database.with_name(database.name + suffix).chmod(0o600)


def _prepare_writer(connection: SqliteConnection, _record: Any) -> None:
    # The driver would begin transactions by itself, too late for savepoints.
    connection.isolation_level = None
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute(f"PRAGMA cache_size = -{_WRITER_CACHE_KIB}")


def _prepare_reader(connection: SqliteConnection, _record: Any) -> None:
    connection.isolation_level = None
    connection.execute("PRAGMA query_only = ON")


def _begin_immediate(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")
