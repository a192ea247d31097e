from __future__ import annotations

from service.stores.redis.doubts import Doubts
from service.types import VisitorId

ANNA, BERTA, CLARA = VisitorId("anna"), VisitorId("berta"), VisitorId("clara")


def doubts_about(*visitors: VisitorId, limit: int = 100) -> Doubts:
    doubts = Doubts(limit)
    for visitor in visitors:
        doubts.raise_for(visitor)
    return doubts


def test_nobody_is_doubted_without_a_failed_write() -> None:
    assert not Doubts(100).some(ANNA, 16)


def test_the_visitor_asked_for_is_always_among_the_chosen() -> None:
    assert set(doubts_about(ANNA, BERTA, CLARA).some(CLARA, 1)) == {ANNA, CLARA}


def test_a_settled_doubt_is_over() -> None:
    doubts = doubts_about(ANNA, BERTA)
    doubts.settle(doubts.some(ANNA, 16))
    assert not doubts.some(ANNA, 16)


def test_a_doubt_raised_again_meanwhile_is_not_over() -> None:
    doubts = doubts_about(ANNA)
    withdrawn = doubts.some(ANNA, 16)
    doubts.raise_for(ANNA)
    doubts.settle(withdrawn)
    assert set(doubts.some(ANNA, 16)) == {ANNA}


def test_only_so_many_are_remembered_and_the_oldest_goes_first() -> None:
    assert set(doubts_about(ANNA, BERTA, CLARA, limit=2).some(ANNA, 16)) == {BERTA, CLARA}
