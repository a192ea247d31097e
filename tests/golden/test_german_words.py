"""Words of a query: compounds and their parts, plurals, umlauts, hyphens, and words written apart."""

from __future__ import annotations

import pytest

from tests.golden.cases import Case, case, check, parameters, viewed
from tests.golden.expectations import (
    among_first,
    finds,
    first_page_has_only,
    first_page_lacks,
    leads_with,
    never_shows,
    puts,
    same_as,
    same_order_as,
)
from tests.golden.traits import (
    FOR_GIRLS,
    FOR_MEN,
    FOR_WOMEN,
    GLOVES,
    ONLY_WOMENS,
    PHONE_CASES,
    SHOES,
    TABLES,
    in_colour,
    kind,
    made_of,
    of_brand,
    says,
)
from tests.harness.indexed import IndexedShop

SHIRTS, BELTS, COATS = kind("shirt"), kind("belt"), kind("coat")
TROUSERS = kind("trousers", "trousers of the brand")
SHELVES, RUGS, SOFAS, PHONES = kind("shelf"), kind("rug"), kind("sofa"), kind("phone")
COFFEE, TOWELS, SCARVES = kind("coffee", "decaffeinated coffee"), kind("towel"), kind("scarf")
USB_CABLES, E_BIKES, KETTLES = kind("USB-C cable"), kind("e-bike"), kind("kettle")
OF_WOOL = made_of("Wolle") | says("Wollmantel")
BOOKCASES = SHELVES & says("Bücherregal")

COMPOUNDS = (
    case("audience of a compound", "Herrenhemden", leads_with(SHIRTS & FOR_MEN), first_page_lacks(kind("undershirt"))),
    case(
        "audience of a half-typed compound",
        "Herrenhe",
        first_page_has_only(FOR_MEN),
        among_first(SHIRTS, 5),
        history=viewed(kind("blouse")),
        as_you_type=True,
    ),
    case(
        "children's audience of a half-typed compound",
        "Mädchenkl",
        among_first(kind("dress") & FOR_GIRLS, 1),
        first_page_lacks(ONLY_WOMENS),
        as_you_type=True,
    ),
    case("compound and open spelling", "hosen für herren", finds(TROUSERS & FOR_MEN), same_as("Herrenhosen")),
    case(
        "three parts apart",
        "gürtel leder herren",
        leads_with(BELTS & FOR_MEN & (made_of("Leder") | says("Ledergürtel"))),
        same_as("Herrenledergürtel"),
    ),
    case("material as a modifier", "wollmantel", leads_with(COATS & OF_WOOL), same_as("mantel wolle")),
    case("three parts, two fields", "Damenwollmantel", leads_with(COATS & OF_WOOL & FOR_WOMEN)),
    case(
        "opaque word inside a compound",
        "lederhandschuhe",
        leads_with(GLOVES & (made_of("Leder") | says("Lederhandschuhe"))),
        puts(GLOVES, before=SHOES),
    ),
    case(
        "material as a word",
        "tisch aus holz",
        leads_with(TABLES & (made_of("Holz") | says("Holztisch"))),
        same_as("Holztisch"),
    ),
    case(
        "linking element",
        "seidenbluse",
        same_as("bluse seide"),
        leads_with(kind("blouse") & (made_of("Seide") | says("Seidenbluse"))),
    ),
    case("compound that no title has", "samtvorhang", leads_with(kind("curtain") & made_of("Samt"))),
    case("compound that no title has", "samtsofa", leads_with(SOFAS & made_of("Samt"))),
    case(
        "compound beside an audience",
        "leinenhose herren",
        leads_with(TROUSERS & made_of("Leinen") & FOR_MEN),
    ),
    case(
        "compound of a compound",
        "baumwollbettwäsche",
        leads_with(kind("bed linen") & (made_of("Baumwolle") | says("Baumwollbettwäsche"))),
    ),
    case("loan words in a compound", "Handyhüllen", leads_with(PHONE_CASES)),
)
MODIFIERS = (
    case("head of many compounds", "Lampen", leads_with(kind("lamp", "table lamp")), same_as("Lampe")),
    case("modifier-only match", "Teppich", leads_with(RUGS)),
    case("modifier-only match", "Regal", leads_with(SHELVES)),
    case("modifier-only match", "Bücher", leads_with(kind("book")), puts(kind("book"), before=SHELVES)),
    case("modifier-only match", "Kaffee", leads_with(COFFEE)),
    case("modifier-only match", "Sofa", leads_with(SOFAS)),
    case("modifier-only match", "Gürtel", leads_with(BELTS)),
    case("the head decides", "Bücherregal", leads_with(BOOKCASES), puts(BOOKCASES, before=kind("book"))),
    case("the head decides", "sofakissen", leads_with(says("Sofakissen")), puts(says("Sofakissen"), before=SOFAS)),
    case("the head decides", "gürteltasche", leads_with(kind("belt bag")), puts(kind("belt bag"), before=BELTS)),
    case("the head decides", "kaffeetasse", leads_with(says("Kaffeetasse"))),
    case("the head decides", "schuhschrank", leads_with(says("Schuhschrank")), first_page_lacks(SHOES)),
    case("the head decides", "regenschirm", leads_with(says("Regenschirm")), first_page_lacks(kind("rain jacket"))),
    case("opaque word", "Schrank", leads_with(kind("cupboard"))),
    case("opaque word", "Tuch", leads_with(SCARVES)),
    case("opaque word", "Handtücher", leads_with(TOWELS), first_page_lacks(SCARVES)),
    case("opaque word", "rollschuhe", leads_with(kind("roller skates")), never_shows(SHOES)),
    case("a category is matched as a whole", "uhr", leads_with(kind("watch")), never_shows(kind("ring", "necklace"))),
)
BRANDS = (
    case("a brand's word is also a thing", "rock", leads_with(kind("skirt"))),
    case("a brand's word is also a thing", "tom rock hose", leads_with(kind("trousers") & of_brand("Tom Rock"))),
    case("brands are never split", "sonnental", leads_with(of_brand("Sonnental")), never_shows(~of_brand("Sonnental"))),
    case(
        "brands are never split", "blumenfeld", leads_with(of_brand("Blumenfeld")), never_shows(~of_brand("Blumenfeld"))
    ),
    case("a brand contains a colour", "jeans lautgrün", leads_with(kind("jeans") & of_brand("Lautgrün"))),
)
PLURALS = (
    case("plural", "Teppiche", leads_with(RUGS), same_as("Teppich")),
    case("plural", "gartenstühle", leads_with(says("Gartenstuhl"))),
    case("plural", "Röcke", leads_with(kind("skirt"))),
    case("plural", "Uhren", leads_with(kind("watch"))),
    case("plural", "Vorhänge", leads_with(kind("curtain"))),
    case("dative plural", "mützen", leads_with(kind("cap"))),
    case("singular", "laufschuh", same_as("laufschuhe")),
    case("loan-word plural", "laptops", leads_with(kind("laptop"))),
    case("loan-word plural", "handys", leads_with(PHONES), puts(PHONES, before=PHONE_CASES)),
    case("loan-word plural", "hoodies", leads_with(says("Hoodie"))),
    case("loan-word plural", "e-bikes", leads_with(E_BIKES)),
    case("loan-word plural", "cardigans", leads_with(says("Cardigan"))),
    case("loan-word plural", "t-shirts", leads_with(kind("t-shirt")), same_as("tshirts")),
)
UMLAUTS = (
    case("ue for ü", "buecherregal", same_order_as("Bücherregal"), leads_with(BOOKCASES)),
    case("umlaut dots left out", "bucherregal", same_as("Bücherregal"), leads_with(BOOKCASES)),
    case("ue for ü", "guertel", same_order_as("Gürtel")),
    case("umlaut dots left out", "gurtel", same_as("Gürtel"), leads_with(BELTS)),
    case("umlaut dots left out", "mutze", same_as("Mütze"), leads_with(kind("cap"))),
    case("ss for ß", "fussmatte", same_order_as("Fußmatte"), leads_with(kind("doormat"))),
    case("ss for ß", "weisse bluse", same_order_as("weiße bluse"), leads_with(kind("blouse") & in_colour("Weiß"))),
    case("u stays apart from ü", "kuchenform", leads_with(says("Kuchenform"))),
    case("u stays apart from ü", "kuchenmesser", leads_with(says("Kuchenmesser"))),
    case("decomposed letters", "Ku\u0308hlschrank", same_order_as("Kühlschrank")),
    case("soft hyphen", "Damen\u00adshorts", same_order_as("Damenshorts")),
    case("capitals", "SHORTS DAMEN", same_order_as("shorts damen")),
)
SPELLINGS = (
    case("a compound written apart", "wasser kocher", leads_with(KETTLES), same_as("Wasserkocher")),
    case("a compound written apart", "bücher regal", leads_with(BOOKCASES), same_as("Bücherregal")),
    case("a compound written apart", "winter jacke", leads_with(kind("winter jacket")), same_as("Winterjacke")),
    case(
        "an opaque word written apart",
        "kühl schrank",
        leads_with(kind("fridge")),
        same_as("Kühlschrank"),
    ),
    case("a compound written apart", "tisch decke", leads_with(says("Tischdecke"))),
    case("hyphen left out", "e bike", leads_with(E_BIKES), same_as("e-bike")),
    case("hyphen left out", "ebike", leads_with(E_BIKES), same_as("e-bike")),
    case("hyphen left out", "usb c kabel", leads_with(USB_CABLES), same_as("usb-c kabel")),
    case("hyphens added", "usb-c-kabel", leads_with(USB_CABLES), same_as("usb-c kabel")),
    case("parts of a hyphened word", "ladekabel usb-c", leads_with(USB_CABLES & says("Ladekabel"))),
    case("a model number stays text", "samsung s24 hülle", leads_with(kind("case for S24"))),
    case("a model number stays text", "galaxy s23", puts(says("Galaxy S23"), before=~says("S23"))),
    case("a model number stays text", "iphone 14", leads_with(says("iPhone 14"))),
    case(
        "number and unit",
        "laptop 16gb",
        leads_with(kind("laptop") & says("16GB")),
        same_as("laptop 16 gb"),
    ),
    case("open spelling", "case für handy", first_page_has_only(PHONE_CASES)),
)
CASES = (*COMPOUNDS, *MODIFIERS, *BRANDS, *PLURALS, *UMLAUTS, *SPELLINGS)


@pytest.mark.parametrize("one", parameters(CASES))
def test_words_find_what_they_mean(fixture_shop: IndexedShop, one: Case) -> None:
    check(fixture_shop, one)
