from __future__ import annotations

from dataclasses import replace

import numpy as np

from service.types import Event, EventProduct, EventType, ProductId, VisitorId
from tests.harness.builders import NOON_MS, event
from tests.harness.history import ListHistory
from tests.harness.taste_groups import taste_events
from training.dataset import Interactions
from training.neighbours import bought, together
from training.reading import read_interactions
from training.settings import EVENT_WEIGHTS


def read(events: list[Event]) -> Interactions:
    return read_interactions(ListHistory(events), EVENT_WEIGHTS)


def baskets(*persons: str) -> Interactions:
    """One person a string, one viewed product a letter, in time order."""
    return read(
        [
            event(f"{person}-{step}", of=product, visitor_id=VisitorId(str(person)), at_ms=NOON_MS + step)
            for person, products in enumerate(persons)
            for step, product in enumerate(products)
        ]
    )


def test_scores_are_the_cosines_counted_by_hand() -> None:
    near = together(baskets("ab", "ab", "abc", "bc", "abc"), k=3, max_person_products=9, min_persons=3)
    assert near.items.tolist() == [[1, -1, -1], [0, 2, -1], [1, -1, -1]]
    ab, bc = 4 / np.sqrt(4 * 5), 3 / np.sqrt(5 * 3)
    assert np.allclose(near.scores, [[ab, 0, 0], [ab, bc, 0], [bc, 0, 0]])


def test_a_pair_that_fewer_than_three_people_share_is_dropped() -> None:
    assert together(baskets("ab", "ab"), k=1, max_person_products=9, min_persons=3).items.tolist() == [[-1], [-1]]
    assert together(baskets("ab", "ab", "ab"), k=1, max_person_products=9, min_persons=3).items.tolist() == [[1], [0]]


def test_one_person_looking_often_is_one_person() -> None:
    assert (together(baskets("ababab", "ab"), k=1, max_person_products=9, min_persons=3).items == -1).all()


def test_equal_neighbours_stand_in_the_order_of_rows() -> None:
    near = together(baskets("abcd", "abcd", "abcd"), k=2, max_person_products=9, min_persons=3)
    assert near.items.tolist() == [[1, 2], [0, 2], [0, 1], [0, 1]]


def test_of_a_busy_person_the_newest_products_count() -> None:
    near = together(baskets("abc", "abc", "abc"), k=2, max_person_products=2, min_persons=3)
    assert near.items.tolist() == [[-1, -1], [2, -1], [1, -1]]


def test_taking_back_is_no_interest() -> None:
    taken = [
        event(f"{person}-{product}", of=product, visitor_id=VisitorId(str(person)), event_type=event_type)
        for person in range(3)
        for product, event_type in (("a", EventType.CLICK), ("b", EventType.REFUND))
    ]
    assert (together(read(taken), k=1, max_person_products=9, min_persons=3).items == -1).all()


def orders(*persons: str) -> Interactions:
    """One order of `a` and `b` a letter, each letter a person."""
    return read(
        [
            replace(
                event(f"order-{number}", of="a", event_type=EventType.PURCHASE_COMPLETE, visitor_id=VisitorId(person)),
                products=(EventProduct(ProductId("a")), EventProduct(ProductId("b"))),
            )
            for number, person in enumerate(persons)
        ]
    )


def test_three_orders_of_one_person_give_no_pair_but_orders_of_three_people_do() -> None:
    none, pair = [[-1], [-1]], [[1], [0]]
    assert bought(orders(*"xxx"), k=1, min_persons=3).items.tolist() == none
    assert bought(orders(*"xyyxyx"), k=1, min_persons=3).items.tolist() == none
    assert bought(orders(*"xyz"), k=1, min_persons=3).items.tolist() == pair
    assert bought(orders(*"x"), k=1, min_persons=1).items.tolist() == pair


def test_people_who_bought_two_products_in_different_orders_did_not_buy_them_together() -> None:
    apart = [
        event(f"{person}-{product}", of=product, event_type=EventType.PURCHASE_COMPLETE, visitor_id=VisitorId(person))
        for person in "xyz"
        for product in "ab"
    ]
    assert (bought(read(apart), k=1, min_persons=1).items == -1).all()


def test_the_table_agrees_with_plain_sets() -> None:
    interactions = read(taste_events(seed=9, loyalty=0.8))
    near = together(interactions, k=10, max_person_products=500, min_persons=3)
    people = [set(interactions.person[interactions.row == row]) for row in range(len(interactions.product_ids))]
    for row, others in enumerate(near.items):
        counts = np.array([len(people[row] & other) for other in people])
        cosines = counts / np.sqrt(len(people[row]) * np.array([len(other) for other in people]))
        cosines[(counts < 3) | (np.arange(len(people)) == row)] = 0
        wanted = [other for other in np.argsort(-cosines, kind="stable")[:10] if cosines[other]]
        assert others[others >= 0].tolist() == wanted
