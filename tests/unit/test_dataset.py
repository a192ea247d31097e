from __future__ import annotations

import random

import numpy as np
import pytest

from service.types import Event, EventProduct, EventType, ProductId, UserId, VisitorId
from tests.harness.builders import NOON_MS, event
from tests.harness.history import ListHistory
from tests.harness.taste_groups import DAY_MS, taste_events
from training.dataset import Interactions, NothingToLearn, confidence_matrix
from training.reading import read_interactions
from training.settings import EVENT_WEIGHTS


def read(*events: Event) -> Interactions:
    return read_interactions(ListHistory(events), EVENT_WEIGHTS)


def confidences(*events: Event, half_life_days: float = 30) -> list[list[float]]:
    matrix = confidence_matrix(read(*events), half_life_days=half_life_days)
    assert matrix.dtype == np.float32
    return matrix.toarray().tolist()


def test_a_known_user_is_one_person_on_every_device() -> None:
    phone, desk = VisitorId("phone"), VisitorId("desk")
    interactions = read(
        event("1", of="p", visitor_id=phone, user_id=UserId("u")),
        event("2", of="q", visitor_id=desk, user_id=UserId("u")),
        event("3", of="q", visitor_id=desk),
    )
    assert interactions.n_persons == 2


def test_a_visitor_id_that_spells_a_user_id_is_another_person() -> None:
    assert read(event("1", of="p", visitor_id=VisitorId("u")), event("2", of="p", user_id=UserId("u"))).n_persons == 2


def test_the_order_of_arrival_changes_nothing() -> None:
    events = taste_events(seed=5, loyalty=0.9, n_persons=10)
    shuffled = random.Random(5).sample(events, len(events))
    one, other = read(*events), read(*shuffled)
    assert one.product_ids == other.product_ids
    for column in ("person", "row", "at_ms", "event", "weight"):
        assert np.array_equal(getattr(one, column), getattr(other, column))


def test_a_long_ledger_is_read_page_by_page_to_its_end() -> None:
    events = [event(str(number), of=f"p{number % 7}", at_ms=NOON_MS + number) for number in range(10_001)]
    interactions = read(*events)
    assert interactions.n_events == 10_001
    assert (interactions.first_seq, interactions.last_seq) == (1, 10_001)


def test_events_weigh_by_their_type() -> None:
    assert confidences(event("1", of="p"), event("2", of="q", event_type=EventType.PURCHASE_COMPLETE)) == [[1, 5]]


def test_a_refund_takes_the_purchase_back() -> None:
    bought = event("1", of="p", event_type=EventType.PURCHASE_COMPLETE)
    refunded = event("2", of="p", event_type=EventType.REFUND)
    assert confidences(bought, refunded, event("3", of="q")) == [[0, 1]]


@pytest.mark.parametrize("silent", [EventType.IMPRESSION, EventType.SEARCH])
def test_what_says_nothing_of_taste_does_not_count(silent: EventType) -> None:
    assert confidences(event("1", of="p"), event("2", of="q", event_type=silent)) == [[1]]


def test_what_a_person_is_not_interested_in_is_disliked() -> None:
    seen, rejected = event("1", of="p"), event("2", of="p", event_type=EventType.NOT_INTERESTED)
    assert confidences(seen, rejected, event("3", of="q")) == [[-4, 1]]


def test_what_was_taken_back_later_is_no_dislike_though_it_weighs_more() -> None:
    taken = event("1", of="p", event_type=EventType.ADD_TO_CART, at_ms=NOON_MS - 60 * DAY_MS)
    returned = event("2", of="p", event_type=EventType.REMOVE_FROM_CART)
    assert confidences(taken, returned, event("3", of="q")) == [[0, 1]]


def test_an_event_loses_half_in_each_half_life() -> None:
    old = event("1", of="p", at_ms=NOON_MS - 60 * DAY_MS)
    assert confidences(old, event("2", of="q"), half_life_days=30) == [[0.25, 1]]


def test_an_event_fades_with_each_newer_one_of_the_same_person() -> None:
    events = [event(str(step), of=product, at_ms=NOON_MS + step) for step, product in enumerate("pqq")]
    other = event("other", of="p", visitor_id=VisitorId("other"), at_ms=NOON_MS)
    matrix = confidence_matrix(read(*events, other), half_life_days=1e9, step_decay=0.5)
    assert sorted(matrix.toarray().tolist()) == [[0.25, 1.5], [1, 0]]


def test_every_product_of_an_event_counts() -> None:
    products = tuple(EventProduct(ProductId(name)) for name in "pqp")
    assert confidences(event("1", products=products)) == [[2, 1]]


@pytest.mark.parametrize("events", [(), (event("1", of="p", event_type=EventType.REFUND),), (event("1", of=""),)])
def test_a_ledger_without_interest_is_refused_in_one_sentence(events: tuple[Event, ...]) -> None:
    with pytest.raises(NothingToLearn, match="import events first"):
        read(*events)
