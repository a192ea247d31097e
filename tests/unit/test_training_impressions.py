"""Later events find the answer that they follow from, and the place of its hits."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from service.answers import Arm, Attribution
from service.impressions import Impression
from service.rpc.tokens import TokenSeal, seal_attribution
from service.types import Event, EventProduct, EventType, ProductId, RecordedEvent, Seq, VisitorId
from tests.harness.builders import NOON_MS, event
from tests.harness.history import ListHistory
from tests.harness.impressions import impression
from training import impressions
from training.impressions import BOUGHT_WITHIN_MS, Outcome, Sequel, outcomes, read_outcomes

TOKENS = TokenSeal(b"a key for tests only")
SHOWN = impression("shirt", "hat", "belt")
GARBLED = "garbled"


def token_of(shown: Impression) -> str:
    return seal_attribution(TOKENS, Attribution(shown.id, shown.origin, Arm.NONE), "g1-b1", now_ms=NOON_MS)


def after(shown: Impression | None, event_type: EventType, *products: str, **fields: object) -> Event:
    """An event of anna's that names this answer, or none."""
    token = "" if shown is None else token_of(shown)
    lines = tuple(EventProduct(ProductId(product)) for product in products)
    return event("e", event_type=event_type, products=lines, attribution_token=token, **fields)


def become(events: Sequence[Event], *, of: Impression = SHOWN) -> Outcome:
    [outcome] = outcomes([of], events)
    return outcome


def which(outcome: Outcome, sequel: Sequel) -> list[str]:
    return [hit.product_id for hit, has in zip(outcome.impression.hits, outcome.has(sequel), strict=True) if has]


@pytest.mark.parametrize(
    ("event_type", "told"),
    [
        (EventType.IMPRESSION, Sequel.SEEN),
        (EventType.CLICK, Sequel.SEEN | Sequel.CLICKED),
        (EventType.DETAIL_PAGE_VIEW, Sequel.SEEN | Sequel.CLICKED),
        (EventType.ADD_TO_CART, Sequel.SEEN | Sequel.CLICKED),
        (EventType.ADD_TO_WISHLIST, Sequel.SEEN | Sequel.CLICKED),
        (EventType.PURCHASE_COMPLETE, Sequel.SEEN | Sequel.CLICKED | Sequel.BOUGHT),
        (EventType.REMOVE_FROM_CART, Sequel(0)),
        (EventType.SEARCH, Sequel(0)),
    ],
)
def test_an_event_with_the_token_tells_of_its_product_what_its_type_says(event_type: EventType, told: Sequel) -> None:
    assert become([after(SHOWN, event_type, "hat")]).sequels.tolist() == [0, told, 0]


def test_an_impression_event_without_products_saw_all_of_them() -> None:
    outcome = become([after(SHOWN, EventType.IMPRESSION), after(SHOWN, EventType.CLICK, "belt")])
    assert which(outcome, Sequel.SEEN) == ["shirt", "hat", "belt"]
    assert which(outcome, Sequel.CLICKED) == ["belt"]


def test_what_nothing_followed_from_has_an_outcome_too() -> None:
    assert become([]).sequels.tolist() == [0, 0, 0]


def test_events_of_other_answers_of_products_not_shown_and_with_garbled_tokens_are_left_out() -> None:
    other = impression("shirt")
    events = [
        after(other, EventType.CLICK, "shirt"),
        after(SHOWN, EventType.CLICK, "unheard-of"),
        event("e", of="hat", attribution_token=GARBLED),
        event("e", of="hat"),
    ]
    first, second = outcomes([SHOWN, other], events)
    assert (which(first, Sequel.CLICKED), which(second, Sequel.CLICKED)) == ([], ["shirt"])


def test_a_purchase_without_a_token_belongs_to_the_answer_it_was_clicked_in_last() -> None:
    earlier, later = impression("hat"), impression("hat")
    events = [
        after(earlier, EventType.CLICK, "hat"),
        after(later, EventType.CLICK, "hat"),
        after(None, EventType.PURCHASE_COMPLETE, "hat", "belt"),
    ]
    first, second = outcomes([earlier, later], events)
    assert (which(first, Sequel.BOUGHT), which(second, Sequel.BOUGHT)) == ([], ["hat"])


@pytest.mark.parametrize(
    ("fields", "bought"),
    [
        ({"at_ms": NOON_MS + BOUGHT_WITHIN_MS}, ["hat"]),
        ({"at_ms": NOON_MS + BOUGHT_WITHIN_MS + 1}, []),
        ({"visitor_id": VisitorId("berta")}, []),
    ],
)
def test_a_purchase_counts_for_the_one_who_clicked_within_seven_days(
    fields: dict[str, object], bought: list[str]
) -> None:
    purchase = after(None, EventType.PURCHASE_COMPLETE, "hat", **fields)
    assert which(become([after(SHOWN, EventType.CLICK, "hat"), purchase]), Sequel.BOUGHT) == bought


def test_positions_go_on_from_page_to_page_and_propensities_are_those_of_the_answer() -> None:
    hits = tuple(
        hit._replace(propensity=propensity) for hit, propensity in zip(SHOWN.hits, (1.0, 0.5, 0.1), strict=True)
    )
    outcome = become([], of=impression(first_position=25, hits=hits))
    assert outcome.positions.tolist() == [25, 26, 27]
    np.testing.assert_array_equal(outcome.propensities, [1.0, 0.5, 0.1])


BUNDLE_AT_2 = "1.1-0000000002-0123456789ab"


def test_what_followed_is_read_from_the_bundle_on_that_showed_the_first_answer() -> None:
    late = impression("hat", snapshot_version=BUNDLE_AT_2)
    click, search = after(late, EventType.CLICK, "hat"), after(None, EventType.SEARCH)
    for events, clicked in (([search, click, search], []), ([search, search, click], ["hat"])):
        [outcome] = read_outcomes(ListHistory(events, [late]))
        assert which(outcome, Sequel.CLICKED) == clicked


def test_events_that_came_later_than_asked_for_are_not_read() -> None:
    history = ListHistory([after(SHOWN, EventType.CLICK, "hat"), after(SHOWN, EventType.CLICK, "belt")], [SHOWN])
    [outcome] = read_outcomes(history, until=Seq(1))
    assert which(outcome, Sequel.CLICKED) == ["hat"]


def test_without_impressions_no_event_is_read() -> None:
    class Unread(ListHistory):
        def events(self, *, after: Seq, limit: int) -> list[RecordedEvent]:
            raise AssertionError(after, limit)

    assert list(read_outcomes(Unread([]))) == []


def test_of_more_answers_than_memory_holds_those_that_were_followed_first_are_forgotten(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(impressions, "MAX_ANSWERS", 2)
    answers = [impression("hat") for _ in range(4)]
    told = outcomes(answers, [after(answer, EventType.CLICK, "hat") for answer in answers])
    assert [which(outcome, Sequel.CLICKED) for outcome in told] == [[], [], ["hat"], ["hat"]]


def test_of_more_impressions_the_newest_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(impressions, "MAX_ANSWERS", 2)
    shown = [impression(name) for name in ("hat", "shirt", "belt")]
    assert [outcome.impression for outcome in read_outcomes(ListHistory([], shown))] == shown[1:]
