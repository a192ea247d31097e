"""Purchases that were sent back say nothing: they leave what a visitor did, and their refunds with them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from service.types import EventType, ProductId, VisitEvent


def without_refunded(events: Sequence[VisitEvent]) -> tuple[VisitEvent, ...]:
    """The events, oldest first, without refunds and the purchases they cancel: of each product the latest before them.

    A refund whose purchase is not among the events stays: it takes back what was learned before.
    """
    if not any(event.event_type is EventType.REFUND for event in events):
        return tuple(events)
    kept = [list(event.product_ids) for event in events]
    bought: dict[ProductId, list[int]] = defaultdict(list)
    for place, event in enumerate(events):
        for product in event.product_ids:
            if event.event_type is EventType.PURCHASE_COMPLETE:
                bought[product].append(place)
            elif event.event_type is EventType.REFUND and bought[product]:
                kept[place].remove(product)
                kept[bought[product].pop()].remove(product)
    return tuple(
        event if len(products) == len(event.product_ids) else replace(event, product_ids=tuple(products))
        for event, products in zip(events, kept, strict=True)
        if products or not event.product_ids
    )
