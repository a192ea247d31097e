"""Opaque tokens: what the server wants to be told again, sealed so that nobody else can write it."""

from __future__ import annotations

import base64
import binascii
import hmac
from dataclasses import dataclass
from hashlib import blake2b
from typing import TypeVar

import msgspec

from service.answers import Attribution
from service.errors import InvalidArgument
from service.impressions import TOKEN_SEAL_BYTES, AttributionToken
from service.limits import MAX_TOKEN_CHARS

_MIN_KEY_BYTES = 16


@dataclass(frozen=True, slots=True)
class PageToken:
    """Where the next page of a search starts, and from which inputs it is recomputed."""

    snapshot_version: str
    request_hash: bytes
    offset: int
    now_ms: int
    cutoff_seq: int
    issued_ms: int


@dataclass(frozen=True, slots=True)
class ConsistencyToken:
    """The highest ledger seq of an acknowledged batch."""

    seq: int


@dataclass(frozen=True, slots=True)
class ListToken:
    """The last product id of a page of the catalogue."""

    after: str


Token = PageToken | ConsistencyToken | ListToken | AttributionToken
T = TypeVar("T", PageToken, ConsistencyToken, ListToken, AttributionToken)


class TokenSeal:
    """Writes and reads tokens under one key, which all workers of a deployment share.

    The kind of a token is part of its checksum: one kind never passes for another.
    """

    def __init__(self, key: bytes) -> None:
        """Take a key of 16 to 64 bytes; raises ValueError for others."""
        if not _MIN_KEY_BYTES <= len(key) <= blake2b.MAX_KEY_SIZE:
            raise ValueError("a token key has 16 to 64 bytes")
        self._key = key

    def seal(self, token: Token) -> str:
        """Return the token as url-safe text."""
        body = msgspec.msgpack.encode(token)
        return base64.urlsafe_b64encode(self._checksum(type(token), body) + body).decode().rstrip("=")

    def open(self, sealed: str, kind: type[T], field: str) -> T:
        """Return what `seal` was given; raises InvalidArgument for anything it did not write."""
        if len(sealed) > MAX_TOKEN_CHARS:
            raise InvalidArgument(field, f"has more than {MAX_TOKEN_CHARS} characters")
        try:
            raw = base64.b64decode(sealed + "=" * (-len(sealed) % 4), altchars=b"-_", validate=True)
        except (binascii.Error, ValueError) as error:
            raise InvalidArgument(field, "is not a token of this server") from error
        checksum, body = raw[:TOKEN_SEAL_BYTES], raw[TOKEN_SEAL_BYTES:]
        if not hmac.compare_digest(checksum, self._checksum(kind, body)):
            raise InvalidArgument(field, "is not a token of this server")
        try:
            return msgspec.msgpack.decode(body, type=kind)
        except msgspec.DecodeError as error:
            # Sealed by us, but by a release whose tokens held other fields.
            raise InvalidArgument(field, "is a token of another release of this server") from error

    def digest(self, content: bytes) -> bytes:
        """Return a keyed hash of 16 bytes that says whether two contents are the same."""
        return blake2b(content, key=self._key, digest_size=TOKEN_SEAL_BYTES, person=b"content").digest()

    def _checksum(self, kind: type[Token], body: bytes) -> bytes:
        person = kind.__name__.encode()[: blake2b.PERSON_SIZE]
        return blake2b(body, key=self._key, digest_size=TOKEN_SEAL_BYTES, person=person).digest()


def seal_attribution(tokens: TokenSeal, attribution: Attribution, snapshot_version: str, *, now_ms: int) -> str:
    """Return the token that a caller sends with the events that follow from an answer."""
    return tokens.seal(AttributionToken(attribution.id, attribution.origin, snapshot_version, now_ms))
