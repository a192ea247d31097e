"""A product takes part in recommendations the moment it is searchable, long before any model has seen it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import pytest

from service.candidates.sources import DEFAULT_SHARES
from service.types import Consent, Event, EventProduct, Placement, Product, ProductId, RecommendQuery, VisitorId, Who
from service.usecases.recommend_candidates import BLEND, FRESH, LIKENESS
from tests.harness.builders import NOON_MS, event, product
from tests.harness.demo_catalogue import learned
from tests.harness.indexed import IndexedShop, parts_of
from tests.harness.taste_groups import taste_events

ANNA = Who(VisitorId("anna"), consent=Consent.GRANTED)
KINDS = {"a": ("Lampe", "Licht > Lampen"), "b": ("Becher", "Küche > Becher")}


def of_kind(kind: str, name: str) -> Product:
    """A lamp or a mug; each has three words of its own, as titles do."""
    noun, category = KINDS[kind]
    return product(name, title=f"{noun} {name} Modell {name}x", categories=(category,), price=20.0)


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[IndexedShop]:
    """Sixty lamps and sixty mugs, a bundle learned from lovers of either, and one of each that came later."""
    folder = tmp_path_factory.mktemp("shop")
    old = [of_kind(kind, f"{kind}{number}") for kind in KINDS for number in range(60)]
    with IndexedShop(folder / "index", old) as shop:
        shop.bundle = learned(folder, taste_events(seed=3, loyalty=0.95))
        for kind in KINDS:
            shop.history.put(of_kind(kind, f"new-{kind}"))
        shop.publish()
        yield shop


def looks(*products: str) -> list[Event]:
    return [
        event(str(number), products=(EventProduct(ProductId(name)),)) for number, name in enumerate(products, start=1)
    ]


def places(shop: IndexedShop, query: RecommendQuery, events: Sequence[Event] = ()) -> dict[str, int]:
    return {hit.product_id: place for place, hit in enumerate(shop.recommend(query, events).hits)}


@pytest.mark.parametrize(("kind", "other"), [("a", "b"), ("b", "a")])
def test_it_is_similar_to_its_kind(shop: IndexedShop, kind: str, other: str) -> None:
    found = places(shop, RecommendQuery(Placement.SIMILAR, (ProductId(f"{kind}3"),), ANNA, page_size=100))
    assert f"new-{kind}" in found
    assert found[f"new-{kind}"] < found.get(f"new-{other}", 100)


@pytest.mark.parametrize("kind", ["a", "b"])
def test_what_is_similar_to_it_is_its_kind(shop: IndexedShop, kind: str) -> None:
    found = places(shop, RecommendQuery(Placement.SIMILAR, (ProductId(f"new-{kind}"),), ANNA, page_size=20))
    assert {name[0] for name in found} == {kind}


@pytest.mark.parametrize(("kind", "other"), [("a", "b"), ("b", "a")])
def test_who_likes_its_kind_is_recommended_it(shop: IndexedShop, kind: str, other: str) -> None:
    query = RecommendQuery(Placement.FOR_YOU, who=ANNA, page_size=100, explain=True)
    hits = shop.recommend(query, looks(*(f"{kind}{number}" for number in range(8)))).hits
    found = {hit.product_id: hit for hit in hits}
    assert parts_of(found[f"new-{kind}"])["content"] > 0
    assert f"new-{other}" not in found or parts_of(found[f"new-{other}"]).get("content", 0) == 0


def test_who_touched_only_new_products_is_led_by_what_they_are_like(shop: IndexedShop) -> None:
    query = RecommendQuery(Placement.FOR_YOU, who=ANNA, page_size=10)
    assert {name[0] for name in places(shop, query, looks("new-a"))} == {"a"}


def test_what_is_like_a_new_product_is_told_apart_from_what_the_sources_say(shop: IndexedShop) -> None:
    query = RecommendQuery(Placement.FOR_YOU, who=ANNA, page_size=100, explain=True)
    told = [parts_of(hit) for hit in shop.recommend(query, looks("a1", "a2", "new-a")).hits]
    assert max(parts[LIKENESS] for parts in told) > 0
    of_sources = [sum(parts.get(name, 0.0) for name in DEFAULT_SHARES[Placement.FOR_YOU]) for parts in told]
    assert max(of_sources) == pytest.approx(BLEND), "the product of which they say most has what they add at most"


def test_a_stranger_is_shown_what_just_arrived_before_what_came_at_no_known_time(shop: IndexedShop) -> None:
    shop.history.put(replace(of_kind("a", "a-just-in"), available_time_ms=NOON_MS))
    shop.publish()
    hits = shop.recommend(RecommendQuery(Placement.FOR_YOU, page_size=200, explain=True)).hits
    place = [hit.product_id for hit in hits].index(ProductId("a-just-in"))
    assert parts_of(hits[place])["fresh"] == pytest.approx(FRESH)
    assert not {"new-a", "new-b"} & {hit.product_id for hit in hits[:place]}
