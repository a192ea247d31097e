"""What a visitor is taken to lean to, worked out by hand."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from service.limits import VISIT_IDLE_MS
from service.ranking.score import DEMAND, PRIOR, SLOT_WEIGHT, STOCK, TEXT, TIER_STEP
from service.retrieval.memo import Memo
from service.types import Event, EventProduct, EventType, ProductId, SessionId, Source
from service.usecases.person import Person, searching_person
from service.visitor.intent import Affinity, affinities, seen_products, touches, visit_start_ms
from tests.harness.builders import NOON_MS, event, product
from tests.harness.indexed import ANNA, IndexedShop, parts_of, visitor_after

MINUTE_MS = 60_000
PRODUCTS = (
    product("red", color_families=("Rot",), genders=("women",), brands=("Nordstern",)),
    product("blue", color_families=("Blau",), genders=("men",)),
    product("both", color_families=("Rot", "Blau"), genders=("women", "men")),
    product("plain"),
)
SHOES, SHIRTS = ("Damen > Schuhe > Stiefel",), ("Damen > Bekleidung > Blusen",)
SIZED = (
    product("boots", sizes=("42",), categories=SHOES),
    product("sandals", sizes=("42",), categories=("Damen > Schuhe > Sandalen",)),
    product("blouse", sizes=("42",), categories=SHIRTS),
    product("range", sizes=("41", "42"), categories=SHOES),
)


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[IndexedShop]:
    folder: Path = tmp_path_factory.mktemp("shop")
    with IndexedShop(folder, PRODUCTS) as shop:
        yield shop


def view(number: int, of: str, **fields: object) -> Event:
    return event(f"e{number}", of=of, at_ms=NOON_MS - 1000 + number, **fields)


def learned(shop: IndexedShop, *events: Event, session_id: str = "visit") -> dict[str, Affinity]:
    columns = shop.snapshot.index.columns
    happened = visitor_after(events).events
    return affinities(
        touches(happened, columns, start_ms=visit_start_ms(happened, SessionId(session_id), NOON_MS)), columns
    )


def weight(shop: IndexedShop, affinity: Affinity, value: str, slot: str = "color") -> float:
    return float(affinity.by_code[shop.snapshot.index.columns.slots[slot].numbers[value]])


def test_one_view_says_one_half(shop: IndexedShop) -> None:
    color = learned(shop, view(1, "red"))["color"]
    assert weight(shop, color, "Rot") == pytest.approx(1 / (1 + 1))
    assert weight(shop, color, "Blau") == 0
    assert (color.top.value, color.top.source, color.top.weight) == ("Rot", Source.VISIT, 0.5)


def test_each_step_back_weighs_nine_tenths(shop: IndexedShop) -> None:
    color = learned(shop, view(1, "red"), view(2, "blue"))["color"]
    assert weight(shop, color, "Rot") == pytest.approx(0.9 / (1.9 + 1))
    assert weight(shop, color, "Blau") == pytest.approx(1 / (1.9 + 1))


def test_a_cart_says_twice_a_view(shop: IndexedShop) -> None:
    color = learned(shop, view(1, "red", event_type=EventType.ADD_TO_CART))["color"]
    assert weight(shop, color, "Rot") == pytest.approx(2 / (2 + 1))


def test_a_product_with_two_values_speaks_for_both(shop: IndexedShop) -> None:
    color = learned(shop, view(1, "both"))["color"]
    assert weight(shop, color, "Rot") == weight(shop, color, "Blau") == pytest.approx(0.5)


def test_the_products_of_one_event_share_its_weight(shop: IndexedShop) -> None:
    basket = view(1, "", products=(EventProduct(ProductId("red")), EventProduct(ProductId("blue"))))
    color = learned(shop, basket)["color"]
    assert weight(shop, color, "Rot") == pytest.approx(0.5 / (1 + 1))


def test_history_counts_half_and_says_so(shop: IndexedShop) -> None:
    color = learned(shop, view(1, "red", session_id=SessionId("last week")))["color"]
    assert weight(shop, color, "Rot") == pytest.approx(0.5 / (0.5 + 1))
    assert color.top.source is Source.HISTORY


def test_a_product_without_the_value_only_dilutes(shop: IndexedShop) -> None:
    learned_slots = learned(shop, view(1, "red"), view(2, "plain"))
    assert weight(shop, learned_slots["color"], "Rot") == pytest.approx(0.9 / (1.9 + 1))
    assert learned_slots["color"].by_code[-1] == 0, "a row without a value leans nowhere"


def test_what_tells_nothing_ages_nothing(shop: IndexedShop) -> None:
    noise = [view(2, "red", event_type=EventType.IMPRESSION), view(3, "unheard-of"), view(4, "")]
    color = learned(shop, view(1, "red"), *noise)["color"]
    assert weight(shop, color, "Rot") == pytest.approx(0.5)


def test_slots_that_the_query_names_are_left_out(shop: IndexedShop) -> None:
    visitor = visitor_after([view(1, "red")])
    person = searching_person(ANNA, visitor, shop.snapshot, overruled=("gender",), now_ms=NOON_MS)
    assert set(person.affinities) == {"color", "brand", "price_band"}


def test_what_was_learned_is_remembered_until_the_visitor_does_something_else(shop: IndexedShop) -> None:
    memo: Memo[Person] = Memo(max_bytes=1 << 20, entry_bytes=100)
    tops = []
    for visitor in (visitor_after([view(1, "red")]), visitor_after([view(1, "red"), view(2, "blue"), view(3, "blue")])):
        for _ in range(2):
            person = searching_person(ANNA, visitor, shop.snapshot, now_ms=NOON_MS, memo=memo)
            tops.append(person.affinities["color"].top.value)
    assert tops == ["Rot", "Rot", "Blau", "Blau"]
    assert len(memo) == 2


def test_before_the_first_event_of_a_visit_time_teaches_nothing_new(shop: IndexedShop) -> None:
    memo: Memo[Person] = Memo(max_bytes=1 << 20, entry_bytes=100)
    visitor = visitor_after([view(1, "red", session_id=SessionId("last week"))])
    for now_ms in (NOON_MS, NOON_MS + 150):
        searching_person(replace(ANNA, session_id=SessionId("today")), visitor, shop.snapshot, now_ms=now_ms, memo=memo)
    assert len(memo) == 1


def test_ten_thousand_events_on_one_product_stay_below_one(shop: IndexedShop) -> None:
    storm = [view(number, "red") for number in range(10_000)]
    color = learned(shop, *storm)["color"]
    # The weights are a geometric series: 1 / (1 - .9) = 10 in the limit.
    assert weight(shop, color, "Rot") == pytest.approx(10 / 11)
    assert np.isfinite(color.by_code).all()


@pytest.mark.parametrize(
    ("ages_min", "begins_min"),
    [
        pytest.param([1, 5, 20], 20, id="one visit"),
        pytest.param([1, 31, 61.1], 31, id="exactly 30 idle minutes still belong"),
        pytest.param([1, 31.1, 40], 1, id="more than 30 idle minutes end it"),
        pytest.param([31], 0, id="after 30 minutes the last visit is over"),
        pytest.param([-4, 3], 3, id="a clock that runs ahead"),
        pytest.param([], 0, id="nothing happened"),
    ],
)
def test_a_visit_ends_after_thirty_idle_minutes(ages_min: list[float], begins_min: float) -> None:
    ages = sorted(ages_min, reverse=True)
    events = visitor_after([event(f"{age}", at_ms=NOON_MS - int(age * MINUTE_MS)) for age in ages]).events
    assert VISIT_IDLE_MS == 30 * MINUTE_MS
    assert visit_start_ms(events, SessionId("visit"), NOON_MS) == NOON_MS - begins_min * MINUTE_MS


@pytest.mark.parametrize(
    ("sessions", "asked", "n_in_visit"),
    [
        pytest.param(["a", "b", "b"], "b", 2, id="a new session begins a visit"),
        pytest.param(["a", "b", "b"], "c", 0, id="the request opens a new one"),
        pytest.param(["a", "b", "b"], "", 2, id="a request without a session goes with the newest"),
        pytest.param(["", "b", ""], "b", 3, id="events without a session go with the visit around them"),
        pytest.param(["", "", ""], "", 3, id="no sessions at all"),
    ],
)
def test_a_visit_ends_with_its_session(sessions: list[str], asked: str, n_in_visit: int) -> None:
    at = [NOON_MS - 3000, NOON_MS - 2000, NOON_MS - 1000]
    happened = [event(f"{n}", at_ms=at[n], session_id=SessionId(name)) for n, name in enumerate(sessions)]
    start = visit_start_ms(visitor_after(happened).events, SessionId(asked), NOON_MS)
    assert sum(moment >= start for moment in at) == n_in_visit


def test_seen_products_stand_once_in_order() -> None:
    events = visitor_after([view(1, "red"), view(2, "blue"), view(3, "red")]).events
    views = frozenset({EventType.DETAIL_PAGE_VIEW})
    assert seen_products(reversed(events), views) == ["red", "blue"]
    assert seen_products(events, frozenset({EventType.CLICK})) == []


def test_all_that_is_not_text_stays_below_one_tier() -> None:
    assert sum(SLOT_WEIGHT.values()) + TEXT + STOCK + PRIOR + DEMAND < TIER_STEP


def test_a_size_is_learned_for_things_of_its_kind_and_from_what_comes_in_one_size(tmp_path: Path) -> None:
    with IndexedShop(tmp_path, SIZED) as shop:
        size = learned(shop, view(1, "boots"))["size"]
        codes = shop.snapshot.index.columns.slots["size"].codes[[shop.view.columns.row(item.id) for item in SIZED], 0]
        assert (size.top.slot, size.top.value, size.top.weight) == ("size", "42", 0.5)
        assert size.by_code[codes].tolist() == [0.5, 0.5, 0.0, 0.0]
        assert "size" not in learned(shop, view(1, "range"))
        parts = parts_of(shop.search("stiefel", [view(1, "boots")]).hits[0])
        assert parts["slot.size"] == pytest.approx(0.5 * SLOT_WEIGHT["size"])
