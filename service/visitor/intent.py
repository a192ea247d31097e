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
    """Per slot the share of interest that each value drew, by the values of the touched rows."""
    return affinities_of({slot: column.codes[touched.rows] for slot, column in columns.slots.items()}, touched, columns)


def affinities_of(codes: Mapping[str, Int32], touched: Touches, columns: Columns) -> dict[str, Affinity]:
    """Per slot the share of interest that each value drew, drawn to 0 while little is known; no slot without any.

    affinity(value) = sum of weights of touches that carry it / (sum of all positive weights + 1): one click says one half,
    ten alike say nine tenths. It is never below 0: what was refused may have displeased by any of its values.

    Args:
        codes: slot -> the values that each touch speaks for, padded with -1, shape (n, width).
        touched: the touches, n of them.
        columns: whose values they are.
    """
    if not touched.rows.size:
        return {}
    # All slots in one pass: the values of each follow those of the one before, and its padding is the last of them.
    sizes = np.array([columns.slots[slot].n_values + 1 for slot in codes])
    widths = np.array([of_slot.shape[1] for of_slot in codes.values()])
    ends, first_columns = sizes.cumsum(), widths.cumsum() - widths
    carried, last = np.hstack(list(codes.values())), np.repeat(ends - 1, widths)
    numbers = np.where(carried < 0, last, carried + np.repeat(ends - sizes, widths))
    weights = touched.weights.astype(np.float64)
    sums = np.bincount(numbers.ravel(), np.repeat(weights, carried.shape[1]), minlength=ends[-1])
    sums[ends - 1] = 0.0
    shares = (np.maximum(sums, 0.0) / (np.maximum(weights, 0.0).sum() + DOUBT)).astype(np.float32)
    by_slot = np.split(shares, ends[:-1])
    strongest = np.array([of_slot.argmax() for of_slot in by_slot])
    has_strongest = np.logical_or.reduceat(carried == np.repeat(strongest, widths), first_columns, axis=1)
    here = (weights * touched.in_visit) @ has_strongest * 2 >= weights @ has_strongest
    return {
        slot: _affinity(slot, by_code, int(best), columns, Source.VISIT if is_here else Source.HISTORY)
        for slot, by_code, best, is_here in zip(codes, by_slot, strongest, here, strict=True)
        if by_code[best] > 0
    }


def seen_products(events: Iterable[VisitEvent], types: frozenset[EventType]) -> list[ProductId]:
    """The products of events of these types, each once, in the order of `events`."""
    return list(
        dict.fromkeys(product for event in events if event.event_type in types for product in event.product_ids)
    )


def _affinity(slot: str, by_code: Float32, best: int, columns: Columns, source: Source) -> Affinity:
    return Affinity(by_code, Understood(slot, columns.slots[slot].names[best], source, round(float(by_code[best]), 4)))
