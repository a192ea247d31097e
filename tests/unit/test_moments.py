from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from service.types import Event, EventProduct, EventType, ProductId, VisitorId
from tests.harness.builders import NOON_MS, event
from tests.harness.history import ListHistory
from training.dataset import Interactions
from training.moments import later_entries, later_touches, moments
from training.reading import read_interactions
from training.settings import EVENT_WEIGHTS


def basket(name: str, products: str, at_ms: int, who: str = "anna") -> Event:
    bought = tuple(EventProduct(ProductId(product)) for product in products)
    return event(name, products=bought, event_type=EventType.PURCHASE_COMPLETE, at_ms=at_ms, visitor_id=VisitorId(who))


def told(interactions: Interactions, entries: NDArray[np.int64]) -> list[tuple[str, str]]:
    """What came before, newest first, and what came."""
    names = interactions.product_ids
    return [
        ("".join(names[item] for item in moment.trail.items), names[moment.target])
        for moment in moments(interactions, entries)
    ]


def bought_twice() -> Interactions:
    events = [basket("1", "ab", NOON_MS), basket("2", "cd", NOON_MS + 1), basket("3", "ef", NOON_MS + 1, "bea")]
    return read_interactions(ListHistory(events), EVENT_WEIGHTS)


def test_every_product_of_a_later_event_is_a_moment_and_knows_nothing_of_the_others() -> None:
    interactions = bought_twice()
    assert sorted(told(interactions, later_touches(interactions, NOON_MS))) == [("ba", "c"), ("ba", "d")]


def test_of_each_later_event_the_first_product_is_a_moment() -> None:
    interactions = bought_twice()
    assert told(interactions, later_entries(interactions, NOON_MS)) == [("ba", "c")]


def test_what_came_too_early_and_what_takes_interest_back_are_no_moments() -> None:
    returned = event(
        "4", of="a", event_type=EventType.REMOVE_FROM_CART, at_ms=NOON_MS + 2, visitor_id=VisitorId("anna")
    )
    events = [basket("1", "ab", NOON_MS), basket("2", "cd", NOON_MS + 1), returned]
    interactions = read_interactions(ListHistory(events), EVENT_WEIGHTS)
    assert told(interactions, later_touches(interactions, NOON_MS + 2)) == []


def test_without_events_there_are_no_moments() -> None:
    interactions = bought_twice()
    nothing = interactions.where(interactions.at_ms < 0)
    assert later_touches(nothing, 0).size == 0
