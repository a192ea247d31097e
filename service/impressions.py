"""Answers as they were shown, and the tokens that tie later events to them."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from enum import StrEnum
from typing import NewType

import msgspec

from service.types import ProductId, VisitorId

AttributionId = NewType("AttributionId", bytes)
"""Of one answer: 16 random bytes, so that nobody finds the answer of another."""

TOKEN_SEAL_BYTES = 16
"""Every token begins with its checksum."""

_HALF_ID = 8
_ALL = 1 << 64


class Arm(StrEnum):
    """The part of an experiment that an answer belongs to; NONE without an experiment or a known visitor."""

    NONE = "none"
    PERSONALIZED = "personalized"
    HOLDOUT = "holdout"


@dataclass(frozen=True, slots=True)
class Attribution:
    """What an answer is known by: its id, "search", "suggest" or the placement, and its arm."""

    id: AttributionId
    origin: str
    arm: Arm

    @property
    def seed(self) -> int:
        """What chance in this answer is derived from, so that it can be replayed. Independent of `is_sampled`."""
        return int.from_bytes(self.id[_HALF_ID:])


@dataclass(frozen=True, slots=True)
class AttributionToken:
    """Which answer an event follows from: "search", "suggest" or the placement, by which snapshot, when. No person."""

    id: bytes
    origin: str
    snapshot_version: str
    issued_ms: int


@dataclass(frozen=True, slots=True)
class Impression:
    """One page of an answer as it was shown. Of the columns, the i-th entries speak of the i-th hit.

    Attributes:
        at_ms: when it was answered.
        sample: the share of all answers that were recorded then; each stands for 1 / `sample` of them.
        visitor_id: whom it was shown, who consented; "" if the request named nobody.
        first_position: the place of the first hit: from 1, 25 on the second page of 24.
        ranks: without personalisation, from 1; 0: it would not be shown.
        propensities: the probability with which each product stands at its place.
        parts: of the score, by name; 0 where a hit lacks one.
    """

    id: AttributionId
    origin: str
    at_ms: int
    snapshot_version: str
    arm: Arm
    sample: float
    visitor_id: VisitorId
    first_position: int
    product_ids: tuple[ProductId, ...]
    ranks: tuple[int, ...]
    propensities: tuple[float, ...]
    parts: dict[str, tuple[float, ...]]


@dataclass(frozen=True, slots=True)
class RecordedImpression:
    """An impression with its place in the ledger, which has an order of its own for them: `number` rises from 1."""

    number: int
    impression: Impression


def is_sampled(attribution_id: AttributionId, share: float) -> bool:
    """Whether an answer belongs to this share of all: decided by its id, so a larger share holds every smaller one."""
    return int.from_bytes(attribution_id[:_HALF_ID]) < share * _ALL


def attributed(token: str) -> AttributionToken | None:
    """What an attribution token says, None for what is none.

    Its seal is not checked, for which the server's key were needed: whoever names the id of an impression was shown it.
    """
    try:
        raw = base64.b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=True)
        return msgspec.msgpack.decode(raw[TOKEN_SEAL_BYTES:], type=AttributionToken)
    except (binascii.Error, ValueError, msgspec.DecodeError):
        return None
