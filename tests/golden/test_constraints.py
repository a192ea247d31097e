"""What a query demands beside words: price, size, dimensions, colour, audience, and what products must not have."""

from __future__ import annotations

import pytest

from tests.golden.cases import Case, case, check, parameters
from tests.golden.expectations import (
    finds,
    first_page_has_only,
    first_page_lacks,
    leads_with,
    never_shows,
    puts,
    reads_nothing_as,
    same_as,
    understands,
)
from tests.golden.traits import (
    FOR_BOYS,
    FOR_CHILDREN,
    FOR_GIRLS,
    FOR_MEN,
    FOR_WOMEN,
    JACKETS,
    LEATHER_JACKETS,
    ONLY_MENS,
    ONLY_WOMENS,
    PULLOVERS,
    SHORTS,
    TABLES,
    WITH_HOOD,
    costs,
    costs_less_than,
    in_colour,
    in_shade,
    in_size,
    kind,
    made_of,
    of_brand,
    says,
)
from tests.harness.indexed import IndexedShop

RUNNING_SHOES, COATS, HEADPHONES = kind("running shoes"), kind("coat"), kind("headphones")
BACKPACKS, T_SHIRTS, WATCHES, BLOUSES = kind("backpack"), kind("t-shirt"), kind("watch"), kind("blouse")
RAIN_JACKETS, SNEAKERS, SHIRTS, JEANS = kind("rain jacket"), kind("sneaker"), kind("shirt"), kind("jeans")
RINGS, RUGS, BED_LINEN, TROUSERS = kind("ring"), kind("rug"), kind("bed linen"), kind("trousers")
GOLDEN = in_colour("Gold") | made_of("Gold")
BIG_RUGS = RUGS & in_size("160x230 cm", "160 x 230 cm")

PRICES = (
    case(
        "price up to",
        "laufschuhe bis 80 euro",
        leads_with(RUNNING_SHOES & costs(0, 80)),
        never_shows(costs(80.01)),
    ),
    case(
        "price between",
        "mantel zwischen 100 und 200 euro",
        leads_with(COATS & costs(100, 200)),
        never_shows(costs_less_than(100) | costs(200.01)),
        understands("price"),
    ),
    case(
        "price range",
        "kopfhörer 30-50 euro",
        leads_with(HEADPHONES & costs(30, 50)),
        never_shows(costs_less_than(30) | costs(50.01)),
    ),
    case("price range", "kopfhörer von 30 bis 50 €", same_as("kopfhörer 30-50 euro")),
    case(
        "price above",
        "rucksack über 60 euro",
        finds(BACKPACKS & costs(60.01)),
        never_shows(costs_less_than(60)),
    ),
    case(
        "price without a space",
        "tisch unter 150€",
        finds(TABLES & costs_less_than(150)),
        never_shows(costs(150.01)),
    ),
    case(
        "price first",
        "unter 30€ t-shirt",
        leads_with(T_SHIRTS),
        never_shows(costs(30.01)),
        understands("price"),
    ),
    case(
        "price at least",
        "uhr mindestens 100 euro",
        leads_with(WATCHES & costs(100)),
        never_shows(costs_less_than(100)),
    ),
    case(
        "price at most",
        "jacke maximal 80 euro",
        finds(JACKETS & costs(0, 80)),
        never_shows(costs(80.01)),
    ),
    case(
        "price with cents",
        "bluse ab 35,90 €",
        leads_with(BLOUSES & costs(35.9)),
        never_shows(costs_less_than(35.9)),
    ),
    case(
        "price with thousands",
        "e-bike unter 2.000 euro",
        finds(kind("e-bike") & costs(0, 2000)),
        never_shows(costs(2000.01)),
    ),
    case(
        "price before the noun",
        "handyhülle bis 15 euro",
        first_page_lacks(costs(15.01)),
        understands("price"),
    ),
    case("price at most, no currency", "kleid max 60", same_as("kleid maximal 60 euro"), understands("price")),
    case("price in words", "kleid unter fünfzig euro", same_as("kleid unter 50 euro"), understands("price")),
    case("a number without a currency is no price", "kleid 60", reads_nothing_as("price")),
)
SIZES = (
    case(
        "size after its word",
        "regenjacke kinder größe 128",
        leads_with(RAIN_JACKETS & FOR_CHILDREN & in_size("128")),
        understands("size", "128"),
    ),
    case("size without its word", "kinderregenjacke 128", leads_with(RAIN_JACKETS & FOR_CHILDREN & in_size("128"))),
    case("size abbreviated", "sneaker gr. 43", leads_with(SNEAKERS & in_size("43")), understands("size", "43")),
    case("size in letters", "hemd xxl", leads_with(SHIRTS & in_size("XXL"))),
    case("size in letters", "winterjacke herren größe m", leads_with(kind("winter jacket") & FOR_MEN & in_size("M"))),
    case("size of its kind", "jeans w32", leads_with(JEANS & in_size("W32"))),
    case("size of its kind", "handschuhe größe 8", leads_with(kind("gloves") & in_size("8"))),
    case("size without its word", "bluse 38", leads_with(BLOUSES & in_size("38"))),
    case("dimension", "teppich 160x230", leads_with(BIG_RUGS)),
    case("dimension with spaces", "teppich 160 x 230", leads_with(BIG_RUGS), same_as("teppich 160x230")),
    case("dimension with a cross", "teppich 160×230 cm", leads_with(BIG_RUGS), same_as("teppich 160x230")),
    case("dimension with a star", "teppich 160*230", leads_with(BIG_RUGS), same_as("teppich 160x230")),
    case("dimension", "spannbettlaken 90x200", leads_with(kind("fitted sheet") & in_size("90x200 cm"))),
    case("dimension", "tischdecke 140 x 240", leads_with(says("Tischdecke") & in_size("140x240 cm"))),
    case(
        "dimension and price",
        "bettwäsche 135x200 unter 40 euro",
        leads_with(BED_LINEN & in_size("135x200 cm", "135 x 200 cm") & costs_less_than(40)),
        never_shows(costs(40.01)),
    ),
)
WITHOUT = (
    case("minus", "bluse -rot", same_as("bluse nicht rot"), never_shows(in_colour("Rot"))),
    case("negation", "jacke ohne kapuze", first_page_has_only(JACKETS & ~WITH_HOOD)),
    case(
        "negation that the text agrees with",
        "kaffee ohne koffein",
        finds(says("ohne Koffein")),
        never_shows(says("Koffein-Kick")),
    ),
    case(
        "inflected negation",
        "schokolade ohne nüsse",
        finds(kind("chocolate without nuts")),
        never_shows(says("mit Nüssen", "mit Nuss")),
    ),
    case(
        "negation",
        "kopfhörer ohne kabel",
        finds(HEADPHONES & ~says("Kabel")),
        never_shows(says("Kabel")),
    ),
    case(
        "negated material",
        "gürtel nicht aus leder",
        leads_with(kind("belt") & ~made_of("Leder") & ~says("Leder")),
        never_shows(made_of("Leder")),
    ),
    case(
        "negated colour",
        "sofa nicht grau",
        puts(kind("sofa") & ~in_colour("Grau"), before=in_colour("Grau")),
    ),
)
COLOURS = (
    case("shade", "hellgraue hose", leads_with(TROUSERS & in_shade("Hellgrau"))),
    case("shade, then family", "dunkelgrüne jacke", leads_with(JACKETS & in_shade("Dunkelgrün"))),
    case("shade that nothing has", "weinroter pullover", leads_with(PULLOVERS & in_colour("Rot"))),
    case("shade that nothing has", "marineblaues hemd", leads_with(SHIRTS & in_colour("Blau"))),
    case("inflected colour", "schwarzes kleid", leads_with(kind("dress") & in_colour("Schwarz"))),
    case("inflected colour", "weißer schrank", leads_with(kind("cupboard") & in_colour("Weiß"))),
    case("inflected colour", "mantel in schwarz", leads_with(COATS & in_colour("Schwarz"))),
    case("colour of a family", "grünes sofa", leads_with(kind("sofa") & in_colour("Grün"))),
    case(
        "either colour", "kleid rot oder schwarz", leads_with(kind("dress") & (in_colour("Rot") | in_colour("Schwarz")))
    ),
    case("colour or material", "gold uhr", leads_with(WATCHES & GOLDEN)),
    case("colour or material", "ring gold", leads_with(RINGS & GOLDEN)),
    case("inflected material", "goldene uhr", puts(WATCHES & in_colour("Gold"), before=WATCHES & ~GOLDEN)),
    case("brand or colour: brand", "mint e-bike", leads_with(kind("e-bike") & of_brand("Mint"))),
    case("brand or colour: colour", "bluse mint", leads_with(BLOUSES & in_shade("Mint"))),
    case("colour in a compound", "mintgrüne bluse", leads_with(BLOUSES & in_shade("Mint"))),
    case("colour that does not inflect", "lila bettwäsche", leads_with(BED_LINEN & in_colour("Lila"))),
)
AUDIENCES = (
    case("English audience", "women jeans", leads_with(JEANS & FOR_WOMEN), never_shows(ONLY_MENS)),
    case("English audience", "boys shorts", leads_with(SHORTS & FOR_BOYS)),
    case("apostrophe", "men's t-shirt", leads_with(T_SHIRTS & FOR_MEN), never_shows(ONLY_WOMENS)),
    case(
        "another word for the audience",
        "frauen mantel",
        leads_with(COATS & FOR_WOMEN),
        never_shows(ONLY_MENS),
    ),
    case(
        "another word for the audience",
        "jungs winterjacke",
        leads_with(kind("winter jacket") & FOR_BOYS),
    ),
    case("audience after the noun", "hemd mann", leads_with(SHIRTS & FOR_MEN)),
    case(
        "children's audience in a compound",
        "mädchenkleider",
        leads_with(kind("dress") & FOR_GIRLS),
        same_as("kleider mädchen"),
    ),
    case(
        "children's audience",
        "regenjacke für jungen",
        leads_with(RAIN_JACKETS & FOR_BOYS),
        first_page_lacks(ONLY_MENS),
    ),
    case(
        "four constraints",
        "schwarze lederjacke herren unter 200 euro",
        leads_with(LEATHER_JACKETS & in_colour("Schwarz") & FOR_MEN & costs_less_than(200)),
        never_shows(costs(200.01) | ONLY_WOMENS),
    ),
    case(
        "four constraints",
        "rote damenbluse größe 38 unter 50 €",
        leads_with(BLOUSES & in_colour("Rot") & in_size("38") & costs_less_than(50)),
        never_shows(costs(50.01) | ~FOR_WOMEN),
    ),
)
CASES = (*PRICES, *SIZES, *WITHOUT, *COLOURS, *AUDIENCES)


@pytest.mark.parametrize("one", parameters(CASES))
def test_what_is_demanded_is_kept_to(fixture_shop: IndexedShop, one: Case) -> None:
    check(fixture_shop, one)
