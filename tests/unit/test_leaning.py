"""What takes interest back, and sizes that were sent back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from service.catalog.columns import OF, SlotColumn
from service.types import Event, EventType, RefundReason, SessionId
from service.visitor.intent import Affinity
from service.visitor.leaning import slot_leanings
from service.visitor.sizes import next_size
from tests.harness.builders import NOON_MS, event, product
from tests.harness.indexed import IndexedShop, visitor_after

SHOES, SHIRTS = ("Damen > Schuhe > Stiefel",), ("Damen > Bekleidung > Blusen",)
VIEW, BUY, REFUND = EventType.DETAIL_PAGE_VIEW, EventType.PURCHASE_COMPLETE, EventType.REFUND


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[IndexedShop]:
    folder: Path = tmp_path_factory.mktemp("shop")
    shoes = [product(f"shoe{size}", sizes=(size,), categories=SHOES, brands=("Erz",)) for size in ("40", "41", "43")]
    shirts = [product(f"shirt{size}", sizes=(size,), categories=SHIRTS) for size in ("42", "S", "M", "XL")]
    with IndexedShop(folder, [*shoes, *shirts, product("other", brands=("Tal",))]) as shop:
        yield shop


def learned(shop: IndexedShop, *deeds: tuple[EventType, str] | tuple[EventType, str, str]) -> dict[str, Affinity]:
    events = [_event(number, *deed) for number, deed in enumerate(deeds)]
    return slot_leanings(visitor_after(events).events, shop.snapshot.index.columns, start_ms=NOON_MS - 10_000)


def _event(number: int, event_type: EventType, of: str, reason: str = "") -> Event:
    at_ms = NOON_MS - 1_000 + number
    attributes = {"reason": reason} if reason else {}
    return event(
        f"e{number}", of=of, event_type=event_type, at_ms=at_ms, attributes=attributes, session_id=SessionId("v")
    )


def sizes(shop: IndexedShop, affinities: dict[str, Affinity]) -> dict[str, float]:
    if "size" not in affinities:
        return {}
    weights = affinities["size"].by_code
    numbers = shop.snapshot.index.columns.slots["size"].numbers
    return {key.replace(OF, " "): float(weights[number]) for key, number in numbers.items() if weights[number] > 0}


def test_a_product_taken_out_of_the_basket_says_little_more_than_that_it_was_looked_at(shop: IndexedShop) -> None:
    looked = learned(shop, (VIEW, "shoe40"), (VIEW, "shirtM"))
    back = learned(
        shop,
        (VIEW, "shoe40"),
        (EventType.ADD_TO_CART, "shoe40"),
        (EventType.REMOVE_FROM_CART, "shoe40"),
        (VIEW, "shirtM"),
    )
    assert 0 < back["brand"].top.weight < looked["brand"].top.weight


def test_what_was_refused_says_nothing_and_never_less_than_nothing(shop: IndexedShop) -> None:
    assert learned(shop, (EventType.NOT_INTERESTED, "shoe40")) == {}
    mixed = learned(shop, (VIEW, "other"), (EventType.NOT_INTERESTED, "shoe40"))
    assert mixed["brand"].top.value == "Tal"
    assert (mixed["brand"].by_code >= 0).all()


def test_refusing_some_of_a_brand_lowers_it_among_much_that_was_liked(shop: IndexedShop) -> None:
    liked = [(VIEW, "shoe40"), (VIEW, "shoe41"), (VIEW, "shoe43")]
    before = learned(shop, *liked, (VIEW, "other"))["brand"]
    after = learned(shop, *liked, (VIEW, "other"), (EventType.NOT_INTERESTED, "shoe43"))["brand"]
    assert 0 < after.top.weight < before.top.weight


@pytest.mark.parametrize(
    ("sent_back", "reason", "speaks_for"),
    [
        ("shoe40", "too-small", {"Schuhe 41"}),
        ("shoe41", "too-small", {"Schuhe 43"}),
        ("shoe41", "too-large", {"Schuhe 40"}),
        ("shirtM", "too-small", {"Bekleidung XL"}),
        ("shirtM", "too-large", {"Bekleidung S"}),
        ("shirt42", "too-small", set()),
        ("shoe43", "too-small", set()),
    ],
)
def test_what_was_sent_back_for_its_size_speaks_for_the_next_one_of_its_scale(
    shop: IndexedShop, sent_back: str, reason: str, speaks_for: set[str]
) -> None:
    found = sizes(shop, learned(shop, (VIEW, sent_back), (BUY, sent_back), (REFUND, sent_back, reason)))
    assert found.keys() == speaks_for
    kept = sizes(shop, learned(shop, (VIEW, sent_back), (BUY, sent_back)))
    assert list(found.values()) == pytest.approx(list(kept.values())[: len(found)]), "as strongly as the purchase did"


def test_what_is_looked_at_after_the_refund_speaks_for_itself(shop: IndexedShop) -> None:
    found = sizes(shop, learned(shop, (BUY, "shoe40"), (REFUND, "shoe40", "too-small"), (VIEW, "shoe40")))
    assert found.keys() == {"Schuhe 40", "Schuhe 41"}


def test_too_small_twice_moves_two_sizes(shop: IndexedShop) -> None:
    twice = ((BUY, "shoe40"), (REFUND, "shoe40", "too-small"), (BUY, "shoe41"), (REFUND, "shoe41", "too-small"))
    assert sizes(shop, learned(shop, *twice)).keys() == {"Schuhe 43"}


@pytest.mark.parametrize("reason", ["", "broken"])
def test_any_other_refund_takes_back_all_that_the_purchase_said(shop: IndexedShop, reason: str) -> None:
    assert learned(shop, (BUY, "shoe40"), (REFUND, "shoe40", reason)) == {}
    viewed = learned(shop, (VIEW, "shoe40"), (BUY, "shoe40"), (REFUND, "shoe40", reason))
    assert viewed["brand"].top.weight == learned(shop, (VIEW, "shoe40"))["brand"].top.weight


@pytest.mark.parametrize(
    ("known", "size", "larger", "smaller"),
    [
        (("36", "38", "37.5", "40"), "37.5", "38", "36"),
        (("36", "37,5", "38"), "36", "37,5", ""),
        (("XXS", "XS", "S", "M", "L", "XL", "XXL", "3XL", "5XL"), "XXL", "3XL", "XL"),
        (("2XL", "xl", "L"), "xl", "2XL", "L"),
        (("3XS", "XXS", "M"), "XXS", "M", "3XS"),
        (("38", "M", "one size"), "38", "", ""),
        (("one size", "M"), "one size", "", ""),
        (("40", "40.0"), "40", "", ""),
    ],
)
def test_sizes_have_the_order_of_their_kind(known: tuple[str, ...], size: str, larger: str, smaller: str) -> None:
    column = SlotColumn(
        np.zeros((0, 1), np.int32), known, {f"Art{OF}{of}": n for n, of in enumerate(known)}, len(known)
    )
    for reason, wanted in ((RefundReason.TOO_SMALL, larger), (RefundReason.TOO_LARGE, smaller)):
        code = next_size(column, known.index(size), reason)
        assert ("" if code < 0 else known[code]) == wanted
