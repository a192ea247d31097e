"""What a visitor leans to: slot affinities learned from the products they touched."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from service.answers import Understood
from service.catalog.columns import Columns
from service.limits import VISIT_IDLE_MS
from service.types import EventType, ProductId, SessionId, Source, VisitEvent

Float32 = NDArray[np.float32]
Int32 = NDArray[np.int32]
Int64 = NDArray[np.int64]

# What takes interest back takes as much as it once gave: a basket, a look.
EVENT_WEIGHT: Mapping[EventType, float] = {
    EventType.DETAIL_PAGE_VIEW: 1.0,
    EventType.CLICK: 1.0,
    EventType.ADD_TO_WISHLIST: 1.5,
    EventType.ADD_TO_CART: 2.0,
    EventType.PURCHASE_COMPLETE: 2.0,
    EventType.REMOVE_FROM_CART: -2.0,
    EventType.NOT_INTERESTED: -1.0,
}
STEP_DECAY = 0.9
HISTORY_SHARE = 0.5
DOUBT = 1.0
UNDERSTOOD_FROM = 0.25


@dataclass(frozen=True, slots=True)
class Touches:
    """The known products a visitor touched, newest first.

    Attributes:
        rows: present rows in the columns, shape (n,).
        weights: event weight times recency; earlier visits count half; negative where interest was taken back, shape (n,).
        at_ms: when it happened, shape (n,).
        in_visit: whether that was in the present visit, shape (n,).
    """

    rows: Int32
    weights: Float32
    at_ms: Int64
    in_visit: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Affinity:
    """The leaning within one slot.

    Attributes:
        by_code: weight of each value in [0, 1); the last entry, 0, belongs to rows without a value. Shape (n_values + 1,).
        top: the strongest value and its weight, with where most of it was learned.
    """

    by_code: Float32
    top: Understood


def visit_start_ms(events: Sequence[VisitEvent], session_id: SessionId, now_ms: int) -> int:
    """When the present visit began: its first event, after 30 idle minutes or an event of another session.

    Events oldest first. Without a `session_id` the visit is that of the newest event that names one; events that name
    none go with the visit around them.
    """
    session = session_id or next((event.session_id for event in reversed(events) if event.session_id), "")
    start = now_ms
    for event in reversed(events):
        if event.session_id not in ("", session) or start - event.at_ms > VISIT_IDLE_MS:
            break
        start = event.at_ms
    return start


def touches(events: Sequence[VisitEvent], columns: Columns, *, start_ms: int) -> Touches:
    """The telling events as rows and weights; each step back in time weighs .9 of the next.

    `start_ms`: when the present visit began.
    """
    rows: list[int] = []
    weights: list[float] = []
    at_ms: list[int] = []
    decay = 1.0
    for event in reversed(events):
        weight = EVENT_WEIGHT.get(event.event_type)
        known = [row for row in map(columns.row, event.product_ids) if row >= 0]
        if weight is None or not known:
            continue
        share = weight * decay * (1.0 if event.at_ms >= start_ms else HISTORY_SHARE) / len(known)
        rows += known
        weights += [share] * len(known)
        at_ms += [event.at_ms] * len(known)
        decay *= STEP_DECAY
    when = np.array(at_ms, np.int64)
    return Touches(np.array(rows, np.int32), np.array(weights, np.float32), when, when >= start_ms)


def affinities(touched: Touches, columns: Columns) -> dict[str, Affinity]:
    """Per slot the share of interest that each value drew, drawn to 0 while little is known.

    affinity(value) = sum of weights of touches that carry it / (sum of all positive weights + 1): one click says one half,
    ten alike say nine tenths. It is never below 0: what was refused may have displeased by any of its values.
    """
    if not touched.rows.size:
        return {}
    learned = {
        slot: affinity_of(slot, column.codes[touched.rows], touched, columns) for slot, column in columns.slots.items()
    }
    return {slot: affinity for slot, affinity in learned.items() if affinity is not None}


def seen_products(events: Iterable[VisitEvent], types: frozenset[EventType]) -> list[ProductId]:
    """The products of events of these types, each once, in the order of `events`."""
    return list(
        dict.fromkeys(product for event in events if event.event_type in types for product in event.product_ids)
    )


def affinity_of(slot: str, codes: Int32, touched: Touches, columns: Columns) -> Affinity | None:
    """The leaning within one slot, given the values that each touch speaks for; None where there is none.

    `codes`: padded with -1, shape (n, width).
    """
    column, carried = columns.slots[slot], codes >= 0
    spread = np.where(carried, touched.weights[:, None], 0.0)
    sums = np.bincount(codes[carried], weights=spread[carried], minlength=column.n_values)
    if sums.max(initial=0.0) <= 0:
        return None
    by_code = np.zeros(column.n_values + 1, np.float32)
    by_code[:-1] = np.maximum(sums, 0.0) / (float(np.maximum(touched.weights, 0.0).sum()) + DOUBT)
    best = int(by_code[:-1].argmax())
    has_best = (codes == best).any(axis=1)
    here = float(touched.weights[has_best & touched.in_visit].sum())
    source = Source.VISIT if here * 2 >= float(touched.weights[has_best].sum()) else Source.HISTORY
    return Affinity(by_code, Understood(slot, column.names[best], source, round(float(by_code[best]), 4)))
