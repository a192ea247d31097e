"""Our list of German queries that have to be understood, each with what must and what must not be found."""

from __future__ import annotations

import pytest

from tests.golden.cases import Case, case, check, parameters, viewed
from tests.golden.expectations import (
    among_first,
    finds,
    first_page_has_only,
    first_page_lacks,
    is_corrected_to,
    is_relaxed,
    leads_with,
    never_shows,
    puts,
    reads_nothing_as,
    same_as,
    same_order_as,
    understands,
)
from tests.golden.traits import (
    FOR_CHILDREN,
    FOR_GIRLS,
    FOR_MEN,
    FOR_WOMEN,
    GLOVES,
    JACKETS,
    LEATHER_JACKETS,
    ONLY_MENS,
    ONLY_WOMENS,
    PHONE_CASES,
    SHOES,
    SHORTS,
    TABLES,
    WITH_HOOD,
    costs,
    costs_less_than,
    in_colour,
    in_shade,
    in_size,
    kind,
    of_brand,
    says,
)
from tests.harness.indexed import IndexedShop

MENS_SHORTS = viewed(SHORTS & ONLY_MENS)
TROUSERS = kind("trousers", "jeans", "trousers of the brand")
T_SHIRTS, DRESSES, BLOUSES, JEANS = kind("t-shirt"), kind("dress"), kind("blouse"), kind("jeans")
FITTING_DRESSES = DRESSES & says("Sommerkleid") & in_colour("Blau") & in_size("M") & FOR_WOMEN & costs_less_than(60)

CASES = (
    case(
        "history fills the gap that the query leaves",
        "Shorts",
        leads_with(SHORTS),
        puts(SHORTS & ONLY_MENS, before=SHORTS & ~FOR_MEN),
        history=MENS_SHORTS,
    ),
    case(
        "the query overrules history",
        "Damenshorts",
        leads_with(SHORTS & FOR_WOMEN),
        first_page_has_only(SHORTS & FOR_WOMEN),
        history=MENS_SHORTS,
    ),
    case(
        "a half-typed compound overrules history",
        "Damensh",
        first_page_has_only(FOR_WOMEN & (SHORTS | kind("t-shirt", "shirt top"))),
        among_first(SHORTS, 5),
        history=MENS_SHORTS,
        as_you_type=True,
    ),
    case(
        "compound and open spelling are equal",
        "Damen Shorts",
        same_as("Damenshorts"),
        first_page_lacks(SHORTS & ~FOR_WOMEN),
    ),
    case(
        "function words are ignored",
        "shorts für damen",
        same_as("Damenshorts"),
        first_page_has_only(SHORTS & FOR_WOMEN),
    ),
    case(
        "three parts of a compound",
        "Herrenlederjacke",
        leads_with(LEATHER_JACKETS & FOR_MEN),
        never_shows(ONLY_WOMENS),
        puts(JACKETS, before=~JACKETS),
    ),
    case(
        "parts across fields",
        "jacke leder herren",
        same_as("Herrenlederjacke"),
        leads_with(LEATHER_JACKETS & FOR_MEN),
    ),
    case("plural of a compound", "lederjacken", leads_with(LEATHER_JACKETS)),
    case(
        "children are an audience",
        "kinderschuhe",
        leads_with(kind("children's shoes")),
        first_page_lacks(SHOES & ~FOR_CHILDREN),
    ),
    case("opaque compound", "Schuhe", leads_with(SHOES), never_shows(GLOVES)),
    case("opaque compound as a query", "Handschuhe", leads_with(GLOVES), never_shows(SHOES)),
    case("modifiers are a lower tier", "Tisch", leads_with(TABLES)),
    case("the head decides", "Tischlampe", leads_with(kind("table lamp")), first_page_lacks(TABLES)),
    case("ue for ü", "kuehlschrank", leads_with(kind("fridge")), same_order_as("Kühlschrank")),
    case("umlaut dots left out", "kuhlschrank", leads_with(kind("fridge")), same_as("Kühlschrank")),
    case(
        "ü stays apart from u",
        "Küchenmesser",
        leads_with(kind("kitchen knife") & says("Küchenmesser")),
        puts(kind("kitchen knife") & says("Küchenmesser"), before=kind("cake thing")),
    ),
    case(
        "size of variants",
        "schuhe größe 42",
        leads_with(SHOES & in_size("42")),
        understands("size", "42"),
        reads_nothing_as("price"),
    ),
    case(
        "price below",
        "hose unter 50 euro",
        finds(TROUSERS & ~JEANS & costs_less_than(50)),
        first_page_has_only(TROUSERS),
        never_shows(costs(50.01)),
        understands("price"),
    ),
    case(
        "price from",
        "kleid ab 20 €",
        leads_with(DRESSES & costs(20)),
        never_shows(costs_less_than(20)),
        understands("price"),
    ),
    case("negation", "pullover ohne kapuze", leads_with(kind("pullover")), first_page_lacks(WITH_HOOD)),
    case("inflected colour", "rote bluse", leads_with(BLOUSES & in_colour("Rot"))),
    case("plural of an opaque word", "hemden", leads_with(kind("shirt"))),
    case("loan-word plural", "sofas", leads_with(kind("sofa"))),
    case(
        "hyphen, colour and size",
        "t-shirt weiß xl",
        leads_with(T_SHIRTS & in_colour("Weiß") & in_size("XL")),
        first_page_has_only(T_SHIRTS),
    ),
    case("hyphen left out", "tshirt", leads_with(T_SHIRTS), same_as("T-Shirt"), same_as("T Shirt")),
    case(
        "a word is brand or colour: brand",
        "braun rasierer",
        leads_with(kind("shaver") & of_brand("Braun")),
    ),
    case("a word is brand or colour: colour", "schuhe braun", leads_with(SHOES & in_colour("Braun"))),
    case(
        "brands are never split",
        "birkenstock",
        leads_with(of_brand("Birkenstock")),
        never_shows(~of_brand("Birkenstock")),
    ),
    case("a brand's word is no stem", "jack wolfskin jacke", leads_with(kind("jacket of the brand"))),
    case(
        "typo in the second part of an unseen compound",
        "damenshrots",
        same_as("damenshorts"),
        is_corrected_to("damenshorts"),
        first_page_lacks(~FOR_WOMEN),
    ),
    case(
        "typo",
        "rucksak",
        leads_with(kind("backpack")),
        is_corrected_to("rucksack"),
        never_shows(kind("sack")),
    ),
    case(
        "parts in any order and field",
        "handyhülle",
        finds(PHONE_CASES),
        puts(PHONE_CASES, before=kind("phone")),
    ),
    case(
        "open spelling finds compounds",
        "hülle für smartphone",
        finds(PHONE_CASES & says("Smartphone")),
        first_page_has_only(PHONE_CASES),
        never_shows(kind("phone")),
    ),
    case(
        "shade, then family",
        "dunkelblaue jeans",
        leads_with(JEANS & in_shade("Dunkelblau")),
        leads_with(JEANS & in_colour("Blau")),
    ),
    case(
        "another word for the audience",
        "männer winterjacke",
        leads_with(kind("winter jacket") & FOR_MEN),
        never_shows(ONLY_WOMENS),
    ),
    case("children's audience", "mädchen kleid", leads_with(DRESSES & FOR_GIRLS)),
    case(
        "a model number stays text",
        "iphone 15 hülle",
        leads_with(kind("case for iPhone 15")),
        reads_nothing_as("price", "size"),
    ),
    case(
        "five constraints",
        "blaues sommerkleid damen größe m unter 60 euro",
        leads_with(FITTING_DRESSES),
        never_shows(costs(60.01) | ~FOR_WOMEN),
        understands("price"),
    ),
    case(
        "a dimension is one token",
        "bettwäsche 135x200",
        leads_with(kind("bed linen") & in_size("135x200 cm", "135 x 200 cm")),
        reads_nothing_as("price"),
    ),
    case(
        "a compound written apart",
        "kaffee vollautomat",
        leads_with(kind("coffee machine")),
        same_as("Kaffeevollautomat"),
    ),
    case("the head survives", "lila einhornkommode", leads_with(kind("chest of drawers")), is_relaxed),
    case(
        "English audience",
        "women sneakers",
        leads_with(kind("sneaker") & FOR_WOMEN),
        same_as("Damen Sneaker"),
    ),
)


@pytest.mark.parametrize("one", parameters(CASES))
def test_a_german_query_is_answered_as_people_mean_it(fixture_shop: IndexedShop, one: Case) -> None:
    check(fixture_shop, one)
