"""What was sent back leaves a visitor's events, and nothing else does."""

from __future__ import annotations

import random

import msgspec

from service.stores.redis.encoding import events_in
from service.types import EventType, ProductId, RefundReason, Seq, SessionId, VisitEvent
from service.usecases.visitors import visit_event
from service.visitor.refunds import without_refunded
from tests.harness.builders import event

BOUGHT, REFUNDED, VIEWED = EventType.PURCHASE_COMPLETE, EventType.REFUND, EventType.DETAIL_PAGE_VIEW


def did(number: int, event_type: EventType, *products: str) -> VisitEvent:
    return VisitEvent(str(number), event_type, number, tuple(map(ProductId, products)), SessionId(""), Seq(number))


def kept(*did_: VisitEvent) -> list[tuple[str, tuple[str, ...]]]:
    return [(event.event_id, event.product_ids) for event in without_refunded(did_)]


def test_a_refund_and_its_purchase_leave_and_the_views_before_stay() -> None:
    assert kept(did(1, VIEWED, "a"), did(2, BOUGHT, "a"), did(3, REFUNDED, "a"), did(4, VIEWED, "b")) == [
        ("1", ("a",)),
        ("4", ("b",)),
    ]


def test_of_an_order_only_what_was_sent_back_leaves() -> None:
    assert kept(did(1, BOUGHT, "a", "b"), did(2, REFUNDED, "b")) == [("1", ("a",))]


def test_one_refund_cancels_the_latest_purchase_before_it() -> None:
    assert kept(did(1, BOUGHT, "a"), did(2, BOUGHT, "a"), did(3, REFUNDED, "a"), did(4, BOUGHT, "a")) == [
        ("1", ("a",)),
        ("4", ("a",)),
    ]


def test_a_refund_of_what_was_bought_before_memory_begins_stays() -> None:
    assert kept(did(1, REFUNDED, "a"), did(2, BOUGHT, "a")) == [("1", ("a",)), ("2", ("a",))]


def test_any_story_loses_one_purchase_for_each_refund_that_has_one_before_it() -> None:
    rng = random.Random(11)
    print("seed 11")
    for _ in range(300):
        story = [did(n, rng.choice((BOUGHT, REFUNDED, VIEWED)), rng.choice("ab")) for n in range(rng.randrange(12))]
        gone: set[str] = set()
        for place, refund in enumerate(story):
            open_ = [
                other
                for other in story[:place]
                if other.event_type is BOUGHT and other.product_ids == refund.product_ids and other.event_id not in gone
            ]
            if refund.event_type is REFUNDED and open_:
                gone |= {refund.event_id, open_[-1].event_id}
        assert [event for event in story if event.event_id not in gone] == list(without_refunded(story))


def test_only_reasons_of_size_are_kept_of_a_refund() -> None:
    for given, reason in (("too-small", RefundReason.TOO_SMALL), ("broken", None), ("", None)):
        refund = event("r", of="a", event_type=REFUNDED, attributes={"reason": given})
        assert visit_event(refund, Seq(1)).reason is reason
    looked = event("v", of="a", attributes={"reason": "too-small"})
    assert visit_event(looked, Seq(1)).reason is None


def test_events_written_before_refunds_had_reasons_are_read() -> None:
    fields = {"event_id": "1", "event_type": "refund", "at_ms": 1, "product_ids": ["a"], "session_id": "", "seq": 1}
    assert events_in({b"1": msgspec.msgpack.encode(fields)}) == [did(1, REFUNDED, "a")]
