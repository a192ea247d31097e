"""Queries that cannot be answered as they stand: typos, things the shop does not have, and no words at all."""

from __future__ import annotations

import pytest

from tests.golden.cases import Case, case, check, parameters
from tests.golden.expectations import (
    Trait,
    finds_something,
    first_page_has_only,
    gives_up_openly,
    is_corrected_to,
    is_not_corrected,
    is_relaxed,
    leads_with,
    never_shows,
    reads_nothing_as,
    same_as,
    same_order_as,
)
from tests.golden.traits import (
    FOR_MEN,
    FOR_WOMEN,
    LEATHER_JACKETS,
    PHONE_CASES,
    TABLES,
    in_colour,
    kind,
    made_of,
    of_brand,
    says,
)
from tests.harness.indexed import IndexedShop


def typo(phenomenon: str, typed: str, meant: str, wanted: Trait) -> Case:
    """A misspelt query that is answered as the right one, and says so."""
    return case(phenomenon, typed, is_corrected_to(meant), same_as(meant), leads_with(wanted))


TYPOS = (
    typo("letter left out", "pulover", "pullover", kind("pullover", "hooded pullover")),
    typo("letter left out", "tepich", "teppich", kind("rug")),
    typo("letter left out", "komode", "kommode", kind("chest of drawers")),
    typo("letter left out", "smarphone", "smartphone", kind("phone") & says("Smartphone")),
    typo("letter left out, of few", "stul", "stuhl", kind("chair")),
    typo("letter left out in the first part", "tichlampe", "tischlampe", kind("table lamp")),
    typo("letter left out in the second part", "kleidershrank", "kleiderschrank", says("Kleiderschrank")),
    typo("letter added", "kopfhöhrer", "kopfhörer", kind("headphones")),
    typo("letter doubled", "blusse", "bluse", kind("blouse")),
    typo("letter doubled at the end", "mantell", "mantel", kind("coat")),
    typo("letter doubled at the end", "sofaa", "sofa", kind("sofa")),
    typo("letters swapped", "laptpo", "laptop", kind("laptop")),
    typo("letters swapped", "snaeker", "sneaker", kind("sneaker")),
    typo("letters swapped", "rukcsack", "rucksack", kind("backpack")),
    typo("letters swapped", "vorhnag", "vorhang", kind("curtain")),
    typo(
        "neighbour on the keyboard",
        "schokolafe",
        "schokolade",
        kind("chocolate", "chocolate without nuts"),
    ),
    typo("another vowel", "bettwesche", "bettwäsche", kind("bed linen")),
    typo("letter left out of an opaque word", "hanschuhe", "handschuhe", kind("gloves")),
    typo("two letters left out", "sonenbrile", "sonnenbrille", kind("sunglasses")),
    typo("two typos", "regnschrim", "regenschirm", says("Regenschirm")),
    typo("two letters left out", "kafevollautomat", "kaffeevollautomat", kind("coffee machine")),
    typo(
        "typo in a compound that no title has",
        "samtvorhnag",
        "samtvorhang",
        kind("curtain") & made_of("Samt"),
    ),
    typo("typo in a compound that no title has", "hozlregal", "holzregal", kind("shelf") & made_of("Holz")),
    typo("typo in a compound that no title has", "glastsich", "glastisch", TABLES & made_of("Glas")),
    typo(
        "typo in a compound that no title has",
        "damenwollmnatel",
        "damenwollmantel",
        kind("coat") & FOR_WOMEN & (made_of("Wolle") | says("Wollmantel")),
    ),
    typo("typo in one of two words", "rote blsue", "rote bluse", kind("blouse") & in_colour("Rot")),
    typo(
        "typo in the first of three words",
        "schwazre lederjacke herren",
        "schwarze lederjacke herren",
        LEATHER_JACKETS & in_colour("Schwarz") & FOR_MEN,
    ),
    typo("typo in the last word", "teppich grua", "teppich grau", kind("rug") & in_colour("Grau")),
)
RIGHT_WORDS = (
    case("a right word has a frequent neighbour", "Sack", is_not_corrected, leads_with(kind("sack"))),
    case("a right word has a frequent neighbour", "Buch", is_not_corrected, leads_with(kind("book"))),
    case("a rare brand is right", "silberfuchs", is_not_corrected, leads_with(of_brand("Silberfuchs"))),
    case("a model number is right", "iphone 16 hülle", is_not_corrected, first_page_has_only(PHONE_CASES)),
)
NOT_THERE = (
    case("colour that nothing has", "rosa kaffeevollautomat", leads_with(kind("coffee machine")), is_relaxed),
    case(
        "modifier that nothing has",
        "drachenlampe",
        first_page_has_only(kind("lamp", "table lamp")),
        is_relaxed,
    ),
    case(
        "colour gives way, audience stays",
        "gelber wollmantel damen",
        first_page_has_only(kind("coat") & FOR_WOMEN),
        never_shows(~FOR_WOMEN),
        is_relaxed,
    ),
    case("material that nothing has", "kommode aus samt", leads_with(kind("chest of drawers")), is_relaxed),
    case("word that nothing has", "kommode mit geheimfach", leads_with(kind("chest of drawers")), is_relaxed),
    case("size gives way", "lila teppich 160x230", leads_with(kind("rug")), is_relaxed),
    case("brand gives way", "jack wolfskin bluse", leads_with(kind("blouse")), is_relaxed),
)
NO_WORDS = (
    case("nonsense", "xqzwvk", gives_up_openly, is_not_corrected),
    case("nonsense", "qqqq wwww", gives_up_openly, is_not_corrected),
    case("punctuation", "!!! ???", gives_up_openly),
    case("emoji", "🙂", gives_up_openly),
    case("emoji beside a word", "👟 sneaker", same_order_as("sneaker")),
    case("only stop words", "für die", is_not_corrected),
    case("only a negation", "ohne", is_not_corrected),
    case("lone number", "42", is_not_corrected, reads_nothing_as("price"), finds_something),
    case("operators are text", "shorts AND (damen)", same_as("shorts damen")),
    case("operators are no syntax", '"shorts" -*', same_order_as("shorts")),
    case("direction marks", "\u202eshorts\u202c", same_order_as("shorts")),
)
CASES = (*TYPOS, *RIGHT_WORDS, *NOT_THERE, *NO_WORDS)


@pytest.mark.parametrize("one", parameters(CASES))
def test_mistakes_and_gaps_are_answered_openly(fixture_shop: IndexedShop, one: Case) -> None:
    check(fixture_shop, one)
