from __future__ import annotations

from collections import Counter, defaultdict

import numpy as np
import pytest

from service import limits
from service.demo.shelves import build_shelves
from service.demo.shop import DAY_MS, DEMO_NOW_MS, demo_products
from service.demo.shoppers import demo_events
from service.demo.tastes import draw_taste, liking
from service.types import Availability, Consent, Event, EventType, Product, ProductId

WEEK_MS = 7 * DAY_MS
FRESH_MS = DEMO_NOW_MS - WEEK_MS


@pytest.fixture(scope="module")
def products() -> dict[ProductId, Product]:
    return {product.id: product for product in demo_products()}


@pytest.fixture(scope="module")
def events(products: dict[ProductId, Product]) -> list[Event]:
    return demo_events(list(products.values()), DEMO_NOW_MS)


def viewed(events: list[Event]) -> list[ProductId]:
    return [event.products[0].product_id for event in events if event.event_type is EventType.DETAIL_PAGE_VIEW]


def test_the_same_seed_gives_the_same_events(products: dict[ProductId, Product]) -> None:
    few = [demo_events(list(products.values()), DEMO_NOW_MS, n_visitors=20, n_events=400) for _ in range(2)]
    assert few[0] == few[1]


def test_another_seed_gives_other_ids(products: dict[ProductId, Product]) -> None:
    one, two = (demo_events(list(products.values()), DEMO_NOW_MS, seed, 20, 400) for seed in (7, 8))
    assert {event.event_id for event in one}.isdisjoint(event.event_id for event in two)


def test_there_are_as_many_events_and_visitors_as_asked_for(events: list[Event]) -> None:
    assert len(events) == 50_000
    assert len({event.event_id for event in events}) == 50_000
    assert len({event.visitor_id for event in events}) == 2_000


def test_fewer_events_than_visitors_are_refused(products: dict[ProductId, Product]) -> None:
    with pytest.raises(ValueError, match="n"):
        demo_events(list(products.values()), DEMO_NOW_MS, n_visitors=10, n_events=9)


def test_events_come_in_the_order_of_time_within_the_last_eight_weeks(events: list[Event]) -> None:
    times = [event.at_ms for event in events]
    assert times == sorted(times)
    assert times[0] >= DEMO_NOW_MS - 8 * WEEK_MS
    assert times[-1] <= DEMO_NOW_MS


def test_everyone_has_consented_and_every_id_is_within_the_cap(events: list[Event]) -> None:
    assert {event.consent for event in events} == {Consent.GRANTED}
    longest = max(len(text) for event in events for text in (event.event_id, event.visitor_id, event.session_id))
    assert longest <= limits.MAX_ID_BYTES


def test_nobody_meets_a_product_that_is_unknown_hidden_or_not_yet_available(
    events: list[Event], products: dict[ProductId, Product]
) -> None:
    for event in events:
        for item in event.products:
            product = products[item.product_id]
            assert not product.hidden
            assert product.available_time_ms is not None
            assert product.available_time_ms <= event.at_ms


def test_nobody_saw_in_the_fresh_week_what_is_sold_out(events: list[Event], products: dict[ProductId, Product]) -> None:
    fresh = [products[item.product_id] for event in events if event.at_ms >= FRESH_MS for item in event.products]
    assert all(product.availability is not Availability.OUT_OF_STOCK for product in fresh)


def test_a_visit_goes_from_looking_to_the_cart_to_buying(events: list[Event]) -> None:
    seen: defaultdict[tuple[str, EventType], set[ProductId]] = defaultdict(set)
    needs = {
        EventType.ADD_TO_CART: EventType.DETAIL_PAGE_VIEW,
        EventType.REMOVE_FROM_CART: EventType.ADD_TO_CART,
        EventType.PURCHASE_COMPLETE: EventType.ADD_TO_CART,
    }
    for event in events:
        ids = {item.product_id for item in event.products}
        if event.event_type in needs:
            assert ids <= seen[event.session_id, needs[event.event_type]]
        seen[event.session_id, event.event_type] |= ids
    n = Counter(event.event_type for event in events)
    funnel = [EventType.DETAIL_PAGE_VIEW, EventType.ADD_TO_CART, EventType.PURCHASE_COMPLETE]
    assert [n[kind] for kind in funnel] == sorted((n[kind] for kind in funnel), reverse=True)
    assert n[EventType.PURCHASE_COMPLETE] > 1_000


def test_no_visit_pauses_as_long_as_a_visit_may_idle(events: list[Event]) -> None:
    last: dict[str, int] = {}
    for event in events:
        assert event.at_ms - last.get(event.session_id, event.at_ms) < limits.VISIT_IDLE_MS
        last[event.session_id] = event.at_ms


def test_the_most_wanted_shorts_of_the_fresh_week_serve_women_men_and_children(
    events: list[Event], products: dict[ProductId, Product]
) -> None:
    fresh = viewed([event for event in events if event.at_ms >= FRESH_MS])
    shorts = Counter(each for each in fresh if products[each].categories[0].endswith(" > Shorts"))
    first_page = [products[each].categories[0].split(" > ")[0] for each, _ in shorts.most_common(24)]
    assert set(first_page) == {"Damen", "Herren", "Kinder"}


def test_demand_is_skewed_and_the_fresh_week_wants_other_things(events: list[Event]) -> None:
    before = Counter(viewed([event for event in events if event.at_ms < FRESH_MS]))
    fresh = Counter(viewed([event for event in events if event.at_ms >= FRESH_MS]))
    top = dict(before.most_common(len(before) // 10))
    assert sum(top.values()) > 0.3 * before.total()
    still = set(dict(before.most_common(100))) & set(dict(fresh.most_common(100)))
    assert 5 < len(still) < 70


def test_a_shopper_looks_mostly_at_their_own_part_of_the_shop(
    events: list[Event], products: dict[ProductId, Product]
) -> None:
    parts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for event in events:
        for item in event.products:
            parts[event.visitor_id][products[item.product_id].categories[0].split(" > ")[0]] += 1
    shares = [counts.most_common(1)[0][1] / counts.total() for counts in parts.values() if counts.total() >= 20]
    assert np.mean(shares) > 0.85


def test_a_taste_is_declared_and_what_meets_it_is_liked_best(products: dict[ProductId, Product]) -> None:
    rng = np.random.default_rng(3)
    shop = build_shelves(list(products.values()), rng)
    taste = draw_taste(rng, shop)
    shelf = taste.favourites[0]
    likings = liking(taste, shop, shelf)
    on_shelf = [list(products.values())[row] for row in shelf.rows]
    colour = np.array([product.color_families[0] in taste.families for product in on_shelf])
    brand = np.array([product.brands[0] in taste.brands for product in on_shelf])
    meets_it = colour | brand | (shelf.thirds == taste.third)
    assert shelf.branch == taste.branch
    assert set(likings[~meets_it]) == {1.0}
    assert likings[meets_it].min() > 1.0


def test_a_shop_where_nothing_is_available_yet_is_visited_in_vain(products: dict[ProductId, Product]) -> None:
    long_ago_ms = DEMO_NOW_MS - 3 * 365 * DAY_MS
    events = demo_events(list(products.values()), long_ago_ms, n_visitors=5, n_events=50)
    assert len(events) == 50
    assert all(event.products == () for event in events)
