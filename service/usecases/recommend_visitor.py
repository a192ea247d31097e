"""Who asks for a recommendation, as far as the answer may speak of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from service.candidates.trail import Trail, trail_of
from service.ranking.score import slot_parts
from service.types import Consent, VisitEvent, Visitor, Who
from service.usecases.recommend_scope import present_rows
from service.usecases.snapshot import Snapshot
from service.visitor.intent import EVENT_WEIGHT, Affinity, seen_products, visit_start_ms
from service.visitor.leaning import slot_leanings
from service.visitor.refunds import without_refunded

Int32 = NDArray[np.int32]
Float64 = NDArray[np.float64]

_TOUCHED = frozenset(event_type for event_type, weight in EVENT_WEIGHT.items() if weight > 0)


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a visitor; empty for who is unknown, did not consent, or asked for strength 0.

    Attributes:
        events: oldest first, without purchases that were sent back.
        strength: in (0, 1].
        touched: the present rows of the products in which interest was shown, newest first, shape (n,).
        trail: what the sources of candidates read; None without a bundle or a product that it knows.
    """

    events: tuple[VisitEvent, ...] = ()
    strength: float = 0.0
    affinities: Mapping[str, Affinity] = field(default_factory=dict)
    touched: Int32 = field(default_factory=lambda: np.zeros(0, np.int32))
    trail: Trail | None = None


def known_visitor(who: Who, visitor: Visitor, snapshot: Snapshot, now_ms: int) -> Known:
    """What the visitor's events tell in this state of catalogue and model."""
    if who.consent is not Consent.GRANTED or who.strength <= 0 or not visitor.events:
        return Known()
    events, columns = without_refunded(visitor.events), snapshot.index.columns
    start_ms = visit_start_ms(visitor.events, who.session_id, now_ms)
    leanings = slot_leanings(visitor.events, columns, start_ms=start_ms)
    trail = None
    if snapshot.bundle is not None:
        trail = trail_of(events, snapshot.bundle.model, start_ms=start_ms, now_ms=now_ms)
    touched = present_rows(seen_products(reversed(events), _TOUCHED), columns)
    return Known(events, who.strength, leanings, touched, trail if trail is not None and trail.n else None)


def leaning_parts(rows: Int32, snapshot: Snapshot, known: Known) -> dict[str, Float64]:
    """What the visitor's leanings add to these rows, one part a slot. All of shape (n,)."""
    slots = snapshot.index.columns.slots
    codes = {slot: slots[slot].codes.take(rows, axis=0) for slot in known.affinities}
    return slot_parts(known.affinities, codes, strength=known.strength)
