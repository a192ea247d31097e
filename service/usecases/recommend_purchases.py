"""What a visitor bought: it leaves until the rhythm of its category returns, and so do its substitutes, by and by."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from service.types import EventType, ProductId, VisitEvent
from service.usecases.features import Person
from service.usecases.recommend_scope import Scope, present_rows
from service.visitor.intent import EVENT_WEIGHT, seen_products

Int32 = NDArray[np.int32]
Float64 = NDArray[np.float64]

RHYTHM_DAYS = 30.0
"""Between two purchases of a category whose rhythm the shop has not taught."""
JUST_BOUGHT = 2.0
N_RECENT = 5
_DAY_MS = 24 * 3600 * 1000
_TOUCHED = frozenset(EVENT_WEIGHT)
_REFUSED = frozenset({EventType.NOT_INTERESTED})


def touched_rows(person: Person, scope: Scope) -> Int32:
    """The rows of the products that the visitor touched last, newest first."""
    recent = seen_products(reversed(person.events), _TOUCHED)[:N_RECENT]
    return present_rows(recent, scope.snapshot.index.columns)


def leaving_rows(person: Person, scope: Scope) -> Int32:
    """What the visitor is done with: just looked at, refused, or bought and not yet due again. Rows, in no order."""
    recent = seen_products(reversed(person.events), _TOUCHED)[:N_RECENT]
    refused = seen_products(person.events, _REFUSED)
    columns = scope.snapshot.index.columns
    due = [product for product, days in _purchases(person.events, scope.now_ms) if not _is_due(product, days, scope)]
    return present_rows([*recent, *refused, *due], columns)


def bought_again(person: Person, scope: Scope) -> Int32:
    """What was bought and is due again: what was bought most often first, then the latest purchase. Rows."""
    times = Counter(product for product, _ in _all_purchases(person.events, scope.now_ms))
    due = [
        (product, days) for product, days in _purchases(person.events, scope.now_ms) if _is_due(product, days, scope)
    ]
    due.sort(key=lambda entry: (-times[entry[0]], entry[1]))
    return present_rows([product for product, _ in due], scope.snapshot.index.columns)


def purchase_parts(rows: Int32, person: Person, scope: Scope) -> dict[str, Float64]:
    """What a fresh purchase takes from its substitutes, the products of the same category, shape (n,).

    All of it on the day of the purchase, nothing any more once the category's rhythm is over.
    """
    columns = scope.snapshot.index.columns
    category = columns.slots["category"]
    freshness = np.zeros(category.n_values + 1)
    for product, days in _purchases(person.events, scope.now_ms):
        row = columns.row(product)
        codes = category.codes[row] if row >= 0 else np.zeros(0, np.int32)
        for code in codes[codes >= 0].tolist():
            fresh = 1.0 - days / _rhythm_days(category.names[code], scope)
            freshness[code] = max(freshness[code], fresh)
    if not freshness.any():
        return {}
    # The padding, -1, wraps round to the last entry, 0.
    taken = freshness.take(category.codes.take(rows, axis=0), mode="wrap").max(axis=1)
    return {"just_bought": -person.strength * JUST_BOUGHT * taken}


def _purchases(events: tuple[VisitEvent, ...], now_ms: int) -> Iterator[tuple[ProductId, float]]:
    """Each product that was bought and kept, and how many days ago the last time was."""
    yield from dict(_all_purchases(events, now_ms)).items()


def _all_purchases(events: tuple[VisitEvent, ...], now_ms: int) -> list[tuple[ProductId, float]]:
    """Every purchase that was not refunded, oldest first, and how many days ago it was."""
    kept: list[tuple[ProductId, float]] = []
    for event in events:
        if event.event_type is EventType.PURCHASE_COMPLETE:
            kept += [(product, max(0.0, (now_ms - event.at_ms) / _DAY_MS)) for product in event.product_ids]
        elif event.event_type is EventType.REFUND:
            for product in event.product_ids:
                bought = [place for place, (other, _) in enumerate(kept) if other == product]
                if bought:
                    kept.pop(bought[-1])
    return kept


def _is_due(product: ProductId, days: float, scope: Scope) -> bool:
    """Whether the rhythm of the product's categories, the longest of them, is over."""
    columns = scope.snapshot.index.columns
    row = columns.row(product)
    leaves = columns.records[row].leaves if row >= 0 else ()
    return days >= max((_rhythm_days(leaf, scope) for leaf in leaves), default=RHYTHM_DAYS)


def _rhythm_days(leaf: str, scope: Scope) -> float:
    bundle = scope.snapshot.bundle
    return RHYTHM_DAYS if bundle is None else bundle.model.rhythm_days.get(leaf, RHYTHM_DAYS)
