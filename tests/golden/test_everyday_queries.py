"""Everyday queries of the same kinds in further words, so that no rule is fitted to a single one."""

from __future__ import annotations

import pytest

from tests.golden.cases import Case, case, check, parameters
from tests.golden.expectations import (
    finds,
    first_page_has_only,
    first_page_lacks,
    gives_up_openly,
    is_corrected_to,
    is_relaxed,
    leads_with,
    never_shows,
    reads_nothing_as,
    same_as,
    same_order_as,
    understands,
)
from tests.golden.traits import (
    FOR_BOYS,
    FOR_CHILDREN,
    FOR_GIRLS,
    FOR_MEN,
    FOR_WOMEN,
    GLOVES,
    JACKETS,
    LEATHER_JACKETS,
    ONLY_WOMENS,
    PULLOVERS,
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
    made_of,
    of_brand,
    says,
)
from tests.harness.indexed import IndexedShop

T_SHIRTS, DRESSES, BLOUSES, JEANS = kind("t-shirt"), kind("dress"), kind("blouse"), kind("jeans")
BACKPACKS, SOFAS, RUGS, RINGS = kind("backpack"), kind("sofa"), kind("rug"), kind("ring")
BIG = in_size("160x230 cm", "160 x 230 cm")
GOLDEN, OF_SILVER = (in_colour(metal) | made_of(metal) for metal in ("Gold", "Silber"))

AUDIENCES = (
    case("audience in a compound", "frauenkleid", leads_with(DRESSES & FOR_WOMEN)),
    case("audience in a compound", "Mädchenregenjacke", leads_with(kind("rain jacket") & FOR_GIRLS)),
    case("audience in a compound", "jungenshorts", leads_with(SHORTS & FOR_BOYS)),
    case("audience in a compound that no title has", "männerhemd", leads_with(kind("shirt") & FOR_MEN)),
    case("audience alone", "damen", first_page_has_only(FOR_WOMEN)),
    case("audience alone", "kinder", first_page_has_only(FOR_CHILDREN)),
    case("English audience", "ladies sneaker", leads_with(kind("sneaker") & FOR_WOMEN)),
    case("English audience", "girls t-shirt", leads_with(T_SHIRTS & FOR_GIRLS)),
    case("audience and hyphen", "herren-t-shirt", leads_with(T_SHIRTS & FOR_MEN), same_as("herren t shirt")),
    case("audience of an unfinished word", "Damenj", first_page_has_only(FOR_WOMEN), as_you_type=True),
    case("audience of an unfinished word", "Kinderr", first_page_has_only(FOR_CHILDREN), as_you_type=True),
    case(
        "audience, material and colour",
        "damen gürtel leder braun",
        leads_with(kind("belt") & FOR_WOMEN & made_of("Leder") & in_colour("Braun")),
    ),
    case("function words around", "eine rote bluse für frauen", leads_with(BLOUSES & in_colour("Rot"))),
    case("words around that nothing has", "ich suche eine rote bluse", leads_with(BLOUSES & in_colour("Rot"))),
)
WORDS = (
    case("loan-word plural", "schlafsofas", leads_with(says("Schlafsofa"))),
    case("loan-word plural", "ecksofas", leads_with(says("Ecksofa"))),
    case("plural of a compound", "bürostühle", leads_with(says("Bürostuhl"))),
    case("plural of a compound", "couchtische", leads_with(says("Couchtisch"))),
    case("plural of a compound", "armbanduhren", leads_with(says("Armbanduhr"))),
    case("plural of a compound", "halsketten", leads_with(says("Halskette"))),
    case("plural and umlauts", "Kuehlschraenke", same_as("Kühlschrank")),
    case("umlauts spelled out", "kopfhoerer", same_order_as("kopfhörer")),
    case("umlaut dots left out", "kopfhorer", same_as("kopfhörer")),
    case("the head decides", "jeansrock", leads_with(says("Jeansrock"))),
    case("the head decides", "Stehlampe", leads_with(says("Stehlampe"))),
    case("the head decides", "kaffeemaschine", leads_with(says("Kaffeemaschine"))),
    case("head of compounds", "kissen", leads_with(says("kissen"))),
    case("a compound written apart", "smartphone hülle", same_as("Smartphonehülle"), never_shows(kind("phone"))),
    case("a compound written apart", "handy hülle", same_as("Handyhülle")),
    case("a compound the other way round", "wasserkocher glas", leads_with(says("Glas-Wasserkocher"))),
    case("hyphens in a compound", "Damen-Leder-Gürtel", same_as("damenledergürtel")),
    case("hyphen", "hdmi-kabel", leads_with(kind("HDMI cable")), same_as("hdmi kabel")),
    case("half of a hyphened word", "usb kabel", leads_with(kind("USB-C cable"))),
    case("name and number joined", "iphone15 hülle", leads_with(kind("case for iPhone 15"))),
    case(
        "words the other way round",
        "hülle iphone 15 schwarz",
        leads_with(kind("case for iPhone 15") & in_colour("Schwarz")),
    ),
    case("number of a property", "laptop 15 zoll", leads_with(says("15 Zoll")), reads_nothing_as("price", "size")),
    case("brand of two words last", "rucksack jack wolfskin", leads_with(BACKPACKS & of_brand("Jack Wolfskin"))),
    case(
        "a brand contains a metal", "goldstern", leads_with(of_brand("Goldstern")), never_shows(~of_brand("Goldstern"))
    ),
    case("a brand contains a metal", "goldstern ring", leads_with(RINGS & of_brand("Goldstern"))),
)
CONSTRAINTS = (
    case(
        "Swiss spelling",
        "damenschuhe grösse 38",
        leads_with(SHOES & in_size("38") & FOR_WOMEN),
        understands("size", "38"),
    ),
    case("size", "t-shirt schwarz größe l", leads_with(T_SHIRTS & in_colour("Schwarz") & in_size("L"))),
    case("size", "schuhe gr 44 herren", leads_with(SHOES & in_size("44") & FOR_MEN)),
    case("size", "schuhe für kinder größe 30", leads_with(SHOES & FOR_CHILDREN & in_size("30"))),
    case(
        "size without its word",
        "herren schuhe braun 43",
        leads_with(SHOES & in_size("43") & FOR_MEN & in_colour("Braun")),
    ),
    case("dimension", "handtuch 50 x 100", leads_with(kind("towel") & in_size("50x100 cm"))),
    case("dimension and price", "teppich bis 100 euro 160x230", leads_with(RUGS & costs(0, 100) & BIG)),
    case(
        "price", "winterjacken bis 130€", leads_with(kind("winter jacket") & costs(0, 130)), never_shows(costs(130.01))
    ),
    case("price", "sofa unter 500", leads_with(SOFAS & costs_less_than(500)), never_shows(costs(500.01))),
    case("price", "sofa bis 700 eur", leads_with(SOFAS & costs(0, 700)), never_shows(costs(700.01))),
    case(
        "price first",
        "zwischen 50 und 100 € jacke",
        finds(JACKETS & costs(50, 100)),
        never_shows(costs_less_than(50) | costs(100.01)),
    ),
    case(
        "price with two currencies", "rucksack 40€ bis 60€", finds(BACKPACKS & costs(40, 60)), never_shows(costs(60.01))
    ),
    case(
        "negated colour",
        "rucksack nicht schwarz",
        leads_with(BACKPACKS & ~in_colour("Schwarz")),
        never_shows(in_colour("Schwarz")),
    ),
    case("negation first", "ohne kapuze jacke", first_page_has_only(JACKETS & ~WITH_HOOD)),
    case("an attribute says yes", "jacke mit kapuze", leads_with(JACKETS & WITH_HOOD)),
    case("an attribute says yes", "pullover mit kapuze", leads_with(kind("hooded pullover"))),
    case("colour", "roter pullover damen", leads_with(PULLOVERS & in_colour("Rot") & FOR_WOMEN)),
    case("colour alone", "blau", first_page_has_only(in_colour("Blau"))),
    case("shade that nothing has", "dunkelgraues sofa", leads_with(SOFAS & in_colour("Grau"))),
    case("shade that nothing has", "himmelblaue bluse", leads_with(BLOUSES & in_colour("Blau"))),
    case("colour or brand", "fahrradhelm mint", leads_with(kind("helmet") & in_shade("Mint"))),
    case("metal in a compound", "silberring", leads_with(RINGS & OF_SILVER)),
    case("metal in a compound", "goldkette", leads_with(kind("necklace") & GOLDEN)),
    case("inflected metal", "silberne halskette", leads_with(says("Halskette") & OF_SILVER)),
    case("material in a compound", "holzkommode weiß", leads_with(kind("chest of drawers") & in_colour("Weiß"))),
    case(
        "colour of a compound",
        "schwarze lederhandschuhe",
        leads_with(GLOVES & in_colour("Schwarz") & (made_of("Leder") | says("Lederhandschuhe"))),
    ),
    case("colour of a compound", "braune lederschuhe", leads_with(SHOES & in_colour("Braun") & made_of("Leder"))),
    case("material and colour", "tuch seide rot", leads_with(kind("scarf") & made_of("Seide") & in_colour("Rot"))),
    case(
        "five constraints",
        "lederjacke herren braun xl unter 250 euro",
        leads_with(LEATHER_JACKETS & FOR_MEN & in_colour("Braun") & in_size("XL") & costs_less_than(250)),
        never_shows(costs(250.01) | ONLY_WOMENS),
    ),
)
MISTAKES = (
    case(
        "typo in a brand", "jack wolfskn jacke", is_corrected_to("jack wolfskin jacke"), same_as("jack wolfskin jacke")
    ),
    case("typo in a brand", "birkenstok", is_corrected_to("birkenstock"), leads_with(of_brand("Birkenstock"))),
    case(
        "typo in a name", "ipone 15 hülle", is_corrected_to("iphone 15 hülle"), leads_with(kind("case for iPhone 15"))
    ),
    case("typo in a compound", "gürteltsche", is_corrected_to("gürteltasche"), leads_with(kind("belt bag"))),
    case("typo in a compound", "herrensneker", is_corrected_to("herrensneaker"), same_as("herrensneaker")),
    case("typo in a compound", "Kinderschue", is_corrected_to("kinderschuhe"), first_page_lacks(SHOES & ~FOR_CHILDREN)),
    case("typo beside a colour", "kleiderschrnak weiß", is_corrected_to("kleiderschrank weiß")),
    case("typo beside an audience", "reegnjacke kinder", leads_with(kind("rain jacket") & FOR_CHILDREN)),
    case("typo beside a dimension", "tepich 160x230", is_corrected_to("teppich 160x230"), leads_with(RUGS & BIG)),
    case("typo in a word written apart", "winter jaken herren", leads_with(kind("winter jacket") & FOR_MEN)),
    case("modifier that nothing has", "drachentasse", first_page_has_only(kind("coffee cup")), is_relaxed),
    case("modifier that nothing has", "gartentisch", first_page_has_only(TABLES), is_relaxed),
    case("modifier that nothing has", "wanderschuhe", first_page_has_only(SHOES), is_relaxed),
    case("word that nothing has", "kühlschrank mit eisfach", leads_with(kind("fridge")), is_relaxed),
    case("audience stays", "herrenbluse", first_page_lacks(ONLY_WOMENS)),
    case(
        "price and audience stay",
        "grünes kleid damen größe s unter 40 euro",
        first_page_has_only(DRESSES & FOR_WOMEN),
        never_shows(costs(40.01)),
        is_relaxed,
    ),
    case("a long number", "123456789", gives_up_openly),
    case("a word repeated", "sofa sofa sofa", same_as("sofa")),
    case("punctuation for a space", "rote,bluse", same_as("rote bluse")),
    case("zero-width space", "\u200bsofa", same_order_as("sofa")),
)
CASES = (*AUDIENCES, *WORDS, *CONSTRAINTS, *MISTAKES)


@pytest.mark.parametrize("one", parameters(CASES))
def test_an_everyday_query_is_answered_as_people_mean_it(fixture_shop: IndexedShop, one: Case) -> None:
    check(fixture_shop, one)
