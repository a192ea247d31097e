"""Searches of the demo shop with and without the visitor: what personalisation adds, and that it can be taken away."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from service.answers import Hit
from service.bundle.model import KIN
from service.candidates.lead import LEADS
from service.demo.shop import DEMO_NOW_MS
from service.limits import MAX_PAGE_SIZE
from service.types import Consent, Event, EventType, SearchQuery, VisitorId, Who
from tests.harness.builders import event
from tests.harness.demo_catalogue import DemoCatalogue
from tests.harness.indexed import parts_of

ANNA = Who(VisitorId("anna"), consent=Consent.GRANTED)
QUERIES = ("Shorts", "Damenshorts", "rote Hose", "Kissen", "Herren Schuhe", "Kleid Leinen", "")
TYPES = (EventType.DETAIL_PAGE_VIEW, EventType.CLICK, EventType.ADD_TO_CART, EventType.SEARCH, EventType.NOT_INTERESTED)
RANDOM_HISTORIES = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DemoCatalogue]:
    demo = DemoCatalogue(tmp_path_factory.mktemp("demo"), n_visitors=300, n_events=6_000)
    demo.shop.bundle = demo.bundle
    yield demo
    demo.shop.close()


@st.composite
def histories(draw: st.DrawFn) -> list[tuple[int, EventType, int]]:
    """Numbers of products, what was done with them, and how many minutes ago."""
    step = st.tuples(st.integers(0, 10**6), st.sampled_from(TYPES), st.integers(0, 3 * 24 * 60))
    return sorted(draw(st.lists(step, max_size=30)), key=lambda happened: -happened[2])


def lived(demo: DemoCatalogue, steps: list[tuple[int, EventType, int]]) -> list[Event]:
    ids = list(demo.products)
    return [
        event(f"{place:03d}", of=ids[number % len(ids)], event_type=event_type, at_ms=DEMO_NOW_MS - minutes * 60_000)
        for place, (number, event_type, minutes) in enumerate(steps)
    ]


def all_pages(demo: DemoCatalogue, query: SearchQuery, events: Sequence[Event] = ()) -> list[Hit]:
    """Every hit, page by page, in order."""
    asked = replace(query, page_size=MAX_PAGE_SIZE)
    total = demo.shop.search(asked, events).total_size
    pages = [demo.shop.search(replace(asked, offset=offset), events) for offset in range(0, total, MAX_PAGE_SIZE)]
    return [hit for page in pages for hit in page.hits]


@RANDOM_HISTORIES
@given(steps=histories(), text=st.sampled_from(QUERIES), offset=st.sampled_from([0, 24, 960]))
def test_strength_0_and_denied_are_the_search_without_the_visitor(
    demo: DemoCatalogue, steps: list[tuple[int, EventType, int]], text: str, offset: int
) -> None:
    query = SearchQuery(text, who=ANNA, offset=offset)
    plain = demo.shop.search(query)
    for who in (replace(ANNA, strength=0.0), replace(ANNA, consent=Consent.DENIED)):
        found = demo.shop.search(replace(query, who=who), lived(demo, steps))
        assert found.hits == plain.hits
        assert found.understood == plain.understood


@RANDOM_HISTORIES
@given(steps=histories(), text=st.sampled_from(QUERIES))
def test_the_rank_without_personalisation_is_the_rank_without_the_visitor(
    demo: DemoCatalogue, steps: list[tuple[int, EventType, int]], text: str
) -> None:
    query = SearchQuery(text, who=ANNA, page_size=120)
    rank_of = {hit.product_id: rank for rank, hit in enumerate(all_pages(demo, query), start=1)}
    for hit in demo.shop.search(query, lived(demo, steps)).hits:
        assert hit.rank_without_personalization == rank_of[hit.product_id]
        assert sum(part.value for part in hit.parts) == pytest.approx(hit.score, abs=1e-5)


@RANDOM_HISTORIES
@given(steps=histories(), text=st.sampled_from(QUERIES))
def test_the_visitor_reorders_and_never_adds_or_drops(
    demo: DemoCatalogue, steps: list[tuple[int, EventType, int]], text: str
) -> None:
    query = SearchQuery(text, who=ANNA)
    plain, personal = all_pages(demo, query), all_pages(demo, query, lived(demo, steps))
    assert sorted(hit.product_id for hit in plain) == sorted(hit.product_id for hit in personal)
    assert len({hit.product_id for hit in personal}) == len(personal), "no page repeats a product"
    tiers = [hit.tier for hit in personal]
    assert tiers == sorted(tiers), "affinity cannot lift a weaker match"


def test_where_a_visit_leads_are_parts_of_their_own_and_go_with_the_bundle(demo: DemoCatalogue) -> None:
    model = demo.bundle.model
    related = model.tables[KIN].items
    touched = int((related >= 0).sum(axis=1).argmax())
    product, wanted = (model.product_ids[item] for item in (touched, int(related[touched, 0])))
    events = [event("e1", of=product, at_ms=DEMO_NOW_MS)]
    query = SearchQuery(demo.products[wanted].title, who=replace(ANNA, visitor_id=VisitorId("berta")))
    leading = demo.shop.search(query, events).hits
    assert all(any(name in parts_of(hit) for hit in leading) for name in LEADS)
    demo.shop.bundle = None
    without = demo.shop.search(query, events)
    demo.shop.bundle = demo.bundle
    assert not any(name in parts_of(hit) for hit in without.hits for name in LEADS)
    assert any(name.startswith("slot.") for hit in without.hits for name in parts_of(hit))


def test_half_the_strength_is_half_of_each_personal_part(demo: DemoCatalogue) -> None:
    events = [event(f"e{n}", of=of, at_ms=DEMO_NOW_MS) for n, of in enumerate(list(demo.products)[:6])]
    query = SearchQuery("Shorts", who=ANNA, page_size=120)
    full = {hit.product_id: parts_of(hit) for hit in demo.shop.search(query, events).hits}
    halved = demo.shop.search(replace(query, who=replace(ANNA, strength=0.5)), events).hits
    both = [hit for hit in halved if hit.product_id in full]
    assert both
    for hit in both:
        for name, value in parts_of(hit).items():
            personal = name in LEADS or name.startswith("slot.")
            assert value == pytest.approx(full[hit.product_id][name] * (0.5 if personal else 1.0), abs=2e-6)
