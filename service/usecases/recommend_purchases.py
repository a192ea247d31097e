"""What a visitor bought: it leaves until the rhythm of its category returns, and so do its substitutes, by and by."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from service.types import EventType, ProductId
from service.usecases.person import Person
from service.usecases.recommend_scope import Scope, present_rows
from service.visitor.intent import seen_products

Int32 = NDArray[np.int32]
Float64 = NDArray[np.float64]

RHYTHM_DAYS = 30.0
"""Between two purchases of a category whose rhythm the shop has not taught."""
JUST_BOUGHT = 8.0
"""Two thirds of what the sources add at most: of the substitutes, only what they say most of stands with what they hardly name."""
_DAY_MS = 24 * 3600 * 1000
_REFUSED = frozenset({EventType.NOT_INTERESTED})


def leaving_rows(person: Person, scope: Scope) -> Int32:
    """What the visitor is done with: refused, or bought and not yet due again. Rows, in no order."""
    bought = [product for product, days in _last_purchases(person, scope.now_ms) if not _is_due(product, days, scope)]
    refused = seen_products(person.events, _REFUSED)
    return present_rows([*refused, *bought], scope.snapshot.index.columns)


def bought_again(person: Person, scope: Scope) -> Int32:
    """What was bought and is due again: what was bought most often first, then the latest purchase. Rows."""
    times = Counter(product for product, _ in _purchases(person, scope.now_ms))
    due = [(product, days) for product, days in _last_purchases(person, scope.now_ms) if _is_due(product, days, scope)]
    due.sort(key=lambda entry: (-times[entry[0]], entry[1]))
    return present_rows([product for product, _ in due], scope.snapshot.index.columns)


def purchase_parts(rows: Int32, person: Person, scope: Scope) -> dict[str, Float64]:
    """What a fresh purchase takes from its substitutes, the products of the same category, shape (n,).

    All of it on the day of the purchase, nothing any more once the category's rhythm is over.
    """
    columns = scope.snapshot.index.columns
    category = columns.slots["category"]
    freshness = np.zeros(category.n_values + 1)
    for product, days in _last_purchases(person, scope.now_ms):
        row = columns.row(product)
        for code in category.codes[row].tolist() if row >= 0 else ():
            if code >= 0:
                fresh = 1.0 - days / _rhythm_days(category.names[code], scope)
                freshness[code] = max(freshness[code], fresh)
    if not freshness.any():
        return {}
    # The padding, -1, wraps round to the last entry, 0.
    taken = freshness.take(category.codes.take(rows, axis=0), mode="wrap").max(axis=1)
    return {"just_bought": -person.strength * JUST_BOUGHT * taken}


def _last_purchases(person: Person, now_ms: int) -> list[tuple[ProductId, float]]:
    """Each product that was bought, and how many days ago the last time was."""
    return list(dict(_purchases(person, now_ms)).items())


def _purchases(person: Person, now_ms: int) -> Iterator[tuple[ProductId, float]]:
    """Every purchase, oldest first, and how many days ago it was."""
    for event in person.events:
        if event.event_type is EventType.PURCHASE_COMPLETE:
            days = max(0.0, (now_ms - event.at_ms) / _DAY_MS)
            yield from ((product, days) for product in event.product_ids)


def _is_due(product: ProductId, days: float, scope: Scope) -> bool:
    """Whether the rhythm of the product's categories, the longest of them, is over."""
    columns = scope.snapshot.index.columns
    row = columns.row(product)
    leaves = columns.records[row].leaves if row >= 0 else ()
    return days >= max((_rhythm_days(leaf, scope) for leaf in leaves), default=RHYTHM_DAYS)


def _rhythm_days(leaf: str, scope: Scope) -> float:
    bundle = scope.snapshot.bundle
    return RHYTHM_DAYS if bundle is None else bundle.model.rhythm_days.get(leaf, RHYTHM_DAYS)
