"""Demand: counts that halve in three and a half days."""

from __future__ import annotations

import random
from collections.abc import Sequence

import numpy as np
import pytest

from service.keeper.demand import HALF_LIFE_MS, MAX_STRANGERS, DemandCounter
from service.retrieval.demand import Demand, DemandRecord
from service.types import EventProduct, EventType, ProductId, RecordedEvent, Seq
from tests.harness.builders import NOON_MS, event

IDS = [ProductId(f"p{number}") for number in range(5)]
INDEX_OF = {product_id: number for number, product_id in enumerate(IDS)}
HALF_LIFE = int(HALF_LIFE_MS)


def _event(seq: int, of: str, *, at_ms: int = NOON_MS, kind: EventType = EventType.CLICK) -> RecordedEvent:
    return RecordedEvent(Seq(seq), event(f"e{seq}", of=of, at_ms=at_ms, event_type=kind))


def _counter(events: Sequence[RecordedEvent], origin_ms: int = NOON_MS) -> DemandCounter:
    counter = DemandCounter(origin_ms)
    counter.follow(INDEX_OF)
    for recorded in events:
        counter.add(recorded)
    return counter


def _counts(record: DemandRecord) -> dict[int, float]:
    demand = Demand.opened(record)
    return dict(zip(demand.indices.tolist(), demand.weights.tolist(), strict=True))


def test_a_click_is_worth_half_after_one_half_life() -> None:
    counter = _counter([_event(1, "p0"), _event(2, "p1", kind=EventType.PURCHASE_COMPLETE)])
    assert _counts(counter.record(NOON_MS)) == {0: 1.0, 1: 5.0}
    assert _counts(counter.record(NOON_MS + HALF_LIFE)) == {0: 0.5, 1: 2.5}
    assert _counts(counter.record(NOON_MS + 3 * HALF_LIFE)) == {0: 0.125, 1: 0.625}


def test_a_late_event_counts_as_if_it_had_come_in_time() -> None:
    late = _counter([_event(1, "p0"), _event(2, "p0", at_ms=NOON_MS - 2 * HALF_LIFE)])
    assert _counts(late.record(NOON_MS)) == {0: 1.25}


def test_the_order_of_events_does_not_matter() -> None:
    seed = random.randrange(2**32)
    print("seed", seed)
    rng = random.Random(seed)
    events = [_event(seq, rng.choice(IDS), at_ms=NOON_MS - rng.randrange(10 * HALF_LIFE)) for seq in range(1, 200)]
    shuffled = rng.sample(events, len(events))
    one, other = (_counts(_counter(order).record(NOON_MS)) for order in (events, shuffled))
    assert one == pytest.approx(other)


def test_what_does_not_speak_of_demand_is_not_counted() -> None:
    counter = DemandCounter(NOON_MS)
    kinds = (EventType.SEARCH, EventType.IMPRESSION, EventType.REFUND, EventType.NOT_INTERESTED)
    assert not any(counter.add(_event(seq, "p0", kind=kind)) for seq, kind in enumerate(kinds, start=1))
    assert not counter.add(_event(9, ""))
    assert _counts(counter.record(NOON_MS)) == {}
    assert counter.seq == 9


def test_every_product_of_an_event_counts() -> None:
    basket = event("e", products=(EventProduct(IDS[0]), EventProduct(IDS[2])), event_type=EventType.ADD_TO_CART)
    assert _counts(_counter([RecordedEvent(Seq(1), basket)]).record(NOON_MS)) == {0: 3.0, 2: 3.0}


def test_a_restored_counter_makes_the_same_record() -> None:
    counter = _counter([_event(seq, IDS[seq % 5], at_ms=NOON_MS - seq * HALF_LIFE // 3) for seq in range(1, 40)])
    record = counter.record(NOON_MS + 1000)
    restored = DemandCounter(NOON_MS + 5 * HALF_LIFE)
    restored.restore(record, INDEX_OF)
    assert restored.seq == counter.seq == 39
    later = NOON_MS + HALF_LIFE
    assert _counts(restored.record(later)) == pytest.approx(_counts(counter.record(later)), rel=1e-6)


def test_restoring_forgets_what_was_counted_since() -> None:
    counter = _counter([_event(1, "p0")])
    record = counter.record(NOON_MS)
    counter.add(_event(2, "p0"))
    counter.add(_event(3, "p1"))
    counter.restore(record, INDEX_OF)
    assert _counts(counter.record(NOON_MS)) == {0: 1.0}
    assert counter.seq == 1


def test_what_faded_or_is_not_in_the_catalogue_is_left_out() -> None:
    counter = _counter([_event(1, "p0"), _event(2, "stranger")])
    assert _counts(counter.record(NOON_MS)) == {0: 1.0}
    assert _counts(counter.record(NOON_MS + 11 * HALF_LIFE)) == {}


def test_counts_move_along_with_new_numbers() -> None:
    counter = _counter([_event(1, "p0"), _event(2, "p4"), _event(3, "p4"), _event(4, "stranger")])
    counter.follow({ProductId("p4"): 0, ProductId("stranger"): 1})
    assert _counts(counter.record(NOON_MS)) == {0: 2.0, 1: 1.0}
    counter.follow(INDEX_OF)
    assert _counts(counter.record(NOON_MS)) == {0: 1.0, 4: 2.0}, "also those that had left meanwhile"


def test_a_product_that_arrives_later_joins_with_its_count() -> None:
    numbers = dict(INDEX_OF)
    counter = DemandCounter(NOON_MS)
    counter.follow(numbers)
    counter.add(_event(1, "later"))
    counter.add(_event(2, "p1"))
    assert _counts(counter.record(NOON_MS)) == {1: 1.0}
    numbers[ProductId("later")] = 5
    counter.add(_event(3, "later"))
    assert _counts(counter.record(NOON_MS)) == {1: 1.0, 5: 2.0}


def test_only_so_many_unknown_products_are_counted() -> None:
    numbers = dict(INDEX_OF)
    counter = DemandCounter(NOON_MS)
    counter.follow(numbers)
    for number in range(MAX_STRANGERS + 2):
        counter.add(_event(number, f"stranger{number}"))
        counter.add(_event(number, "stranger0"))
    assert len(counter._strangers) == MAX_STRANGERS
    numbers |= {ProductId(name): number for number, name in enumerate(("stranger0", "stranger1", "stranger3"), start=5)}
    assert _counts(counter.record(NOON_MS)) == {5: MAX_STRANGERS + 3, 7: 1.0}, "the one not asked for longest left"


@pytest.mark.parametrize("at_ms", [0, -(2**62), 2**62])
def test_no_clock_makes_counts_overflow(at_ms: int) -> None:
    counter = _counter([_event(1, "p0", at_ms=at_ms), _event(2, "p0", at_ms=at_ms)], origin_ms=NOON_MS)
    for now_ms in (at_ms, NOON_MS, 0, 2**62):
        assert all(np.isfinite(list(_counts(counter.record(now_ms)).values())))


def _demand(indices: Sequence[int], weights: Sequence[float]) -> Demand:
    record = DemandRecord(
        indices=np.array(indices, np.int32).tobytes(), weights=np.array(weights, np.float32).tobytes()
    )
    return Demand.opened(record)


def test_demand_is_a_share_of_the_strongest_on_a_log_scale() -> None:
    demand = _demand([1, 4], [3.0, 15.0])
    shares = demand.of(np.array([4, 1, 0, 9], np.int32))
    assert shares.tolist() == pytest.approx([1.0, 0.5, 0.0, 0.0])  # log 4 / log 16
    assert Demand.opened(DemandRecord()).of(np.array([1, 2], np.int32)).tolist() == [0.0, 0.0]
