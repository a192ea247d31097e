"""Tells what the database means by its errors."""

from __future__ import annotations

import sqlite3

_PRIMARY = 0xFF


def is_full_disk(error: BaseException) -> bool:
    """Whether an error, or one that led to it, says that the disk has no room (SQLITE_FULL)."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, sqlite3.Error) and getattr(cause, "sqlite_errorcode", 0) & _PRIMARY == sqlite3.SQLITE_FULL:
            return True
        # A full disk ends the transaction by itself, and the rollback to a savepoint that follows fails in turn.
        cause = cause.__cause__ or cause.__context__
    return False
