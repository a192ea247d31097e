"""Each placement on a handful of products, where the right answer can be named."""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path

import pytest

from service.bundle.reader import Bundle
from service.errors import InvalidArgument
from service.ranking.score import DEMAND, POPULARITY
from service.retrieval.demand import ENOUGH
from service.types import (
    Availability,
    Consent,
    Degraded,
    Event,
    EventType,
    Placement,
    Product,
    ProductId,
    RecommendQuery,
    VisitorId,
    Who,
)
from service.usecases.recommend_scope import scope_of
from service.usecases.recommend_standing import N_POPULAR, Limits, Standing, standing_of
from tests.harness.builders import NOON_MS, event, product
from tests.harness.demo_catalogue import learned
from tests.harness.indexed import IndexedShop, parts_of

ANNA = Who(VisitorId("anna"), consent=Consent.GRANTED)
DAY_MS = 24 * 3600 * 1000


def _catalogue() -> list[Product]:
    """Ten lamps, of which two are reduced, ten mugs, and lamps that may not be shown."""
    lamps = [product(f"lamp{n}", title="Lampe", categories=("Licht > Lampen",)) for n in range(8)]
    lamps += [
        product(f"lamp{n}", title="Lampe", categories=("Licht > Lampen",), price=5.0, original_price=10.0 * n)
        for n in (8, 9)
    ]
    mugs = [product(f"mug{n}", title="Becher", categories=("Küche > Becher",)) for n in range(10)]
    unfit = {
        "hidden": {"hidden": True},
        "sold-out": {"availability": Availability.OUT_OF_STOCK},
        "expired": {"expire_time_ms": NOON_MS - 1},
        "not-begun": {"available_time_ms": NOON_MS + DAY_MS},
    }
    never = [product(name, title="Lampe", categories=("Licht > Lampen",), **how) for name, how in unfit.items()]
    return [*lamps, *mugs, *never]


NEVER = {"hidden", "sold-out", "expired", "not-begun"}


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[IndexedShop]:
    with IndexedShop(tmp_path / "index", _catalogue()) as shop:
        yield shop


@pytest.fixture
def bundle(tmp_path: Path) -> Bundle:
    """Learned from people of whom all who look at lamp0 look at mug3, mug4 and everything that may not be shown."""
    seen = ("lamp0", "mug3", "mug4", *sorted(NEVER))
    return learned(
        tmp_path,
        [event(f"{n}-{of}", of=of, visitor_id=VisitorId(f"visitor{n}")) for n in range(6) for of in seen]
        + [event(f"x{n}", of="lamp9", visitor_id=VisitorId(f"other{n}")) for n in range(3)],
    )


def ask(
    shop: IndexedShop, placement: Placement, *context: str, events: list[Event] | None = None, **fields: object
) -> list[str]:
    query = RecommendQuery(placement, tuple(map(ProductId, context)), ANNA, **fields)  # type: ignore[arg-type]
    return [hit.product_id for hit in shop.recommend(query, events or []).hits]


def looks(*product_ids: str, event_type: EventType = EventType.DETAIL_PAGE_VIEW) -> list[Event]:
    return [
        event(f"look{n:03d}", of=of, event_type=event_type, at_ms=NOON_MS - 100_000 + n)
        for n, of in enumerate(product_ids)
    ]


def bought(*product_ids: str, days_ago: float) -> list[Event]:
    at_ms = NOON_MS - int(days_ago * DAY_MS)
    return [
        event(f"bought-{of}-{days_ago}", of=of, event_type=EventType.PURCHASE_COMPLETE, at_ms=at_ms)
        for of in product_ids
    ]


@pytest.mark.parametrize("placement", Placement)
def test_what_may_not_be_sold_is_never_shown(shop: IndexedShop, bundle: Bundle, placement: Placement) -> None:
    events = [*bought(*NEVER, "mug5", days_ago=60), *looks(*NEVER, "lamp0")]
    for model in (None, bundle):
        shop.bundle = model
        found = ask(shop, placement, "lamp1", events=events, page_size=100)
        assert found
        assert not NEVER & set(found)


def test_also_viewed_starts_with_what_the_same_people_viewed(shop: IndexedShop, bundle: Bundle) -> None:
    shop.bundle = bundle
    found = ask(shop, Placement.ALSO_VIEWED, "lamp0", page_size=11)
    assert set(found[:2]) == {"mug3", "mug4"}
    assert set(found[2:]) == {f"lamp{n}" for n in range(1, 10)}, "what is alike comes next"
    assert ask(shop, Placement.ALSO_VIEWED, "lamp0", page_size=2) == found[:2]
    assert ask(shop, Placement.ALSO_VIEWED, "lamp0", filter='id: ANY("mug4", "mug7")') == ["mug4", "mug7"]


def test_without_a_bundle_also_viewed_shows_what_is_alike_and_says_so(shop: IndexedShop) -> None:
    query = RecommendQuery(Placement.ALSO_VIEWED, (ProductId("lamp0"),), ANNA, page_size=9)
    answer = shop.recommend(query)
    assert {hit.product_id[:4] for hit in answer.hits} == {"lamp"}
    assert answer.degraded == (Degraded.NO_BUNDLE,)


@pytest.mark.parametrize("placement", [Placement.SIMILAR, Placement.ALSO_VIEWED])
def test_a_page_around_a_known_product_is_filled_with_what_suits_the_visitor(
    shop: IndexedShop, placement: Placement
) -> None:
    query = RecommendQuery(placement, (ProductId("lamp0"),), ANNA)
    events = looks("mug1", "mug1", "mug2")
    answer = shop.recommend(query, events).hits
    near, filled = answer[:9], answer[9:]
    assert {hit.product_id for hit in near} == {f"lamp{n}" for n in range(1, 10)}
    assert {hit.product_id for hit in filled} == {f"mug{n}" for n in range(10)} - {"mug1", "mug2"}
    assert {hit.tier for hit in near} < {0, 1}
    assert {hit.tier for hit in filled} == {near[0].tier + 1}
    plain = [hit.product_id for hit in shop.recommend(query).hits]
    assert [plain[hit.rank_without_personalization - 1] for hit in answer] == [hit.product_id for hit in answer]


@pytest.mark.parametrize("placement", [Placement.SIMILAR, Placement.ALSO_VIEWED])
def test_around_unknown_products_there_is_nothing(shop: IndexedShop, placement: Placement) -> None:
    assert ask(shop, placement, "unheard-of", "never", events=looks("mug1")) == []


def test_what_is_popular_has_the_weight_of_demand_as_far_as_too_little_was_counted(
    shop: IndexedShop, tmp_path: Path
) -> None:
    shop.bundle = learned(
        tmp_path,
        [
            event(f"{of}-{n}", of=of, visitor_id=VisitorId(f"v{n}"))
            for of, n_visitors in (("mug7", 9), ("lamp3", 5), ("mug1", 2))
            for n in range(n_visitors)
        ],
    )
    for placement in (Placement.TRENDING, Placement.FOR_YOU):
        hits = shop.recommend(RecommendQuery(placement, who=Who())).hits
        assert [hit.product_id for hit in hits[:3]] == ["mug7", "lamp3", "mug1"]
        assert parts_of(hits[0])["popularity"] == pytest.approx(POPULARITY + DEMAND)
    shop.history.happen(event("now", of="mug2"))
    shop.now_ms += 10_000
    shop.publish()
    found = {hit.product_id: parts_of(hit) for hit in shop.search("Becher").hits}
    relied_on = DEMAND * math.log1p(1) / math.log1p(ENOUGH)
    assert found[ProductId("mug7")]["popularity"] == pytest.approx(POPULARITY + DEMAND - relied_on, rel=1e-3)
    assert found[ProductId("mug2")]["demand"] == pytest.approx(relied_on, rel=1e-3)
    shop.bundle = None
    assert "popularity" not in parts_of(shop.search("Becher").hits[0])


def test_explain_names_the_parts_that_are_zero(shop: IndexedShop) -> None:
    query = RecommendQuery(Placement.TRENDING, who=ANNA, explain=True)
    assert {"tier", "prior", "popularity", "demand"} == set(parts_of(shop.recommend(query).hits[0]))


def test_a_large_shop_without_demand_scores_a_few_hundred_of_the_best_rated(tmp_path: Path) -> None:
    products = [product(f"p{n:03d}", rating_average=1.0 + n / 200, rating_count=50) for n in range(800)]
    with IndexedShop(tmp_path / "large", products) as shop:
        assert standing_of(shop.snapshot, Limits(), NOON_MS).popular.size == N_POPULAR
        assert ask(shop, Placement.TRENDING, page_size=3) == ["p799", "p798", "p797"]


def test_what_may_be_shown_is_settled_once_for_all_who_ask_alike(shop: IndexedShop) -> None:
    snapshot = shop.snapshot

    def standing(query: RecommendQuery, at_ms: int = NOON_MS) -> Standing:
        return scope_of(query, snapshot, at_ms).standing

    everything = standing(RecommendQuery(Placement.TRENDING))
    assert standing(RecommendQuery(Placement.FOR_YOU, who=ANNA), NOON_MS + 1) is everything
    assert standing(RecommendQuery(Placement.ALSO_VIEWED, (ProductId("mug1"),))) is everything
    mugs = RecommendQuery(Placement.FOR_YOU, filter='category: ANY("Becher")')
    assert standing(mugs) is standing(mugs)
    assert standing(mugs).shown.sum() == 10
    assert standing(RecommendQuery(Placement.ON_SALE)).shown.sum() == 2
    young = RecommendQuery(Placement.FOR_YOU, filter="age_days < 9")
    assert standing(young, NOON_MS + 1) is standing(young)
    assert standing(young, NOON_MS + 60_000) is not standing(young), "a minute later it may mean other products"


def test_what_begins_is_shown_from_then_on(shop: IndexedShop) -> None:
    assert "not-begun" not in ask(shop, Placement.FOR_YOU, page_size=100)
    shop.now_ms += DAY_MS
    assert "not-begun" in ask(shop, Placement.FOR_YOU, page_size=100)


def test_trending_follows_demand(shop: IndexedShop) -> None:
    for of, n_clicks in (("mug7", 9), ("lamp3", 5), ("mug1", 2), ("sold-out", 30)):
        for n in range(n_clicks):
            shop.history.happen(event(f"{of}-{n}", of=of, visitor_id=VisitorId(f"v{n}")))
    shop.now_ms += 60_000
    shop.publish()
    found = shop.recommend(RecommendQuery(Placement.TRENDING, who=ANNA, page_size=20)).hits
    assert [hit.product_id for hit in found[:3]] == ["mug7", "lamp3", "mug1"]
    assert len(found) == 20, "the rest of the shop fills the page"
    # The scale's end is the strongest demand, even for what is sold out.
    assert parts_of(found[0])["demand"] == pytest.approx(math.log1p(9) / math.log1p(30), abs=1e-3)
    assert ask(shop, Placement.TRENDING, filter='id: ANY("mug1", "lamp3")') == ["lamp3", "mug1"]


def test_recently_viewed_is_newest_first_and_each_once(shop: IndexedShop) -> None:
    events = looks("lamp1", "mug2", "lamp1", "sold-out", "mug5", "unheard-of")
    assert ask(shop, Placement.RECENTLY_VIEWED, events=events) == ["mug5", "lamp1", "mug2"]
    assert ask(shop, Placement.RECENTLY_VIEWED, "mug5", events=events, page_size=1) == ["lamp1"]
    assert ask(shop, Placement.RECENTLY_VIEWED, events=events, filter='id: ANY("mug2")') == ["mug2"]


def test_for_you_turns_with_the_visit(shop: IndexedShop) -> None:
    assert {found[:3] for found in ask(shop, Placement.FOR_YOU, events=looks("mug1"), page_size=9)} == {"mug"}
    turned = ask(shop, Placement.FOR_YOU, events=looks("mug1", *["lamp1", "lamp2"] * 3), page_size=8)
    assert {found[:4] for found in turned} == {"lamp"}


def test_what_was_refused_never_comes_back(shop: IndexedShop, bundle: Bundle) -> None:
    refused = looks("lamp0", event_type=EventType.NOT_INTERESTED)
    later = [event(f"z{n}", of=f"lamp{n}", at_ms=NOON_MS - n) for n in range(1, 9)]
    for model in (None, bundle):
        shop.bundle = model
        for placement_events in (refused, [*refused, *later]):
            assert "lamp0" not in ask(shop, Placement.FOR_YOU, events=placement_events, page_size=100)


def test_a_page_of_a_hundred_products_is_answered(shop: IndexedShop, bundle: Bundle) -> None:
    shop.bundle = bundle
    context = [*(f"lamp{n}" for n in range(9)), *(f"unheard-of-{n}" for n in range(91))]
    assert ask(shop, Placement.SIMILAR, *context)[0] == "lamp9"


def test_an_unknown_filter_key_is_refused(shop: IndexedShop) -> None:
    for placement in Placement:
        with pytest.raises(InvalidArgument, match="shade"):
            ask(shop, placement, "lamp1", filter='shade: ANY("x")')


@pytest.mark.parametrize("placement", Placement)
def test_an_empty_catalogue_gives_an_empty_page(tmp_path: Path, bundle: Bundle, placement: Placement) -> None:
    with IndexedShop(tmp_path / "empty") as shop:
        for model in (None, bundle):
            shop.bundle = model
            for wish in ("", 'brand: ANY("x")'):
                assert ask(shop, placement, "lamp0", events=looks("lamp0"), filter=wish) == []
