"""Baskets, purchases, reductions, variants and diversity, on a shop small enough to name the right answer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from service.bundle.reader import Bundle
from service.types import (
    Consent,
    Event,
    EventProduct,
    EventType,
    Placement,
    Product,
    ProductId,
    RecommendQuery,
    VisitorId,
    Who,
)
from service.usecases.recommend_purchases import RHYTHM_DAYS
from tests.harness.builders import NOON_MS, event, product
from tests.harness.demo_catalogue import learned
from tests.harness.indexed import IndexedShop, parts_of

ANNA = Who(VisitorId("anna"), consent=Consent.GRANTED)
DAY_MS = 24 * 3600 * 1000
BUY, VIEW, REFUND = EventType.PURCHASE_COMPLETE, EventType.DETAIL_PAGE_VIEW, EventType.REFUND
OF_A_PAGE = (Placement.SIMILAR, Placement.ALSO_VIEWED, Placement.BOUGHT_TOGETHER, Placement.COMPLETE_THE_BASKET)


def _catalogue() -> list[Product]:
    """Pots, pans and spoons; half of the spoons reduced; one lid in six sizes and another in three."""
    kinds = {"pot": "Töpfe", "pan": "Pfannen", "spoon": "Löffel"}
    products = [
        product(f"{kind}{n}", title=f"{leaf[:-1]}", categories=(f"Küche > {leaf}",), price=10.0)
        for kind, leaf in kinds.items()
        for n in range(8)
    ]
    reduced = [replace(one, original_price=12.0 + n) for n, one in enumerate(products[16:20])]
    lids = [
        product(f"{name}-{n}", primary_product_id=name, title="Deckel", categories=("Küche > Deckel",), sizes=(f"{n}",))
        for name, n_sizes in (("lid", 6), ("cover", 3))
        for n in range(n_sizes)
    ]
    return [*products[:16], *reduced, *products[20:], *lids]


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[IndexedShop]:
    with IndexedShop(tmp_path / "index", _catalogue()) as shop:
        yield shop


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Bundle:
    """Learned from orders of pot0 with spoon0 and pan0, and of pot0 with pot7."""
    orders = [("pot0", "spoon0", "pan0")] * 5 + [("pot0", "pot7")] * 8 + [("spoon5", "pan5")] * 3
    events = [
        event(
            f"order{n}",
            visitor_id=VisitorId(f"v{n}"),
            event_type=BUY,
            products=tuple(EventProduct(ProductId(of)) for of in order),
        )
        for n, order in enumerate(orders)
    ]
    return learned(tmp_path_factory.mktemp("bundle"), events)


def ask(
    shop: IndexedShop, placement: Placement, *context: str, events: tuple[Event, ...] = (), **fields: object
) -> list[str]:
    query = RecommendQuery(placement, tuple(map(ProductId, context)), ANNA, **fields)  # type: ignore[arg-type]
    return [hit.product_id for hit in shop.recommend(query, events).hits]


def did(event_type: EventType, of: str, *, days_ago: float) -> Event:
    return event(f"{event_type}-{of}-{days_ago}", of=of, event_type=event_type, at_ms=NOON_MS - int(days_ago * DAY_MS))


def test_bought_together_begins_with_what_was_in_the_same_baskets_of_any_kind(
    shop: IndexedShop, bundle: Bundle
) -> None:
    shop.bundle = bundle
    found = ask(shop, Placement.BOUGHT_TOGETHER, "pot0")
    assert set(found[:3]) == {"spoon0", "pan0", "pot7"}
    assert len(found) == 24, "the page is filled"


def test_what_fills_a_page_stands_in_a_later_tier_though_nothing_was_in_the_same_baskets(
    shop: IndexedShop, bundle: Bundle
) -> None:
    shop.bundle = bundle
    query = RecommendQuery(Placement.BOUGHT_TOGETHER, (ProductId("pot3"),), ANNA)
    assert {hit.tier for hit in shop.recommend(query).hits} == {1}


def test_what_was_only_looked_at_together_is_not_in_the_tier_of_what_was_bought_together(
    shop: IndexedShop, tmp_path: Path
) -> None:
    looks = [
        event(f"{n}-{of}", of=of, visitor_id=VisitorId(f"v{n}"), at_ms=NOON_MS + at)
        for n in range(8)
        for at, of in enumerate(("pot0", "pan0"))
    ]
    shop.bundle = learned(tmp_path / "bundle", looks)
    hits = shop.recommend(RecommendQuery(Placement.BOUGHT_TOGETHER, (ProductId("pot0"),), ANNA)).hits
    assert hits[0].product_id == "pan0"
    assert [hit.tier for hit in hits] == [1, *[2] * 23], "what fills the page comes after it"


def test_a_basket_is_completed_without_a_second_product_of_its_kinds(shop: IndexedShop, bundle: Bundle) -> None:
    shop.bundle = bundle
    found = ask(shop, Placement.COMPLETE_THE_BASKET, "pot0", page_size=40)
    assert set(found[:2]) == {"spoon0", "pan0"}
    assert not {of for of in found if of.startswith("pot")}
    both = ask(shop, Placement.COMPLETE_THE_BASKET, "pot0", "spoon3", page_size=40)
    assert both[0] == "pan0"
    assert {of[:3] for of in both} == {"pan", "lid", "cov"}


def test_a_basket_of_every_kind_needs_nothing(shop: IndexedShop) -> None:
    assert ask(shop, Placement.COMPLETE_THE_BASKET, "pot0", "pan0", "spoon0", "lid-0") == []


@pytest.mark.parametrize("placement", OF_A_PAGE)
def test_what_is_in_the_basket_is_not_proposed_nor_its_variants(
    shop: IndexedShop, bundle: Bundle, placement: Placement
) -> None:
    for model in (None, bundle):
        shop.bundle = model
        found = ask(shop, placement, "pot0", "lid-2", page_size=40)
        assert "pot0" not in found
        assert not {of for of in found if of.startswith("lid-")}


@pytest.mark.parametrize("placement", Placement)
def test_of_variants_one_is_shown(shop: IndexedShop, bundle: Bundle, placement: Placement) -> None:
    seen = tuple(did(VIEW, f"{of}-{n}", days_ago=1) for of in ("lid", "cover") for n in (0, 1))
    again = tuple(did(BUY, f"{of}-{n}", days_ago=90) for of in ("lid", "cover") for n in (0, 1))
    context = ("pot0",) if placement in OF_A_PAGE else ()
    for model in (None, bundle):
        shop.bundle = model
        found = ask(shop, placement, *context, events=(*again, *seen), page_size=40)
        assert sum(of.startswith("lid-") for of in found) <= 1
        assert sum(of.startswith("cover-") for of in found) <= 1


def test_many_variants_of_one_product_do_not_fill_a_page(tmp_path: Path) -> None:
    lids = [
        product(f"lid-{n}", primary_product_id="lid", title="Deckel", categories=("Küche > Deckel",), sizes=(f"{n}",))
        for n in range(14)
    ]
    cover = product("cover", title="Deckel", categories=("Küche > Deckel",))
    pots = [product(f"pot{n}", title="Topf", categories=("Garten > Töpfe",)) for n in range(20)]
    with IndexedShop(tmp_path / "variants", [*lids, cover, *pots]) as shop:
        found = ask(shop, Placement.SIMILAR, "cover", page_size=12)
        assert found[0].startswith("lid-")
        assert len(found) == 12


def test_variants_of_what_was_bought_or_refused_leave_with_it(shop: IndexedShop) -> None:
    for event_type in (BUY, EventType.NOT_INTERESTED):
        later = tuple(did(VIEW, f"pan{n}", days_ago=0.1) for n in range(6))
        found = ask(shop, Placement.FOR_YOU, events=(did(event_type, "lid-3", days_ago=1), *later), page_size=40)
        assert not {of for of in found if of.startswith("lid-")}
        assert {of for of in found if of.startswith("cover-")}


def test_what_was_bought_comes_back_when_its_rhythm_does(shop: IndexedShop) -> None:
    early, late = did(BUY, "pot0", days_ago=RHYTHM_DAYS - 1), did(BUY, "pan0", days_ago=RHYTHM_DAYS + 1)
    assert ask(shop, Placement.BUY_AGAIN, events=(late, early)) == ["pan0"]
    found = ask(shop, Placement.FOR_YOU, events=(late, early), page_size=40)
    assert "pot0" not in found


def test_the_rhythm_is_that_of_the_category(shop: IndexedShop, bundle: Bundle) -> None:
    model = replace(bundle.model, rhythm_days={"Töpfe": 300.0, "Löffel": 7.0})
    shop.bundle = replace(bundle, model=model)
    bought = (did(BUY, "pot0", days_ago=100), did(BUY, "spoon0", days_ago=8), did(BUY, "pan0", days_ago=8))
    assert ask(shop, Placement.BUY_AGAIN, events=bought) == ["spoon0"]


def test_what_was_bought_most_often_comes_first_and_a_refund_was_no_purchase(shop: IndexedShop) -> None:
    bought = (
        did(BUY, "pan0", days_ago=200),
        did(BUY, "pan0", days_ago=100),
        did(BUY, "pot0", days_ago=50),
        did(BUY, "spoon0", days_ago=49),
        did(REFUND, "spoon0", days_ago=45),
    )
    assert ask(shop, Placement.BUY_AGAIN, events=bought) == ["pan0", "pot0"]


def test_substitutes_of_a_purchase_stand_back_and_return_by_and_by(shop: IndexedShop) -> None:
    looks = tuple(did(VIEW, f"pot{n}", days_ago=40) for n in range(6))
    places = []
    for days_ago in (0.0, 15.0, 29.0):
        query = RecommendQuery(Placement.FOR_YOU, who=ANNA, page_size=40)
        hits = shop.recommend(query, (*looks, did(BUY, "pot6", days_ago=days_ago))).hits
        places.append(next(hit for hit in hits if hit.product_id == "pot7"))
    taken = [parts_of(hit).get("just_bought", 0.0) for hit in places]
    assert taken == sorted(taken)
    assert taken[0] < taken[1] < 0
    bought = ask(shop, Placement.FOR_YOU, events=(*looks, did(BUY, "pot6", days_ago=0)), page_size=8)
    assert not {of for of in bought if of.startswith("pot")}, "nobody needs a second one today"
    due = ask(shop, Placement.FOR_YOU, events=(*looks, did(BUY, "pot6", days_ago=31)), page_size=8)
    assert due[0].startswith("pot")


def test_a_refund_brings_substitutes_back(shop: IndexedShop) -> None:
    looks = tuple(did(VIEW, f"pot{n}", days_ago=2) for n in range(6))
    sent_back = (did(BUY, "pot6", days_ago=1), did(REFUND, "pot6", days_ago=0.5))
    found = ask(shop, Placement.FOR_YOU, events=(*looks, *sent_back), page_size=3)
    assert {of[:3] for of in found} == {"pot"}


def test_on_sale_shows_only_what_is_reduced_in_the_order_of_for_you(shop: IndexedShop, bundle: Bundle) -> None:
    for model in (None, bundle):
        shop.bundle = model
        assert set(ask(shop, Placement.ON_SALE)) == {f"spoon{n}" for n in range(4)}
        seen = tuple(did(VIEW, "spoon1", days_ago=n / 10) for n in range(3))
        assert "spoon1" in ask(shop, Placement.ON_SALE, events=seen), "a reduced price is news"
        gone = did(EventType.NOT_INTERESTED, "spoon1", days_ago=0)
        assert "spoon1" not in ask(shop, Placement.ON_SALE, events=(*seen, gone))


def test_diversity_mixes_kinds_and_its_part_is_told(shop: IndexedShop) -> None:
    looks = tuple(did(VIEW, f"pot{n}", days_ago=1) for n in range(4))
    query = RecommendQuery(Placement.FOR_YOU, who=ANNA, page_size=6)
    plain, mixed = (shop.recommend(replace(query, diversity=by), looks).hits for by in (0.0, 1.0))
    kinds = [len({hit.product_id.rstrip("0123456789") for hit in hits}) for hits in (plain, mixed)]
    assert kinds[0] < kinds[1]
    for hit in mixed:
        assert sum(part.value for part in hit.parts) == pytest.approx(hit.score, abs=1e-5)
    assert any("diversity" in parts_of(hit) for hit in mixed)
    nobody = shop.recommend(replace(query, diversity=1.0)).hits
    assert [hit.rank_without_personalization for hit in nobody] == list(range(1, 7))


@pytest.mark.parametrize("placement", [*OF_A_PAGE, Placement.FOR_YOU, Placement.TRENDING])
def test_a_filter_that_leaves_few_products_shows_all_of_them(
    shop: IndexedShop, bundle: Bundle, placement: Placement
) -> None:
    wanted = {f"pan{n}" for n in range(1, 8)}
    context = ("pot0",) if placement in OF_A_PAGE else ()
    chosen = ", ".join(f'"{of}"' for of in sorted(wanted))
    looks = tuple(did(VIEW, f"spoon{n}", days_ago=1) for n in range(3))
    for model in (None, bundle):
        shop.bundle = model
        for events in ((), looks):
            assert set(ask(shop, placement, *context, events=events, filter=f"id: ANY({chosen})")) == wanted


@pytest.mark.parametrize("placement", [Placement.BUY_AGAIN, Placement.RECENTLY_VIEWED])
def test_a_history_that_is_not_known_shows_nothing(shop: IndexedShop, placement: Placement) -> None:
    history = (did(BUY, "pot0", days_ago=90), did(VIEW, "pan0", days_ago=1))
    assert ask(shop, placement, events=history)
    assert ask(shop, placement) == []
    for who in (replace(ANNA, strength=0.0), replace(ANNA, consent=Consent.DENIED)):
        assert shop.recommend(RecommendQuery(placement, who=who), history).hits == ()
