"""Shoppers with a planted taste: people of one group mostly look at the products of their own."""

from __future__ import annotations

import random

from service.types import Event, EventProduct, ProductId, VisitorId
from tests.harness.builders import NOON_MS, event

DAY_MS = 24 * 3600 * 1000


def taste_events(*, seed: int, loyalty: float, n_persons: int = 120, n_views: int = 16) -> list[Event]:
    """Two groups of 60 products each; `loyalty` is the share of views within one's own group (.5: no taste at all)."""
    print(f"taste groups: seed {seed}, loyalty {loyalty}")
    rng = random.Random(seed)
    return [
        event(
            f"{person}-{view}",
            visitor_id=VisitorId(f"visitor-{person}"),
            at_ms=NOON_MS + rng.randrange(30 * DAY_MS),
            products=(EventProduct(ProductId(_product(person % 2, rng, loyalty))),),
        )
        for person in range(n_persons)
        for view in range(n_views)
    ]


def _product(group: int, rng: random.Random, loyalty: float) -> str:
    shown = group if rng.random() < loyalty else 1 - group
    return f"{'ab'[shown]}{rng.randrange(60)}"
