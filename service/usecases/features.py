"""The parts of a score, read off a snapshot for given rows, and the person they speak of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from service.ranking.score import DEMAND, PRIOR, STOCK, TASTE, TEXT, TIER_STEP, cosine, slot_parts
from service.types import Consent, VisitEvent, Visitor, Who
from service.usecases.snapshot import Snapshot
from service.visitor.foldin import person_vector
from service.visitor.intent import Affinity, affinities, touches

Int32 = NDArray[np.int32]
Float64 = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Person:
    """What a request may use of its visitor; empty for who is unknown, did not consent, or asked for strength 0.

    Attributes:
        taste: the folded-in vector, shape (d,); empty without a bundle or without known products.
    """

    events: tuple[VisitEvent, ...] = ()
    strength: float = 0.0
    affinities: Mapping[str, Affinity] = field(default_factory=dict)
    taste: NDArray[np.float32] = field(default_factory=lambda: np.zeros(0, np.float32))


def known_person(
    who: Who, visitor: Visitor, snapshot: Snapshot, *, overruled: Iterable[str] = (), now_ms: int
) -> Person:
    """Learn slots and taste from the visitor's events; slots that the query names are left out."""
    if who.consent is not Consent.GRANTED or who.strength <= 0 or not visitor.events:
        return Person()
    columns = snapshot.index.columns
    touched = touches(visitor.events, columns, session_id=who.session_id, now_ms=now_ms)
    taste = np.zeros(0, np.float32)
    if snapshot.bundle is not None:
        vector = person_vector(visitor.events, snapshot.bundle)
        taste = vector if vector.any() else taste
    return Person(visitor.events, who.strength, affinities(touched, columns, overruled=overruled), taste)


def base_parts(rows: Int32, snapshot: Snapshot, *, tiers: Int32, text: Float64) -> dict[str, Float64]:
    """What does not depend on the visitor. All of shape (n,)."""
    columns = snapshot.index.columns
    demand = snapshot.index.demand.of(columns.product_index[rows]).astype(np.float64)
    return {
        "tier": -TIER_STEP * tiers,
        "text": TEXT * text,
        "stock": np.where(columns.in_stock[rows], 0.0, -STOCK),
        "prior": PRIOR * columns.prior[rows].astype(np.float64),
        "demand": DEMAND * demand,
    }


def personal_parts(rows: Int32, snapshot: Snapshot, person: Person) -> dict[str, Float64]:
    """What the visitor adds: one part a slot, and the nearness of each product's factors to their taste."""
    if person.strength <= 0:
        return {}
    codes = {slot: column.codes[rows] for slot, column in snapshot.index.columns.slots.items()}
    parts = slot_parts(person.affinities, codes, strength=person.strength)
    if snapshot.bundle is not None and person.taste.size:
        items = snapshot.item_of[snapshot.index.columns.product_index[rows]]
        factors = snapshot.bundle.item_factors[np.maximum(items, 0)]
        near = np.where(items >= 0, cosine(person.taste, factors), 0.0)
        parts["taste"] = person.strength * TASTE * near
    return parts
