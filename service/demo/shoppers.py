"""Made-up shoppers: eight weeks of visits that follow declared tastes, with a fresh week that wants other things."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import cycle

import numpy as np

from service.demo.drafts import pick
from service.demo.shelves import Floats, Shelf, Shelves, build_shelves
from service.demo.tastes import choose_shelf, draw_taste, liking
from service.demo.visits import Visit, visit_events
from service.types import Event, Product, SessionId, VisitorId

HOUR_MS = 3600 * 1000
N_HOURS = 8 * 7 * 24
FRESH_HOURS = 7 * 24
EVENING = tuple(range(17, 23))
MAX_VIEWS = 8
# A visit lasts at most 35 minutes; begun by then, it ends within its hour.
LATEST_START_MS = 20 * 60 * 1000


def demo_events(
    products: Sequence[Product], now_ms: int, seed: int = 7, n_visitors: int = 2_000, n_events: int = 50_000
) -> list[Event]:
    """What made-up shoppers did in the eight weeks until `now_ms`, oldest first; everything follows from the seed.

    Every visitor does something. Nobody sees what is hidden or not yet available, and nobody saw in the last seven
    days what is sold out now.

    Raises:
        ValueError: fewer events than visitors were asked for.
    """
    rng = np.random.default_rng(seed)
    shop = build_shelves(products, rng)
    activity = rng.lognormal(0.0, 0.8, n_visitors)
    n_each = 1 + rng.multinomial(n_events - n_visitors, activity / activity.sum())
    events: list[Event] = []
    for number, n_own in enumerate(n_each.tolist()):
        shopper = f"demo-{seed}-{number:05d}"
        events += _shopper_events(rng, shopper, products, shop, now_ms=now_ms, n_events=n_own)
    return sorted(events, key=lambda event: (event.at_ms, event.event_id))


def _shopper_events(
    rng: np.random.Generator, shopper: str, products: Sequence[Product], shop: Shelves, *, now_ms: int, n_events: int
) -> list[Event]:
    """One shopper's visits, until they have done `n_events` things; the last visit may break off."""
    taste = draw_taste(rng, shop)
    events: list[Event] = []
    for number, hour in enumerate(cycle(_visit_hours(rng, now_ms))):
        shelf = choose_shelf(rng, taste, shop)
        start_ms = now_ms - (hour + 1) * HOUR_MS + int(rng.integers(LATEST_START_MS))
        rows = _viewed_rows(rng, shelf, liking(taste, shop, shelf), start_ms, fresh=hour < FRESH_HOURS)
        visit = Visit(
            visitor_id=VisitorId(shopper),
            session_id=SessionId(f"{shopper}-{number:04d}"),
            start_ms=start_ms,
            shelf=shelf,
            family=pick(rng, taste.families),
            viewed=tuple(products[row] for row in rows),
        )
        events += visit_events(rng, visit)
        if len(events) >= n_events:
            break
    return events[:n_events]


def _visit_hours(rng: np.random.Generator, now_ms: int) -> list[int]:
    """Every hour of the eight weeks once, counted back from now, in the order in which visits take them.

    Evenings and the fresh week come early in it.
    """
    hours = np.arange(N_HOURS)
    hour_of_day = (now_ms // HOUR_MS - 1 - hours) % 24
    weights = np.where(np.isin(hour_of_day, EVENING), 3.0, 1.0) * np.where(hours < FRESH_HOURS, 1.5, 1.0)
    # The order of a weighted draw without replacement (Efraimidis and Spirakis, 2006).
    return [int(hour) for hour in np.argsort(rng.exponential(size=N_HOURS) / weights)]


def _viewed_rows(rng: np.random.Generator, shelf: Shelf, likings: Floats, start_ms: int, *, fresh: bool) -> list[int]:
    """The rows of up to eight products that the shopper looks at, in order; none if the shelf is still empty."""
    wanted = shelf.fresh_demand if fresh else shelf.demand
    weights = wanted * likings * (shelf.available_ms <= start_ms)
    n_views = min(int(rng.geometric(0.28)), MAX_VIEWS, int(np.count_nonzero(weights)))
    if not n_views:
        return []
    chosen = rng.choice(shelf.rows, size=n_views, replace=False, p=weights / weights.sum())
    return [int(row) for row in chosen]
