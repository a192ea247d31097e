"""The rhythm in which people buy of a category again."""

from __future__ import annotations

import random
from itertools import pairwise
from statistics import median

import pytest

from service.types import Event, EventType, ProductId, VisitorId
from tests.harness.builders import NOON_MS, event, product
from tests.harness.history import ListHistory
from tests.harness.indexed import ChangingHistory
from training.catalogue import read_leaves, read_products
from training.reading import read_interactions
from training.rhythm import rhythm_days
from training.settings import EVENT_WEIGHTS

DAY_MS = 24 * 3600 * 1000
LEAVES = {ProductId("beans"): ("Kaffee",), ProductId("pads"): ("Kaffee", "Pads"), ProductId("lamp"): ("Lampen",)}


def buys(
    person: str, product_id: str, *days: float, event_type: EventType = EventType.PURCHASE_COMPLETE
) -> list[Event]:
    return [
        event(
            f"{person}-{event_type}-{product_id}-{day}",
            of=product_id,
            visitor_id=VisitorId(person),
            event_type=event_type,
            at_ms=NOON_MS + int(day * DAY_MS),
        )
        for day in days
    ]


def rhythms(events: list[Event]) -> dict[str, float]:
    return rhythm_days(read_interactions(ListHistory(events), EVENT_WEIGHTS), LEAVES)


def test_it_is_the_median_of_the_days_between_purchases_of_one_person_in_the_category() -> None:
    events = [happened for n in range(6) for happened in buys(f"p{n}", "beans", 0, 10, 21, 33, 46)]
    assert rhythms(events) == {"Kaffee": 11.5}


def test_any_product_of_the_category_counts_and_each_of_its_categories() -> None:
    events = [happened for n in range(20) for happened in (*buys(f"p{n}", "beans", 0), *buys(f"p{n}", "pads", 14, 21))]
    assert rhythms(events) == {"Kaffee": 10.5, "Pads": 7.0}


def test_purchases_of_one_day_are_one_and_views_are_none() -> None:
    events = [happened for n in range(10) for happened in buys(f"p{n}", "beans", 0, 0.2, 0.5, 30, 60)]
    looks = [happened for n in range(10) for happened in buys(f"p{n}", "beans", 5, event_type=EventType.CLICK)]
    assert rhythms([*events, *looks])["Kaffee"] == pytest.approx(29.8, abs=0.31)


def test_few_repeats_or_few_people_tell_nothing() -> None:
    assert rhythms([happened for n in range(19) for happened in buys(f"p{n}", "lamp", 0, 9)]) == {}
    assert rhythms([happened for n in range(2) for happened in buys(f"p{n}", "lamp", *range(0, 99, 3))]) == {}
    assert rhythms([happened for n in range(20) for happened in buys(f"p{n}", "lamp", 0)]) == {}


def test_what_was_sent_back_was_not_bought() -> None:
    events = [happened for n in range(20) for happened in buys(f"p{n}", "beans", 0, 3, 20)]
    back = [happened for n in range(20) for happened in buys(f"p{n}", "beans", 4, event_type=EventType.REFUND)]
    assert rhythms([*events, *back]) == {"Kaffee": 20.0}


def test_products_without_categories_have_no_rhythm() -> None:
    events = [happened for n in range(20) for happened in buys(f"p{n}", "unknown", 0, 5)]
    assert rhythms(events) == {}


def test_it_agrees_with_a_plain_reading_of_any_history() -> None:
    rng = random.Random(3)
    print("seed 3")
    days = {(f"p{n}", of): sorted(rng.sample(range(200), 8)) for n in range(12) for of in LEAVES}
    events = [happened for (person, of), when in days.items() for happened in buys(person, of, *when)]
    gaps: dict[str, list[int]] = {}
    for n in range(12):
        for leaf in ("Kaffee", "Pads", "Lampen"):
            bought = sorted({day for of, its in LEAVES.items() if leaf in its for day in days[f"p{n}", of]})
            gaps.setdefault(leaf, []).extend(b - a for a, b in pairwise(bought))
    assert rhythms(rng.sample(events, len(events))) == {leaf: float(median(of)) for leaf, of in gaps.items()}


def test_leaf_categories_are_read_of_all_products_that_stand() -> None:
    history = ChangingHistory()
    for n in range(2_500):
        history.put(product(f"p{n}", categories=(f"Haus > Art {n % 7}",)))
    history.put(product("bare"))
    history.delete("p3")
    assert len(list(read_products(history))) == 2_500
    leaves = read_leaves(history)
    assert len(leaves) == 2_499
    assert leaves[ProductId("p8")] == ("Art 1",)
