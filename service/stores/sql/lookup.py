"""Reads rows by many keys at once."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from sqlalchemy import Column, Connection, Row, Select

# Databases cap the parameters of one statement (SQLite: 32,766).
_KEYS_PER_STATEMENT = 1_000


def rows_where_in(
    connection: Connection, query: Select[*tuple[Any, ...]], column: Column[Any], keys: Collection[str]
) -> Iterator[Row[*tuple[Any, ...]]]:
    """The rows of `query` whose `column` is among `keys`, in no order; a key given twice counts once."""
    distinct = sorted(set(keys))
    for start in range(0, len(distinct), _KEYS_PER_STATEMENT):
        yield from connection.execute(query.where(column.in_(distinct[start : start + _KEYS_PER_STATEMENT]))).all()
