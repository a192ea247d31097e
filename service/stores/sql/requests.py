"""Remembers the first answer to a call, so that a repeat is answered and not done again."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, delete, insert, select

from service.errors import InvalidArgument
from service.limits import REQUEST_ID_TTL_MS
from service.stores.sql.encoding import decode_answer, encode
from service.stores.sql.tables import REQUESTS
from service.types import WriteResult


@dataclass(frozen=True, slots=True)
class Request:
    """A call that may be repeated: each method has request ids of its own, and `fingerprint` tells what was asked."""

    request_id: str
    method: str
    fingerprint: bytes


def recall_answer(connection: Connection, request: Request, *, now_ms: int) -> WriteResult | None:
    """The first answer to this call, if it was given within the last 24 hours.

    Raises:
        InvalidArgument: another call was answered under this id; to give it that answer would lose what it asks.
    """
    first = connection.execute(
        select(REQUESTS.c.fingerprint, REQUESTS.c.answer).where(
            REQUESTS.c.request_id == request.request_id,
            REQUESTS.c.method == request.method,
            REQUESTS.c.at_ms > now_ms - REQUEST_ID_TTL_MS,
        )
    ).one_or_none()
    if first is None:
        return None
    if first.fingerprint != request.fingerprint:
        raise InvalidArgument("request_id", "was used for another batch within 24 hours")
    return decode_answer(first.answer)


def remember_answer(connection: Connection, request: Request, answer: WriteResult, *, now_ms: int) -> None:
    """Keep an answer in the transaction that made it true; an expired one under the same id gives way."""
    connection.execute(
        delete(REQUESTS).where(REQUESTS.c.request_id == request.request_id, REQUESTS.c.method == request.method)
    )
    connection.execute(
        insert(REQUESTS).values(
            request_id=request.request_id,
            method=request.method,
            at_ms=now_ms,
            fingerprint=request.fingerprint,
            answer=encode(answer),
        )
    )


def purge_answers(connection: Connection, *, now_ms: int) -> None:
    """Drop the answers that no repeat can ask for any more."""
    connection.execute(delete(REQUESTS).where(REQUESTS.c.at_ms <= now_ms - REQUEST_ID_TTL_MS))
