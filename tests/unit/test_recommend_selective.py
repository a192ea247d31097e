"""A filter that leaves one product in a hundred still fills the page with what the sources rank best of these."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from service.bundle.reader import Bundle
from service.candidates.content import N_ALIKE
from service.types import Consent, Event, EventType, Placement, Product, ProductId, RecommendQuery, VisitorId, Who
from tests.harness.builders import NOON_MS, event, product
from tests.harness.demo_catalogue import learned
from tests.harness.indexed import IndexedShop, parts_of

ANNA = Who(VisitorId("anna"), consent=Consent.GRANTED)
N_PRODUCTS, N_CLOSER = 1_000, 600
NEAR, FAR = ({f"{kind}{n}" for n in range(5)} for kind in ("near", "far"))
FITTING = 'tag: ANY("fitting")'


def _lamp(name: str, title: str, *tags: str) -> Product:
    return product(name, title=title, categories=("Licht > Lampen",), tags=tags)


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[IndexedShop]:
    """A lamp, more than any source proposes that are closer to it than the fitting ones, and others unlike it."""
    assert N_CLOSER > N_ALIKE
    lamps = [_lamp("page", "Lampe Kupfer Landhaus")]
    lamps += [_lamp(f"closer{n}", "Lampe Kupfer Landhaus") for n in range(N_CLOSER)]
    lamps += [_lamp(name, "Lampe Kupfer", "fitting") for name in sorted(NEAR)]
    lamps += [_lamp(name, "Lampe Glas", "fitting") for name in sorted(FAR)]
    lamps += [_lamp(f"other{n}", "Lampe Glas") for n in range(N_PRODUCTS - len(lamps))]
    with IndexedShop(tmp_path_factory.mktemp("lamps"), lamps) as shop:
        yield shop


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Bundle:
    """Learned from people who looked at the lamp and at some that are closer to it, and bought one of these with it."""
    events: list[Event] = []
    for n in range(6):
        who = VisitorId(f"v{n}")
        for at, of in enumerate(("page", "closer1", "closer2")):
            events.append(event(f"{n}-{of}", of=of, visitor_id=who, at_ms=NOON_MS + at))
            events.append(
                event(f"{n}-buys-{of}", of=of, visitor_id=who, event_type=EventType.PURCHASE_COMPLETE, at_ms=NOON_MS)
            )
    return learned(tmp_path_factory.mktemp("bundle"), events)


@pytest.mark.parametrize("placement", [Placement.FOR_YOU, Placement.SIMILAR, Placement.BOUGHT_TOGETHER])
@pytest.mark.parametrize("has_bundle", [True, False])
def test_the_page_is_filled_in_the_order_of_the_sources(
    shop: IndexedShop, bundle: Bundle, placement: Placement, *, has_bundle: bool
) -> None:
    shop.bundle = bundle if has_bundle else None
    context = () if placement is Placement.FOR_YOU else (ProductId("page"),)
    query = RecommendQuery(placement, context, ANNA, filter=FITTING)
    hits = shop.recommend(query, [event("look", of="page", at_ms=NOON_MS - 1_000)]).hits
    assert {hit.product_id for hit in hits[:5]} == NEAR
    assert {hit.product_id for hit in hits[5:]} == FAR
    for parts in map(parts_of, hits[:5]):
        assert parts.get("content", 0) + parts.get("likeness", 0) > 0, (
            "what is alike was proposed, not merely filled in"
        )


def test_what_most_want_is_found_however_many_others_they_want_more(tmp_path: Path) -> None:
    lamps = [_lamp(f"lamp{n}", "Lampe", *(["fitting"] if n >= 590 else [])) for n in range(600)]
    with IndexedShop(tmp_path, lamps) as shop:
        for n in range(600):
            for look in range(1 + (n < 590) + (n == 599)):
                shop.history.happen(event(f"{n}-{look}", of=f"lamp{n}", visitor_id=VisitorId(f"v{look}")))
        shop.now_ms += 60_000
        shop.publish()
        hits = shop.recommend(RecommendQuery(Placement.TRENDING, filter=FITTING)).hits
        assert hits[0].product_id == "lamp599"
        assert len(hits) == 10
