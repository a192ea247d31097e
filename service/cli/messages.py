"""Entries of a feed become products and events by the code that reads requests: same limits, same messages."""

from __future__ import annotations

import re
from typing import TypeVar

import msgspec
from auslage.v1 import catalog_pb2, event_pb2
from google.protobuf import json_format
from google.protobuf.message import Message

from service.errors import InvalidArgument
from service.rpc.fields import time_ms
from service.rpc.parse_event import parse_event
from service.rpc.parse_product import parse_product
from service.types import Consent, Event, Product, ProductId

M = TypeVar("M", bound=Message)

# What json_format says holds values; only the paths in it are repeated.
_NO_FIELD = re.compile(r'has no field named "([^"]{1,100})" at "(?:Product|Event)\.?([\w.\[\]]*)"')
_PATH = re.compile(r" at (?:Product|Event)\.([\w.\[\]]*[\w\]])\.?$")
_OUTER = re.compile(r"^Failed to parse (\w+) field")


class _Identified(msgspec.Struct):
    id: str = ""


def read_product(json: str) -> Product:
    """Return the product of a proto3 JSON text; raises InvalidArgument naming field and limit."""
    return parse_product(_read(json, catalog_pb2.Product()))


def read_event(json: str, *, consent: Consent, now_ms: int) -> Event:
    """Return the event of a proto3 JSON text, of any age; raises InvalidArgument naming field and limit.

    Args:
        json: the text.
        consent: of an event that names none.
        now_ms: when an event without a time happened.
    """
    message = _read(json, event_pb2.Event())
    if message.HasField("event_time"):
        # Judged as on its own day: history may be older than what the service takes live.
        now_ms = min(now_ms, time_ms(message.event_time, "event_time"))
    return parse_event(message, default_consent=consent, now_ms=now_ms)


def readable_id(json: str) -> ProductId:
    """Return the id that a text names, even if the rest of it is wrong; "" if it names none."""
    try:
        return ProductId(msgspec.json.decode(json, type=_Identified).id)
    except (msgspec.MsgspecError, RecursionError):
        return ProductId("")


def _read(json: str, message: M) -> M:
    if not json.lstrip().startswith("{"):
        raise InvalidArgument("entry", "is not a JSON object")
    try:
        return json_format.Parse(json, message)
    except json_format.ParseError as error:
        refused = _refusal(str(error))
    raise refused


def _refusal(said: str) -> InvalidArgument:
    if said.startswith("Failed to load JSON"):
        return InvalidArgument("entry", "is not JSON, or names a key twice")
    if unknown := _NO_FIELD.search(said):
        name, inside = unknown.groups()
        return InvalidArgument(f"{inside}.{name}" if inside else name, "is not a field")
    path = _PATH.search(said) or _OUTER.search(said)
    return InvalidArgument(path[1] if path else "entry", "has the wrong type or form")
