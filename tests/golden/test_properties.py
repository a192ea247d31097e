"""What holds for queries of a whole kind, tried on many of them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.analysis.analyzer import Analyzer
from service.keeper.learning import learn
from tests.golden.cases import case, check
from tests.golden.expectations import Trait, first_page_lacks, same_as, same_order_as
from tests.golden.traits import ONLY_GIRLS, ONLY_MENS, ONLY_WOMENS
from tests.harness.builders import product
from tests.harness.indexed import IndexedShop

AUDIENCES = st.sampled_from(("Damen", "Herren", "Kinder", "Mädchen"))
WORN = st.sampled_from(
    ("jacke", "hose", "mantel", "shorts", "winterjacke", "mütze", "handschuhe", "schuhe", "pullover")
)
OPEN_SPELLINGS = st.sampled_from(("{0} {1}", "{1} für {0}", "{1} {0}", "{0}-{1}"))
MADE_OF = st.sampled_from(
    (
        ("Ledergürtel", "Gürtel aus Leder"),
        ("Wollmütze", "Mütze aus Wolle"),
        ("Seidentuch", "Tuch aus Seide"),
        ("Holzstuhl", "Stuhl aus Holz"),
        ("Metallregal", "Regal aus Metall"),
        ("Leinenhemd", "Hemd aus Leinen"),
        ("Samtsofa", "Sofa aus Samt"),
        ("Glastisch", "Tisch aus Glas"),
        ("Baumwollpullover", "Pullover aus Baumwolle"),
    )
)
QUERIES = st.sampled_from(
    (
        "rote bluse",
        "hose unter 50 euro",
        "Bücherregal",
        "teppich 160x230",
        "jacke ohne kapuze",
        "usb-c kabel",
        "rucksak",
    )
)


@given(AUDIENCES, WORN, OPEN_SPELLINGS)
def test_a_compound_of_an_audience_finds_what_its_open_spellings_find(
    fixture_shop: IndexedShop, audience: str, worn: str, spelling: str
) -> None:
    check(fixture_shop, case("", audience + worn, same_as(spelling.format(audience, worn))))


@given(MADE_OF)
def test_a_compound_of_a_material_finds_what_its_open_spelling_finds(
    fixture_shop: IndexedShop, spellings: tuple[str, str]
) -> None:
    compound, apart = spellings
    check(fixture_shop, case("", compound, same_as(apart)))


@given(QUERIES, st.sampled_from((str.upper, str.title, "  {}".format, "{} ".format, "{}!".format)))
def test_capitals_spaces_and_punctuation_change_nothing(
    fixture_shop: IndexedShop, query: str, typed: Callable[[str], str]
) -> None:
    check(fixture_shop, case("", typed(query), same_order_as(query)))


@pytest.mark.parametrize(
    ("word", "beginning", "others"),
    [
        ("Damenshorts", "Damens", ONLY_MENS),
        ("Herrenhemden", "Herrenh", ONLY_WOMENS),
        ("Damenjeans", "Damenj", ONLY_MENS),
        ("Jungenjacken", "Jungenja", ONLY_GIRLS),
    ],
)
def test_no_keystroke_after_an_audience_shows_another_one(
    fixture_shop: IndexedShop, word: str, beginning: str, others: Trait
) -> None:
    for n in range(len(beginning) + 1, len(word) + 1):
        check(fixture_shop, case("", word[:n], first_page_lacks(others), as_you_type=True))


@given(
    st.lists(
        st.sampled_from(("Stern", "Tal", "Sterne", "Taler", "Sterntaler Kleid", "Sternlampe", "Talkessel")), max_size=12
    )
)
def test_products_of_other_brands_never_make_a_brand_split(titles: list[str]) -> None:
    of_the_brand = [product(f"own{n}", title="Sterntal Decke", brands=("Sterntal",)) for n in range(3)]
    others = [product(f"{n}", title=title, brands=("Anderswo",)) for n, title in enumerate(titles)]
    analyzer = Analyzer(learn(lambda: [*of_the_brand, *others], "de").lexicon)
    assert [token.parts for token in analyzer.tokens("Sterntal", "de")] == [()]
