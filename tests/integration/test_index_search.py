"""What the real index finds, and in which order: words, compounds, tiers, changes, times."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from service.query.understand import understand
from service.ranking.score import AUDIENCE
from service.retrieval.product_terms import DESCRIPTION, WHOLE
from service.types import AttributeValues, Availability, LocalizedText, Product, ProductId, SearchQuery
from service.usecases.ladder_steps import FEW_WORDS, MOST_WANTED, MOST_WORDS, WISHES, plain_steps
from tests.harness.builders import NOON_MS, product
from tests.harness.indexed import IndexedShop, parts_of

OpenShop = Callable[..., IndexedShop]


@pytest.fixture
def open_shop(tmp_path: Path) -> Iterator[OpenShop]:
    """Opens one shop with these products, beside others that give the catalogue its words."""
    opened: list[IndexedShop] = []

    def open_(*products: Product) -> IndexedShop:
        opened.append(IndexedShop(tmp_path, [*_words_of_the_shop(), *products]))
        return opened[-1]

    yield open_
    for shop in opened:
        shop.close()


def _words_of_the_shop() -> list[Product]:
    titles = ("Leder Gürtel", "Schuhe", "Jacke", "Kultur Buch", "Hose")
    return [product(f"word{number}", title=title, price=None) for number, title in enumerate(titles)]


def _named(shop: IndexedShop, query: str, **fields: object) -> list[str]:
    """What matches, without the products that only give words."""
    hits = shop.search(replace(SearchQuery(query, page_size=120), **fields)).hits
    return [hit.product_id for hit in hits if hit.rung < MOST_WANTED and not hit.product_id.startswith("word")]


RATED_BEST = {"rating_average": 5.0, "rating_count": 500}
RICH = product(
    "rich",
    title="Sommerlicher Begleiter",
    brands=("Lindholz",),
    categories=("Mode > Oberteile > Hemden",),
    attributes={"kragen": AttributeValues(("Kentkragen",))},
    color_families=("Türkis",),
    materials=("Popeline",),
    patterns=("kariert",),
    sku="AB-12/7",
    gtin="4006381333931",
    localized={"en": LocalizedText(title="Breezy companion shirt")},
    description="Passt wunderbar zum Strandurlaub.",
)


@pytest.mark.parametrize(
    "query",
    [
        "Begleiter",
        "sommerliche Begleiter",
        "lindholz",
        "Hemd",
        "hemden",
        "Kentkragen",
        "türkis",
        "TÜRKISE",
        "tuerkis",
        "Popeline",
        "karierte Hemden",
        "türkises Hemd Lindholz",
        "rich",
        "AB-12/7",
        "4006381333931",
        "Strandurlaub",
    ],
)
def test_a_product_is_found_by_any_of_its_words(open_shop: OpenShop, query: str) -> None:
    assert _named(open_shop(RICH), query) == ["rich"]


@pytest.mark.parametrize("query", ["companion", "shirts", "breezy shirt"])
def test_a_product_is_found_by_its_words_in_another_language(open_shop: OpenShop, query: str) -> None:
    assert _named(open_shop(RICH), query, language_code="en") == ["rich"]


def test_an_english_catalogue_is_read_in_english(tmp_path: Path) -> None:
    products = [product("box", title="Wooden boxes", language_code="en"), product("lid", title="Lids")]
    with IndexedShop(tmp_path, products, language="en") as shop:
        assert shop.found("box") == ["box"]
        assert shop.found("the lid") == ["lid"]


def test_a_word_finds_compounds_that_end_in_it(open_shop: OpenShop) -> None:
    shop = open_shop(product("men", title="Herrenshorts"), product("any", title="Shorts"), product("no", title="Hemd"))
    assert _named(shop, "Shorts") == ["any", "men"]


def test_all_units_are_needed_as_long_as_anything_has_them_all(open_shop: OpenShop) -> None:
    shop = open_shop(product("both", title="Shorts Leinen"), product("one", title="Shorts Wolle"))
    assert _named(shop, "Shorts Leinen") == ["both"]
    assert _named(shop, "Shorts Samt Leinen") == ["both"]
    assert shop.search("Shorts Samt Leinen").rung > 0


def test_of_two_words_the_thing_is_enough_if_nothing_has_both(open_shop: OpenShop) -> None:
    shop = open_shop(product("lantern", title="Laterne"), product("red", title="Gürtel rot", color_families=("rot",)))
    relaxed = shop.search("rote Laterne")
    assert [hit.product_id for hit in relaxed.hits] == ["lantern"]
    assert relaxed.rung == WISHES


def test_relaxed_answers_have_the_products_with_more_of_the_words_first(open_shop: OpenShop) -> None:
    shop = open_shop(
        product("one", title="Holz Laterne", rating_average=5.0, rating_count=99),
        product("two", title="Holz Samt Laterne mit sehr vielen weiteren Wörtern"),
    )
    relaxed = shop.search("goldene samt holz Laterne")
    assert [(hit.product_id, hit.rung) for hit in relaxed.hits] == [("two", MOST_WORDS), ("one", FEW_WORDS)]
    assert relaxed.hits[0].tier < relaxed.hits[1].tier


def test_where_nothing_matches_the_answer_says_so_and_shows_what_is_wanted_most(open_shop: OpenShop) -> None:
    shop = open_shop(product("p", title="Zelt"))
    nothing = shop.search("goldene Xylophone")
    assert nothing.hits
    assert nothing.rung == MOST_WANTED
    assert {hit.rung for hit in nothing.hits} == {MOST_WANTED}


def test_the_filter_of_the_caller_is_never_relaxed(open_shop: OpenShop) -> None:
    nothing = open_shop(product("p", title="Zelt")).search(SearchQuery("Zelt", filter="price > 100000"))
    assert (nothing.hits, nothing.total_size, nothing.rung) == ((), 0, 0)


@pytest.mark.parametrize("query", ["!!!", "*", "🙂", "„“", "\u200b", "- - -"])
def test_a_query_without_any_word_finds_nothing(open_shop: OpenShop, query: str) -> None:
    assert _named(open_shop(product("p", title="Zelt")), query) == []


@pytest.mark.parametrize("query", ["", " ", "\t\n", "\u00a0"])
def test_white_space_browses(open_shop: OpenShop, query: str) -> None:
    assert _named(open_shop(product("p", title="Zelt")), query) == ["p"]


def test_stop_words_alone_are_searched_as_words(open_shop: OpenShop) -> None:
    shop = open_shop(product("for", title="Pflege für den Garten"), product("p", title="Zelt"))
    assert _named(shop, "für den") == ["for"]
    assert shop.search("zwischen und").rung == MOST_WANTED


def test_whom_the_query_names_comes_before_who_may_wear_it_too(open_shop: OpenShop) -> None:
    shop = open_shop(
        product("men", title="Herrenshorts", genders=("men",), age_groups=("adult",)),
        product("unisex", title="Shorts", genders=("unisex",), age_groups=("adult",), **RATED_BEST),
        product("women", title="Damenshorts", genders=("women",), age_groups=("adult",)),
    )
    hits = shop.search("Damenshorts").hits
    assert [hit.product_id for hit in hits] == ["women", "unisex"]
    assert hits[0].tier == hits[1].tier
    assert [parts_of(hit).get("audience", 0.0) for hit in hits] == [0.0, -AUDIENCE]
    assert not any("audience" in parts_of(hit) for hit in shop.search("Shorts").hits)


def test_among_thousands_whom_the_query_names_comes_first(tmp_path: Path) -> None:
    n_each = 1_000
    many = [
        product(f"{gender}{n:04d}", title="Shorts", genders=(gender,), age_groups=("adult",))
        for gender in ("unisex", "women", "men")
        for n in range(n_each)
    ]
    with IndexedShop(tmp_path, many) as shop:
        found = shop.found(SearchQuery("Damenshorts", offset=n_each - 2, page_size=4))
    assert [product_id[:5] for product_id in found] == ["women", "women", "unise", "unise"]


def test_the_beginning_of_an_article_number_is_completed_from_four_characters_on(open_shop: OpenShop) -> None:
    shop = open_shop(RICH)
    begun = ("400", "4006", "40063813339", "4006381333931")
    assert [_named(shop, typed, as_you_type=True) for typed in begun] == [[], ["rich"], ["rich"], ["rich"]]
    assert _named(shop, "AB-12/7", as_you_type=True) == ["rich"], "a short piece is looked up whole"
    assert _named(shop, "AB", as_you_type=True) == []


def test_a_beginning_that_all_article_numbers_share_is_not_followed_to_the_end(open_shop: OpenShop) -> None:
    shop = open_shop(*(product(f"p{n}", gtin=f"40063813{n:05d}", title="Zelt") for n in range(400)))
    assert 0 < shop.search(SearchQuery("4006", as_you_type=True)).total_size < 400
    assert _named(shop, "4006381300123") == ["p123"]


def test_tiers_are_whole_word_then_strange_head_then_modifier_then_description(open_shop: OpenShop) -> None:
    shop = open_shop(
        product("described", title="Spange", description="Aus Leder.", categories=("Schmuck",)),
        product("modifier", title="Lederschuhe", categories=("Schuhe",)),
        product("head", title="Kulturleder", categories=("Bücher",)),
        product("home", title="Kulturleder", categories=("Leder",)),
        product("whole", title="Leder", categories=("Stoffe",)),
    )
    hits = {hit.product_id: hit for hit in shop.search(SearchQuery("Leder", page_size=120)).hits}
    tiers = {name: hit.tier for name, hit in hits.items() if not name.startswith("word")}
    assert tiers["whole"] == tiers["home"] < tiers["head"] < tiers["modifier"] < tiers["described"]
    assert _named(shop, "Leder")[2:] == ["head", "modifier", "described"]


def test_bm25_orders_inside_a_tier(open_shop: OpenShop) -> None:
    shop = open_shop(
        product("long", title="Mantel mit Kapuze, Tasche, Gürtel, Futter und Kragen"),
        product("short", title="Mantel"),
        product("described", title="Kapuze", description="Mantel Mantel Mantel"),
    )
    assert _named(shop, "Mantel") == ["short", "long", "described"]


def test_after_an_update_only_the_new_words_find_the_product(open_shop: OpenShop) -> None:
    shop = open_shop(product("p", title="Zelt"))
    shop.history.put(product("p", title="Schlafsack"))
    shop.publish()
    assert _named(shop, "Zelt") == []
    assert _named(shop, "Schlafsack") == ["p"]


def test_deleted_and_hidden_products_are_gone_until_they_come_back(open_shop: OpenShop) -> None:
    shop = open_shop(product("p", title="Zelt"), product("q", title="Zelt"))
    shop.history.delete("p")
    shop.history.put(product("q", title="Zelt", hidden=True))
    shop.publish()
    assert _named(shop, "Zelt") == []
    shop.history.put(product("p", title="Zelt"))
    shop.history.put(product("q", title="Zelt"))
    shop.publish()
    assert sorted(_named(shop, "Zelt")) == ["p", "q"]


def test_new_price_and_stock_show(open_shop: OpenShop) -> None:
    shop = open_shop(product("p", title="Zelt", price=50.0))
    shop.history.put(product("p", title="Zelt", price=30.0, availability=Availability.OUT_OF_STOCK))
    shop.publish()
    assert _named(shop, "Zelt", filter="price < 40") == ["p"]
    assert _named(shop, "Zelt", filter="price >= 40") == []
    assert _named(shop, "Zelt", filter='availability: ANY("OUT_OF_STOCK")') == ["p"]
    row = shop.view.columns.row(ProductId("p"))
    assert (shop.view.columns.numbers["price"][row], shop.view.columns.in_stock[row]) == (30.0, False)


@pytest.mark.parametrize(
    ("times", "is_found"),
    [
        ({"available_time_ms": NOON_MS}, True),
        ({"available_time_ms": NOON_MS + 1}, False),
        ({"expire_time_ms": NOON_MS + 1}, True),
        ({"expire_time_ms": NOON_MS}, False),
        ({"available_time_ms": NOON_MS - 5, "expire_time_ms": NOON_MS - 3}, False),
        ({"available_time_ms": NOON_MS - 5, "expire_time_ms": NOON_MS + 3}, True),
    ],
)
def test_a_product_is_found_from_its_first_moment_to_its_last(
    open_shop: OpenShop, times: dict[str, int], is_found: bool
) -> None:
    shop = open_shop(product("p", title="Zelt", **times), product("always", title="Zelt"))
    assert sorted(_named(shop, "Zelt")) == ["always", "p"][: 1 + is_found]


def test_an_unfinished_word_finds_words_of_titles_and_names_that_begin_so(open_shop: OpenShop) -> None:
    shop = open_shop(
        product("described", title="Matte", description="Neben dem Schlafsack."),
        product("plural", title="Schlafsäcke"),
        product("whole", title="Schlafsack"),
    )
    assert set(_named(shop, "Schlafs", as_you_type=True)) == {"whole", "plural"}
    assert _named(shop, "Schla") == []


def test_beginnings_are_not_looked_for_in_descriptions(open_shop: OpenShop) -> None:
    shop = open_shop(
        product("titled", title="Quirl"),
        product("colored", title="Zelt", colors=("Quarz",)),
        product("described", title="Zelt", description="Quasten"),
    )
    assert set(_named(shop, "q", as_you_type=True)) == {"titled", "colored"}
    assert _named(shop, "Qua", as_you_type=True) == ["colored"]


def test_an_unfinished_second_word_narrows_what_the_first_found(open_shop: OpenShop) -> None:
    shop = open_shop(product("red", title="Zelt rot"), product("blue", title="Zelt blau"))
    assert _named(shop, "Zelt ro", as_you_type=True) == ["red"]
    assert sorted(_named(shop, "Zelt ", as_you_type=True)) == ["blue", "red"]


def test_an_empty_query_finds_everything_on_sale(open_shop: OpenShop) -> None:
    shop = open_shop(product("p"), product("hidden", hidden=True))
    assert _named(shop, "") == ["p"]


@pytest.mark.parametrize("n_units", [1, 8, 32])
def test_levels_and_weights_of_all_words_are_summed(open_shop: OpenShop, n_units: int) -> None:
    # Letters alone, so that no word is stemmed or split; each product lacks one word more in its title.
    words = [f"q{chr(97 + number // 26)}{chr(97 + number % 26)}x" for number in range(n_units)]
    products = [
        product(f"p{less:02d}", title=" ".join(words[less:]), description=" ".join(words))
        for less in range(n_units + 1)
    ]
    shop = open_shop(*products)
    parsed = understand(" ".join(words), "de", shop.view.analyzer, shop.view.facet_lexicon, as_you_type=False)
    assert len(parsed.units) == n_units
    step = replace(next(plain_steps(parsed)), lowest=DESCRIPTION)
    found = shop.view.sets.found(step, [])
    ids = [shop.view.columns.id(row) for row in found.rows.tolist()]
    assert ids == [item.id for item in products]
    assert found.shortfall.tolist() == [WHOLE * less for less in range(n_units + 1)]
    assert (np.diff(found.weights) <= 0).all()
