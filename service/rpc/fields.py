"""Checks of single fields: length before content, so that no oversized text is ever touched."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable

from google.protobuf.timestamp_pb2 import Timestamp

from service.errors import InvalidArgument
from service.limits import MAX_ID_BYTES, MAX_LANGUAGE_CHARS, MAX_LIST_VALUES, MAX_PRICE, MAX_TEXT_CHARS

_MIN_SECONDS = -62_135_596_800
_MAX_SECONDS = 253_402_300_799


def identifier(value: str, field: str, *, required: bool = False) -> str:
    """Return an id of at most 128 bytes; raises InvalidArgument, also when a required one is empty."""
    if required and not value:
        raise InvalidArgument(field, "is required")
    if len(value) > MAX_ID_BYTES or len(value.encode()) > MAX_ID_BYTES:
        raise InvalidArgument(field, f"has more than {MAX_ID_BYTES} bytes")
    return value


def identifiers(values: Collection[str], field: str, *, limit: int) -> tuple[str, ...]:
    """Return at most `limit` required ids."""
    at_most(values, field, limit)
    return tuple(identifier(value, f"{field}[{i}]", required=True) for i, value in enumerate(values))


def text(value: str, field: str, limit: int = MAX_TEXT_CHARS) -> str:
    """Return a text of at most `limit` characters."""
    if len(value) > limit:
        raise InvalidArgument(field, f"has more than {limit} characters")
    return value


def texts(values: Collection[str], field: str, limit: int = MAX_TEXT_CHARS) -> tuple[str, ...]:
    """Return at most 64 texts of at most `limit` characters."""
    at_most(values, field, MAX_LIST_VALUES)
    for i, value in enumerate(values):
        if len(value) > limit:
            raise InvalidArgument(f"{field}[{i}]", f"has more than {limit} characters")
    return tuple(values)


def at_most(values: Collection[object], field: str, limit: int) -> None:
    """Raise InvalidArgument if there are more than `limit` values."""
    if len(values) > limit:
        raise InvalidArgument(field, f"has more than {limit} values")


def batch(values: Collection[object], field: str, limit: int) -> None:
    """Raise InvalidArgument unless there are 1 to `limit` values."""
    if not values:
        raise InvalidArgument(field, f"is empty; 1 to {limit} are expected")
    at_most(values, field, limit)


def within(value: float, field: str, low: float, high: float) -> float:
    """Return a number of [low, high]; NaN and infinities never are."""
    if not (math.isfinite(value) and low <= value <= high):
        raise InvalidArgument(field, f"must be a number from {low:,.12g} to {high:,.12g}")
    return value


def whole(value: int, field: str, low: int, high: int | None = None) -> int:
    """Return a whole number of [low, high]; without `high` there is no upper end."""
    if value < low or (high is not None and value > high):
        span = f"at least {low:,}" if high is None else f"from {low:,} to {high:,}"
        raise InvalidArgument(field, f"must be {span}")
    return value


def amount(value: float, field: str) -> float:
    """Return a price: finite, 0 to 1,000,000,000."""
    return within(value, field, 0, MAX_PRICE)


def finite(values: Iterable[float], field: str) -> tuple[float, ...]:
    """Return numbers that are neither NaN nor infinite."""
    numbers = tuple(values)
    if not all(map(math.isfinite, numbers)):
        raise InvalidArgument(field, "must be finite numbers")
    return numbers


def language(value: str, field: str = "language_code") -> str:
    """Return a language code that looks like BCP 47, or an empty one."""
    text(value, field, MAX_LANGUAGE_CHARS)
    if value and not (value.isascii() and value.replace("-", "").isalnum() and value[0].isalpha()):
        raise InvalidArgument(field, "must be a BCP 47 language code")
    return value


def time_ms(value: Timestamp, field: str) -> int:
    """Return milliseconds since the epoch of a time between the years 1 and 9999."""
    if not (_MIN_SECONDS <= value.seconds <= _MAX_SECONDS and 0 <= value.nanos < 1_000_000_000):
        raise InvalidArgument(field, "must lie between the years 1 and 9999")
    return value.seconds * 1000 + value.nanos // 1_000_000
