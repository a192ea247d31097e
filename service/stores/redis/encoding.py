"""How a visitor's events are spelled in Redis: one hash a visitor, one field an event, and a marker.

The field is the event id, so a repeated event can only be kept once, whatever else its bytes say.
"""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from service.types import VisitEvent, VisitorId

# Vouches for completeness. It is not UTF-8, so no event id spells it.
MARKER = b"\xff"

_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(VisitEvent).decode


def visit_key(prefix: str, visitor: VisitorId) -> bytes:
    """The one key of a visitor. The id comes last and whole, so no id spells another visitor's key."""
    return f"{prefix}:visit:{visitor}".encode()


def field_of(event: VisitEvent) -> bytes:
    """The hash field of an event."""
    return event.event_id.encode()


def value_of(event: VisitEvent) -> bytes:
    """The hash value of an event, with named members, so that versions may differ in what they add."""
    return _encode(event)


def events_in(fields: Mapping[bytes, bytes]) -> list[VisitEvent]:
    """The events of a hash, unordered, the marker left out.

    Raises:
        msgspec.DecodeError: another version wrote what this one cannot read.
    """
    return [_decode(value) for field, value in fields.items() if field != MARKER]
