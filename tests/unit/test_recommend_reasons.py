"""Reasons for people: what they say of whom, and in which words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from service.answers import Hit, Reason, ReasonKind
from service.bundle.reader import Bundle
from service.types import (
    Consent,
    Event,
    EventProduct,
    EventType,
    LocalizedText,
    Placement,
    Product,
    ProductId,
    RecommendQuery,
    VisitorId,
    Who,
)
from service.usecases.reason_texts.told import MAX_TITLE_CHARS, told
from service.usecases.recommend_origins import N_ORIGINS
from service.usecases.recommend_reasons import MAX_REASONS
from tests.harness.builders import NOON_MS, event, product
from tests.harness.demo_catalogue import learned
from tests.harness.indexed import IndexedShop, parts_of

ANNA = Who(VisitorId("anna"), consent=Consent.GRANTED)
DAY_MS = 24 * 3600 * 1000
OF_THE_VISITOR = set(list(ReasonKind)[: list(ReasonKind).index(ReasonKind.BOUGHT_BEFORE) + 1])


def _catalogue() -> list[Product]:
    pots = [product(f"pot{n}", title="Topf", categories=("Küche > Töpfe",), brands=("Erz",)) for n in range(6)]
    lids = [product(f"lid{n}", title="Deckel", categories=("Küche > Deckel",)) for n in range(6)]
    coats = [
        product(f"coat{n}", title="Mantel", categories=("Mode > Mäntel",), color_families=("Rot",), sizes=("40",))
        for n in range(6)
    ]
    cheap = product("cheap", title="Topf", categories=("Küche > Töpfe",), price=6.0, original_price=8.0)
    return [*pots, *lids, *coats, cheap]


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Bundle:
    """Learned from people who went from pot0 to lid0, and bought pot1 and lid1 together."""
    events = []
    for n in range(8):
        who = VisitorId(f"v{n}")
        events += [
            event(f"{n}-{of}", of=of, visitor_id=who, at_ms=NOON_MS + at) for at, of in enumerate(("pot0", "lid0"))
        ]
        order = event(f"{n}-order", visitor_id=who, event_type=EventType.PURCHASE_COMPLETE, at_ms=NOON_MS + 5)
        both = tuple(replace(event("x", of=of).products[0]) for of in ("pot1", "lid1"))
        events.append(replace(order, products=both))
    return learned(tmp_path_factory.mktemp("bundle"), events)


@pytest.fixture(params=["with a bundle", "without"])
def shop(tmp_path: Path, request: pytest.FixtureRequest, bundle: Bundle) -> Iterator[IndexedShop]:
    with IndexedShop(tmp_path / "index", _catalogue()) as shop:
        shop.bundle = bundle if request.param == "with a bundle" else None
        yield shop


def did(of: str, event_type: EventType = EventType.DETAIL_PAGE_VIEW, *, days_ago: float = 0.01) -> Event:
    return event(f"{of}-{event_type}", of=of, event_type=event_type, at_ms=NOON_MS - int(days_ago * DAY_MS))


def reasons(
    shop: IndexedShop, placement: Placement, *events: Event, who: Who = ANNA, of: str = ""
) -> dict[str, tuple[Reason, ...]]:
    query = RecommendQuery(placement, (ProductId(of),) if of else (), who)
    return {hit.product_id: hit.reasons for hit in shop.recommend(query, list(events)).hits}


@pytest.mark.parametrize(
    ("deed", "kind"),
    [
        (EventType.DETAIL_PAGE_VIEW, ReasonKind.VIEWED),
        (EventType.CLICK, ReasonKind.VIEWED),
        (EventType.ADD_TO_WISHLIST, ReasonKind.NOTED),
        (EventType.ADD_TO_CART, ReasonKind.IN_BASKET),
    ],
)
def test_a_reason_names_the_product_that_led_here_and_what_was_done_with_it(
    shop: IndexedShop, deed: EventType, kind: ReasonKind
) -> None:
    found = reasons(shop, Placement.FOR_YOU, did("coat0"), did("pot0", deed))
    assert Reason(kind, ProductId("pot0")) in found["pot1"]
    assert Reason(ReasonKind.VIEWED, ProductId("coat0")) in found["coat1"]


def test_what_was_bought_says_more_than_that_it_was_viewed(shop: IndexedShop) -> None:
    found = reasons(shop, Placement.FOR_YOU, did("coat0"), did("coat0", EventType.PURCHASE_COMPLETE, days_ago=60))
    assert Reason(ReasonKind.BOUGHT, ProductId("coat0")) in found["coat1"]


def test_what_a_model_relates_is_led_to_by_its_relation(tmp_path: Path, bundle: Bundle) -> None:
    with IndexedShop(tmp_path / "index", _catalogue()) as shop:
        shop.bundle = bundle
        found = reasons(shop, Placement.FOR_YOU, did("pot0", days_ago=0.02), did("coat0"))
        assert Reason(ReasonKind.VIEWED, ProductId("pot0")) in found["lid0"]
        assert reasons(shop, Placement.BOUGHT_TOGETHER, of="pot1")["lid1"][0] == Reason(
            ReasonKind.ALSO_BOUGHT, ProductId("pot1")
        )
        assert reasons(shop, Placement.ALSO_VIEWED, of="pot0")["lid0"][0] == Reason(
            ReasonKind.ALSO_VIEWED, ProductId("pot0")
        )


@pytest.mark.parametrize("placement", [Placement.ALSO_VIEWED, Placement.SIMILAR])
def test_what_nobody_viewed_is_merely_near_and_not_said_to_be_viewed_with_the_page(
    tmp_path: Path, bundle: Bundle, placement: Placement
) -> None:
    with IndexedShop(tmp_path / "index", _catalogue()) as shop:
        shop.bundle = bundle
        hits = shop.recommend(RecommendQuery(placement, (ProductId("pot0"),), ANNA)).hits
        near = [hit for hit in hits if hit.product_id not in bundle.model.product_ids]
        assert {"lid5", "coat5"} <= {hit.product_id for hit in near if "akin" in parts_of(hit)}
        assert {hit.tier for hit in near} == {1 if placement is Placement.ALSO_VIEWED else 0}
        assert {reason.kind for hit in near for reason in hit.reasons} == {ReasonKind.LIKE}


def test_of_a_basket_only_what_was_bought_with_a_product_is_named(tmp_path: Path) -> None:
    seen = [
        event(f"{n}-{of}", of=of, visitor_id=VisitorId(f"viewer{n}"), at_ms=NOON_MS + at)
        for n in range(8)
        for at, of in enumerate(("pot0", "lid1"))
    ]
    both = tuple(EventProduct(ProductId(of)) for of in ("pot1", "lid1"))
    orders = [
        event(f"order{n}", visitor_id=VisitorId(f"buyer{n}"), event_type=EventType.PURCHASE_COMPLETE, products=both)
        for n in range(3)
    ]
    with IndexedShop(tmp_path / "index", _catalogue()) as shop:
        shop.bundle = learned(tmp_path, [*seen, *orders])

        def of_lid(*basket: str) -> tuple[Reason, ...]:
            query = RecommendQuery(Placement.BOUGHT_TOGETHER, tuple(map(ProductId, basket)), ANNA)
            return next(hit.reasons for hit in shop.recommend(query).hits if hit.product_id == "lid1")

        assert of_lid("pot0", "pot1")[0] == Reason(ReasonKind.ALSO_BOUGHT, ProductId("pot1"))
        many = [one.id for one in _catalogue() if one.id not in {"pot1", "lid1"}][:N_ORIGINS]
        assert of_lid(*many, "pot1")[0] == Reason(ReasonKind.ALSO_BOUGHT), "what is not looked at is not named"


def test_similar_products_are_like_the_one_of_the_page(shop: IndexedShop) -> None:
    assert reasons(shop, Placement.SIMILAR, of="coat0")["coat1"][0] == Reason(ReasonKind.LIKE, ProductId("coat0"))


@pytest.mark.parametrize("placement", Placement)
def test_nobody_unknown_gets_a_reason_from_a_history(shop: IndexedShop, placement: Placement) -> None:
    history = (did("pot0", EventType.PURCHASE_COMPLETE, days_ago=60), did("coat0"), did("coat1"))
    of = "pot1" if placement.startswith(("SIMILAR", "ALSO", "BOUGHT", "COMPLETE")) else ""
    for events, who in (
        ((), ANNA),
        (history, replace(ANNA, strength=0.0)),
        (history, replace(ANNA, consent=Consent.DENIED)),
    ):
        for told_of in reasons(shop, placement, *events, who=who, of=of).values():
            assert not {reason.kind for reason in told_of} & OF_THE_VISITOR
            assert {reason.product_id for reason in told_of} <= {"", of}


@pytest.mark.parametrize("placement", Placement)
def test_no_hit_has_more_than_two_reasons_and_none_twice(shop: IndexedShop, placement: Placement) -> None:
    events = (did("pot0", EventType.PURCHASE_COMPLETE, days_ago=60), *(did(f"coat{n}") for n in range(3)))
    found = reasons(shop, placement, *events, of="lid0")
    nothing_wanted = placement is Placement.TRENDING and shop.bundle is None
    assert any(found.values()) or nothing_wanted
    for told_of in found.values():
        assert len({reason.kind for reason in told_of}) == len(told_of) <= MAX_REASONS


@pytest.mark.parametrize("placement", Placement)
@pytest.mark.parametrize("explain", [True, False])
def test_no_two_parts_of_a_hit_have_the_same_name(shop: IndexedShop, placement: Placement, *, explain: bool) -> None:
    query = RecommendQuery(placement, (ProductId("pot0"),), ANNA, explain=explain)
    hits = shop.recommend(
        query, [did("coat0"), did("lid1"), did("pot1", EventType.PURCHASE_COMPLETE, days_ago=60)]
    ).hits
    assert hits
    for hit in hits:
        assert len({part.name for part in hit.parts}) == len(hit.parts)
        assert sum(part.value for part in hit.parts) == pytest.approx(hit.score, abs=1e-5)


def test_placements_of_a_history_say_so(shop: IndexedShop) -> None:
    bought = did("pot0", EventType.PURCHASE_COMPLETE, days_ago=90)
    assert reasons(shop, Placement.BUY_AGAIN, bought) == {"pot0": (Reason(ReasonKind.BOUGHT_BEFORE),)}
    assert reasons(shop, Placement.RECENTLY_VIEWED, did("coat0")) == {"coat0": (Reason(ReasonKind.VIEWED_BEFORE),)}
    assert reasons(shop, Placement.ON_SALE)["cheap"][0] == Reason(ReasonKind.REDUCED, value="25")


def _told(reason: Reason, language: str, *products: Product) -> str:
    hit = Hit(ProductId("x"), 0.0, 0, 0, (), reasons=(reason,))
    return told([hit], {product.id: product for product in products}, language)[ProductId("x")][0]


def test_reasons_are_told_in_german_or_else_in_english() -> None:
    coat = product("coat", title="Roter Mantel", localized={"en": LocalizedText(title="Red coat")})
    viewed = Reason(ReasonKind.VIEWED, coat.id)
    assert _told(viewed, "de-AT", coat) == "Weil du „Roter Mantel“ angesehen hast"
    assert _told(viewed, "en-GB", coat) == "Because you viewed “Red coat”"
    assert _told(viewed, "fr", coat) == "Because you viewed “Roter Mantel”"
    assert _told(Reason(ReasonKind.SIZE, value="42"), "de", coat) == "In deiner Größe 42"
    assert _told(Reason(ReasonKind.WANTED), "de", coat) == "Gerade gefragt"


def test_a_product_that_cannot_be_read_or_is_hidden_is_not_named() -> None:
    viewed = Reason(ReasonKind.VIEWED, ProductId("coat"))
    for products in ((), (product("coat", hidden=True),)):
        assert _told(viewed, "de", *products) == "Passt zu dem, was du angesehen hast"


def test_a_long_title_is_cut_at_a_word_and_braces_are_harmless() -> None:
    long = product("coat", title="Mantel {0} mit Kapuze und Futter, wasserdicht, " * 3)
    text = _told(Reason(ReasonKind.VIEWED, long.id), "de", long)
    assert text.startswith("Weil du „Mantel {0} mit Kapuze")
    assert text.endswith(" …“ angesehen hast")
    assert len(text) < MAX_TITLE_CHARS + 40


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("kind", ReasonKind)
def test_every_reason_has_words_in_every_language(kind: ReasonKind, language: str) -> None:
    assert _told(Reason(kind), language)
    named = _told(Reason(kind, ProductId("p"), "17"), language, product("p", title="Lampe"))
    assert "{" not in named


def test_what_comes_back_from_the_trail_itself_was_viewed_before(tmp_path: Path, bundle: Bundle) -> None:
    with IndexedShop(tmp_path / "index", _catalogue()) as shop:
        shop.bundle = bundle
        later = [did(f"coat{n}", days_ago=0.01 / (n + 2)) for n in range(6)]
        found = reasons(shop, Placement.FOR_YOU, did("pot0", days_ago=0.02), *later)
        assert all(reason.product_id != "pot0" for reason in found.get("pot0", ()))


def test_new_arrivals_say_so_to_everybody(tmp_path: Path, bundle: Bundle) -> None:
    with IndexedShop(tmp_path / "index", _catalogue()) as shop:
        shop.bundle = bundle
        shop.history.put(product("sieve", title="Sieb", categories=("Küche > Siebe",), available_time_ms=NOON_MS - 1))
        shop.publish()
        assert Reason(ReasonKind.NEW) in reasons(shop, Placement.FOR_YOU)["sieve"]
