"""How values are kept in the ledger: JSON with sorted keys, so that equal values have equal bytes."""

from __future__ import annotations

import zlib
from hashlib import blake2b

import msgspec

from service.impressions import Impression
from service.types import Event, Product, WriteResult

_ENCODER = msgspec.json.Encoder(order="deterministic")
_PRODUCT = msgspec.json.Decoder(Product)
_EVENT = msgspec.json.Decoder(Event)
_IMPRESSION = msgspec.json.Decoder(Impression)
_ANSWER = msgspec.json.Decoder(WriteResult)


def encode(value: Event | Product | WriteResult) -> bytes:
    """JSON of one value; unknown fields are ignored when it is read, so that fields may go."""
    return _ENCODER.encode(value)


def decode_product(payload: bytes) -> Product:
    """The product that `encode` wrote."""
    return _PRODUCT.decode(payload)


def decode_event(payload: bytes) -> Event:
    """The event that `encode` wrote."""
    return _EVENT.decode(payload)


def pack_impression(impression: Impression) -> bytes:
    """An impression's JSON, compressed: names repeat from hit to hit, and it takes a third of the room."""
    return zlib.compress(_ENCODER.encode(impression), level=zlib.Z_BEST_SPEED)


def unpack_impression(payload: bytes) -> Impression:
    """The impression that `pack_impression` wrote."""
    return _IMPRESSION.decode(zlib.decompress(payload))


def decode_answer(payload: bytes) -> WriteResult:
    """The answer that `encode` wrote."""
    return _ANSWER.decode(payload)


def fingerprint(payload: bytes) -> bytes:
    """16 bytes that differ when the content does."""
    return blake2b(payload, digest_size=16).digest()
