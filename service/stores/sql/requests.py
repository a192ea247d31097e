"""Remembers the first answer to a call, so that a repeat is answered and not done again."""

from __future__ import annotations

from sqlalchemy import Connection, delete, insert, select

from service.limits import REQUEST_ID_TTL_MS
from service.stores.sql.encoding import decode_answer, encode
from service.stores.sql.tables import REQUESTS
from service.types import WriteResult


def recall_answer(connection: Connection, request_id: str, method: str, *, now_ms: int) -> WriteResult | None:
    """The first answer to this call, if it was given within the last 24 hours."""
    payload = connection.execute(
        select(REQUESTS.c.answer).where(
            REQUESTS.c.request_id == request_id,
            REQUESTS.c.method == method,
            REQUESTS.c.at_ms > now_ms - REQUEST_ID_TTL_MS,
        )
    ).scalar_one_or_none()
    return None if payload is None else decode_answer(payload)


def remember_answer(connection: Connection, request_id: str, method: str, answer: WriteResult, *, now_ms: int) -> None:
    """Keep an answer in the transaction that made it true; an expired one under the same id gives way."""
    connection.execute(delete(REQUESTS).where(REQUESTS.c.request_id == request_id, REQUESTS.c.method == method))
    connection.execute(
        insert(REQUESTS).values(request_id=request_id, method=method, at_ms=now_ms, answer=encode(answer))
    )


def purge_answers(connection: Connection, *, now_ms: int) -> None:
    """Drop the answers that no repeat can ask for any more."""
    connection.execute(delete(REQUESTS).where(REQUESTS.c.at_ms <= now_ms - REQUEST_ID_TTL_MS))
