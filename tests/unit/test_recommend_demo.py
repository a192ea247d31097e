"""Every placement on the demo shop: what is never shown, what fills the page, and what the visitor adds."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace

import pytest

from service.answers import Hit
from service.bundle.reader import Bundle
from service.demo.shop import DEMO_NOW_MS
from service.types import (
    Availability,
    Consent,
    Event,
    EventType,
    Placement,
    Product,
    ProductId,
    RecommendQuery,
    VisitorId,
    Who,
)
from tests.harness.builders import event
from tests.harness.demo_catalogue import DemoCatalogue

SEED = 5
DAY_MS = 24 * 3600 * 1000
ANNA = Who(VisitorId("anna"), consent=Consent.GRANTED)
OF_A_PAGE = (Placement.SIMILAR, Placement.ALSO_VIEWED)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DemoCatalogue]:
    demo = DemoCatalogue(tmp_path_factory.mktemp("demo"))
    yield demo
    demo.shop.close()


@pytest.fixture(params=["with a bundle", "without"])
def demo(whole: DemoCatalogue, request: pytest.FixtureRequest) -> Iterator[DemoCatalogue]:
    bundle: Bundle | None = whole.bundle if request.param == "with a bundle" else None
    whole.shop.bundle = bundle
    yield whole
    whole.shop.bundle = None


def history(demo: DemoCatalogue, rng: random.Random, n_events: int = 12) -> list[Event]:
    """What a person did who likes one leaf category, in one visit or over some days."""
    liked = rng.choice(list(demo.products.values())).categories[0]
    shelf = [product.id for product in demo.products.values() if liked in product.categories]
    types = (EventType.DETAIL_PAGE_VIEW,) * 6 + (EventType.ADD_TO_CART, EventType.PURCHASE_COMPLETE)
    step_ms = rng.choice((20_000, 3 * 3600 * 1000))
    return [
        event(
            f"h{number}",
            of=rng.choice(shelf),
            event_type=rng.choice(types),
            at_ms=DEMO_NOW_MS - (n_events - number) * step_ms,
        )
        for number in range(n_events)
    ]


def shown(demo: DemoCatalogue, query: RecommendQuery, events: list[Event]) -> list[Product]:
    return [demo.products[hit.product_id] for hit in demo.shop.recommend(query, events).hits]


def may_be_shown(product: Product) -> bool:
    begun = (product.available_time_ms or 0) <= DEMO_NOW_MS + 60_000
    lasting = product.expire_time_ms is None or product.expire_time_ms > DEMO_NOW_MS
    return begun and lasting and not product.hidden and product.availability is not Availability.OUT_OF_STOCK


@pytest.mark.parametrize("placement", Placement)
def test_nothing_unsellable_and_nothing_of_the_context_is_shown(demo: DemoCatalogue, placement: Placement) -> None:
    rng = random.Random(SEED)
    print(f"seed {SEED}")
    for _ in range(15):
        events = history(demo, rng)
        context = tuple(rng.sample(list(demo.products), 3))
        query = RecommendQuery(placement, context, ANNA, page_size=60)
        found = shown(demo, query, events)
        assert all(may_be_shown(product) for product in found)
        assert not {product.id for product in found} & set(context)
        assert len({product.id for product in found}) == len(found)


@pytest.mark.parametrize("placement", Placement)
def test_parts_sum_to_the_score_and_order_the_page(demo: DemoCatalogue, placement: Placement) -> None:
    rng = random.Random(SEED)
    long_ago = event(
        "old",
        of=rng.choice(list(demo.products)),
        event_type=EventType.PURCHASE_COMPLETE,
        at_ms=DEMO_NOW_MS - 90 * DAY_MS,
    )
    events = [long_ago, *history(demo, rng)]
    context = (rng.choice(list(demo.products)),)
    hits = demo.shop.recommend(RecommendQuery(placement, context, ANNA), events).hits
    assert hits
    for hit in hits:
        assert sum(part.value for part in hit.parts) == pytest.approx(hit.score, abs=1e-5)
    scores = [hit.score for hit in hits]
    assert scores == sorted(scores, reverse=True)


def test_similar_keeps_the_audience_of_two_hundred_products(demo: DemoCatalogue) -> None:
    rng = random.Random(SEED)
    print(f"seed {SEED}")
    n_hits = 0
    for product in rng.sample(list(demo.products.values()), 200):
        found = shown(demo, RecommendQuery(Placement.SIMILAR, (product.id,), ANNA), history(demo, rng))
        n_hits += len(found)
        for other in found:
            for its, others in ((product.genders, other.genders), (product.age_groups, other.age_groups)):
                fits = not its or not others or "unisex" in (*its, *others) or set(its) & set(others)
                assert fits, f"{product.title} ({its}) shows {other.title} ({others})"
    assert n_hits > 200 * 20


@pytest.mark.parametrize("placement", [Placement.FOR_YOU, Placement.TRENDING, *OF_A_PAGE])
def test_a_selective_filter_still_fills_the_page(demo: DemoCatalogue, placement: Placement) -> None:
    rng = random.Random(SEED)
    women = [product for product in demo.products.values() if product.genders == ("women",) and product.age_groups]
    page_product = next(
        product for product in women if product.categories[0].endswith("> Shorts") and "adult" in product.age_groups
    )
    color, leaf = "Blau", page_product.categories[0]
    passing = [
        product.id
        for product in demo.products.values()
        if leaf in product.categories and color in product.color_families and may_be_shown(product)
    ]
    assert 5 < len(passing) < 100, "the sample has to be selective"
    query = RecommendQuery(
        placement,
        (page_product.id,) if placement in OF_A_PAGE else (),
        ANNA,
        filter=f'category: ANY("{leaf}") AND color: ANY("{color}")',
        page_size=min(24, len(passing) - 1),
    )
    seen_elsewhere = [happened for happened in history(demo, rng) if happened.products[0].product_id not in passing]
    found = [product.id for product in shown(demo, query, seen_elsewhere)]
    assert set(found) <= set(passing)
    assert len(found) == query.page_size


def test_for_you_follows_the_first_event_of_an_unknown_visitor(demo: DemoCatalogue) -> None:
    rng = random.Random(SEED)
    alike = for_the_same = 0
    for first in rng.sample(list(demo.products.values()), 40):
        click = event("first", of=first.id, at_ms=DEMO_NOW_MS)
        found = shown(demo, RecommendQuery(Placement.FOR_YOU, (), ANNA, page_size=10), [click])
        assert len(found) == 10
        assert first.id not in {product.id for product in found}
        alike += sum(bool(set(product.categories) & set(first.categories)) for product in found)
        for_the_same += sum(product.genders == first.genders for product in found)
    print(f"seed {SEED}: same leaf category {alike / 400:.2f}, same gender {for_the_same / 400:.2f}")
    assert alike / 400 > 0.5
    assert for_the_same / 400 > 0.8


@pytest.mark.parametrize("leaving", [EventType.PURCHASE_COMPLETE, EventType.NOT_INTERESTED])
def test_what_was_bought_or_refused_leaves_for_you(demo: DemoCatalogue, leaving: EventType) -> None:
    query = RecommendQuery(Placement.FOR_YOU, (), ANNA, page_size=12)
    events = history(demo, random.Random(SEED))
    for number in range(5):
        best = demo.shop.recommend(query, events).hits[0].product_id
        refusal = event(f"left{number}", of=best, event_type=leaving, at_ms=DEMO_NOW_MS + number)
        events = [*events, refusal]
        later = [
            event(f"later{number}-{n}", of=of, at_ms=DEMO_NOW_MS + number)
            for n, of in enumerate(demo.products)
            if n < 6
        ]
        assert best not in {hit.product_id for hit in demo.shop.recommend(query, [*events, *later]).hits}


def test_strength_0_and_denied_are_the_answer_without_the_visitor(demo: DemoCatalogue) -> None:
    rng = random.Random(SEED)
    print(f"seed {SEED}")
    for placement in (Placement.FOR_YOU, Placement.TRENDING, *OF_A_PAGE):
        events, context = history(demo, rng), (rng.choice(list(demo.products)),)
        query = RecommendQuery(placement, context, ANNA)
        plain = demo.shop.recommend(query, []).hits
        for who in (replace(ANNA, strength=0.0), replace(ANNA, consent=Consent.DENIED)):
            assert demo.shop.recommend(replace(query, who=who), events).hits == plain


def test_the_rank_without_personalisation_is_the_rank_without_the_visitor(demo: DemoCatalogue) -> None:
    rng = random.Random(SEED)
    print(f"seed {SEED}")
    for placement in (Placement.FOR_YOU, *OF_A_PAGE):
        for _ in range(8):
            context = (rng.choice(list(demo.products)),)
            query = RecommendQuery(placement, context, ANNA, page_size=120)
            plain = {hit.product_id: place for place, hit in enumerate(demo.shop.recommend(query, []).hits, start=1)}
            for hit in demo.shop.recommend(query, history(demo, rng)).hits:
                _agrees(hit, plain, page_size=120)


def _agrees(hit: Hit, plain: dict[ProductId, int], *, page_size: int) -> None:
    if hit.product_id in plain:
        assert hit.rank_without_personalization == plain[hit.product_id]
    else:
        assert hit.rank_without_personalization == 0 or hit.rank_without_personalization > min(page_size, len(plain))


def test_half_the_strength_gives_half_of_each_personal_part(demo: DemoCatalogue) -> None:
    events = history(demo, random.Random(SEED))
    query = RecommendQuery(Placement.FOR_YOU, (), ANNA, page_size=120)
    full = {
        hit.product_id: {part.name: part.value for part in hit.parts} for hit in demo.shop.recommend(query, events).hits
    }
    half = demo.shop.recommend(replace(query, who=replace(ANNA, strength=0.5)), events).hits
    both = [hit for hit in half if hit.product_id in full]
    assert both
    for hit in both:
        for part in hit.parts:
            share = 1.0 if part.name in ("demand", "prior", "popularity", "fresh") else 0.5
            assert part.value == pytest.approx(share * full[hit.product_id][part.name], abs=2e-6)


def test_unknown_products_in_the_context_change_nothing(demo: DemoCatalogue) -> None:
    events = history(demo, random.Random(SEED))
    known = next(iter(demo.products))
    for placement in Placement:
        asked = demo.shop.recommend(RecommendQuery(placement, (ProductId("unheard-of"), known), ANNA), events)
        assert asked == demo.shop.recommend(RecommendQuery(placement, (known,), ANNA), events)
    for placement in OF_A_PAGE:
        assert not demo.shop.recommend(RecommendQuery(placement, (ProductId("unheard-of"),), ANNA), events).hits
