from __future__ import annotations

from collections import Counter

import pytest

from service import limits
from service.demo.drafts import Draft
from service.demo.kinds import Kind, demo_range
from service.demo.shop import DAY_MS, DEMO_NOW_MS, demo_products
from service.demo.texts import write
from service.demo.words import AUDIENCES, COLOURS, Genus
from service.types import Availability, Product

WOMEN = AUDIENCES[0]


@pytest.fixture(scope="module")
def products() -> list[Product]:
    return demo_products()


@pytest.fixture(scope="module")
def shorts(products: list[Product]) -> list[Product]:
    return [product for product in products if product.categories[0].endswith(" > Shorts")]


def draft(genus: Genus, noun: str, *, plain: str = "", adjective: str = "leicht") -> Draft:
    kind = Kind(
        leaf="",
        area="Bekleidung",
        genus=genus,
        nouns=(plain or noun,),
        mix={},
        prices=(1.0, 2.0),
        materials=("Leinen",),
        adjectives=(adjective,),
        details=("Kordelzug",),
        use="summer",
        made_of={"Leinen": noun} if plain else {},
    )
    return Draft(
        kind=kind,
        audience=WOMEN,
        noun=noun,
        material="Leinen",
        colour=COLOURS[0],
        pattern="Uni",
        brand="Krapprot",
        model="Lina",
        adjective=adjective,
        detail="Kordelzug",
    )


def test_the_same_seed_and_moment_give_the_same_shop(products: list[Product]) -> None:
    assert demo_products(seed=7, now_ms=DEMO_NOW_MS) == products


def test_another_seed_gives_another_shop(products: list[Product]) -> None:
    assert demo_products(seed=8) != products


def test_the_shop_is_large_enough_for_tiers_and_two_phases_to_matter(
    products: list[Product], shorts: list[Product]
) -> None:
    assert len(products) >= 3_000
    assert len(shorts) >= 400


def test_shorts_are_spread_over_women_men_and_children(shorts: list[Product]) -> None:
    share = Counter(product.categories[0].split(" > ")[0] for product in shorts)
    assert {branch: n / len(shorts) > 0.25 for branch, n in share.items()} == {
        "Damen": True,
        "Herren": True,
        "Kinder": True,
    }


@pytest.mark.parametrize("beginning", ["Damenshorts", "Shorts für Damen", "Damen Shorts", "Shorts Damen", "Kurze Hose"])
def test_titles_come_in_the_styles_that_people_write(shorts: list[Product], beginning: str) -> None:
    assert any(product.title.startswith(beginning) for product in shorts)


def test_a_title_never_names_another_audience_than_the_fields_do(products: list[Product]) -> None:
    wrong = [
        product.title
        for product in products
        if (product.genders == ("women",) and "Herren" in product.title.replace("Herrenried", ""))
        or (product.genders == ("men",) and "Damen" in product.title)
    ]
    assert wrong == []


def test_ids_are_unique_and_within_the_cap(products: list[Product]) -> None:
    ids = [product.id for product in products]
    assert len(set(ids)) == len(ids)
    assert max(len(product_id.encode()) for product_id in ids) <= limits.MAX_ID_BYTES


def test_every_price_is_positive_and_a_reduced_one_lies_below_what_it_was(products: list[Product]) -> None:
    assert all(product.price is not None and 0 < product.price < 2_000 for product in products)
    reduced = [(product.price, product.original_price) for product in products if product.original_price]
    assert len(reduced) > 300
    assert all(price is not None and was is not None and price < was for price, was in reduced)


def test_stock_and_availability_say_the_same(products: list[Product]) -> None:
    sold_out = {product.id for product in products if product.available_quantity == 0}
    assert sold_out == {product.id for product in products if product.availability is Availability.OUT_OF_STOCK}
    assert sold_out


def test_a_few_products_are_hidden(products: list[Product]) -> None:
    assert 0 < sum(product.hidden for product in products) < len(products) / 20


def test_things_for_the_home_have_no_gender_and_everything_else_has_one(products: list[Product]) -> None:
    for product in products:
        at_home = product.categories[0].startswith("Wohnen > ")
        assert (product.genders == ()) is at_home
        assert (product.age_groups == ()) is at_home


def test_every_product_became_available_in_the_last_year(products: list[Product]) -> None:
    times = [product.available_time_ms for product in products]
    assert all(time is not None and DEMO_NOW_MS - 365 * DAY_MS <= time < DEMO_NOW_MS for time in times)


def test_no_template_is_left_unfilled(products: list[Product]) -> None:
    texts = [text for product in products for text in (product.title, product.description)]
    assert all(text and "{" not in text and "  " not in text for text in texts)


def test_every_use_that_a_kind_names_has_sentences() -> None:
    assert {kind.use for kind in demo_range().kinds} == set(demo_range().uses)


def test_every_audience_that_a_kind_counts_exists() -> None:
    assert {key for kind in demo_range().kinds for key in kind.mix} <= {audience.key for audience in AUDIENCES}


@pytest.mark.parametrize(
    ("genus", "noun", "title"),
    [
        (Genus.M, "Mantel", "Leichter Damenmantel mit Kordelzug"),
        (Genus.F, "Bluse", "Leichte Damenbluse mit Kordelzug"),
        (Genus.N, "Kleid", "Leichtes Damenkleid mit Kordelzug"),
        (Genus.PLURAL, "Shorts", "Leichte Damenshorts mit Kordelzug"),
        (Genus.N, "T-Shirt", "Leichtes Damen-T-Shirt mit Kordelzug"),
        (Genus.F, "kurze Hose", "Leichte kurze Hose Damen mit Kordelzug"),
    ],
)
def test_adjectives_and_compounds_follow_the_noun(genus: Genus, noun: str, title: str) -> None:
    assert write("{adjective} {compound} mit {detail}", draft(genus, noun)) == title


def test_a_noun_that_names_its_material_is_not_followed_by_it() -> None:
    linen = draft(Genus.PLURAL, "Leinenshorts", plain="Shorts")
    assert write("{noun} für {people}", linen) == "Leinenshorts für Damen"
    assert write("{noun} für {people} aus {material}", linen) == "Shorts für Damen aus Leinen"
