"""Answers as they were shown, and the tokens that tie later events to them."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from typing import NamedTuple

import msgspec

from service.answers import Arm, AttributionId, Part
from service.types import ProductId, VisitorId

TOKEN_SEAL_BYTES = 16
"""Every token begins with its checksum."""


class ShownHit(NamedTuple):
    """A hit as it was shown; a tuple, since the ledger holds millions.

    Attributes:
        rank_without_personalization: from 1; 0: it would not be shown.
        propensity: the probability with which this product stood at this place.
        parts: of its score; those that are 0 may be left out.
    """

    product_id: ProductId
    rank_without_personalization: int
    propensity: float
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Impression:
    """One page of an answer as it was shown.

    Attributes:
        origin: "search" or the placement.
        at_ms: when it was answered.
        sample: the share of all answers that were recorded then; each stands for 1 / `sample` of them.
        visitor_id: whom it was shown, who consented; "" if the request named nobody.
        first_position: the place of the first hit: 1, or 25 on the second page of 24.
        hits: in their order.
    """

    id: AttributionId
    origin: str
    at_ms: int
    snapshot_version: str
    arm: Arm
    sample: float
    visitor_id: VisitorId
    first_position: int
    hits: tuple[ShownHit, ...]


@dataclass(frozen=True, slots=True)
class RecordedImpression:
    """An impression with its place in the ledger, which has an order of its own for them: `number` rises from 1."""

    number: int
    impression: Impression


@dataclass(frozen=True, slots=True)
class AttributionToken:
    """Which answer an event follows from: "search", "suggest" or the placement, by which snapshot, when. No person."""

    id: AttributionId
    origin: str
    snapshot_version: str
    issued_ms: int


def attributed(token: str) -> AttributionToken | None:
    """What an attribution token says, None for what is none.

    Its seal, for which the server's key were needed, is not checked: who can name the id of an answer was given it.
    """
    try:
        raw = base64.b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=True)
        return msgspec.msgpack.decode(raw[TOKEN_SEAL_BYTES:], type=AttributionToken)
    except (binascii.Error, ValueError, msgspec.DecodeError):
        return None
