"""The words of a product: which level each reaches, and what it weighs."""

from __future__ import annotations

from collections import Counter

import pytest

from service.analysis.analyzer import Analyzer
from service.analysis.lexicon import CatalogText, Lexicon
from service.analysis.overrides import Overrides
from service.retrieval.homes import HomeCensus, Homes
from service.retrieval.product_terms import (
    DESCRIPTION,
    HEAD,
    MAX_BEGINNING_CHARS,
    MODIFIER,
    WHOLE,
    ProductTerms,
)
from service.types import AttributeValues, LocalizedText, Product
from tests.harness.builders import product

WORDS = ("Zelt Tasche Lampe Tisch Tischlampe Reisetasche", "Hülle Kanne Deckel Griff Gurt")


@pytest.fixture(scope="module")
def analyzer() -> Analyzer:
    return Analyzer(Lexicon.build([CatalogText("de", WORDS)]))


def _terms(analyzer: Analyzer, described: Product, homes: Homes | None = None) -> ProductTerms:
    return ProductTerms(described, analyzer, homes or Homes(), "de")


def _weights(terms: ProductTerms) -> Counter[str]:
    return Counter(terms.text.split())


def test_words_after_a_preposition_do_not_name_the_product(analyzer: Analyzer) -> None:
    terms = _terms(analyzer, product("p", title="Zelt mit Tasche"))
    assert (terms.stems["zelt"], terms.stems["tasch"]) == (WHOLE, HEAD)


def test_each_language_has_its_own_prepositions(analyzer: Analyzer) -> None:
    terms = _terms(analyzer, product("p", title="Zelt", localized={"en": LocalizedText("tent with pocket")}))
    assert (terms.stems["tent"], terms.stems["pocket"]) == (WHOLE, HEAD)


def test_a_word_of_a_longer_brand_does_not_name_the_product(analyzer: Analyzer) -> None:
    terms = _terms(analyzer, product("p", title="Blauer Griff Kanne", brands=("Blauer Griff",)))
    assert (terms.stems["griff"], terms.stems["kann"]) == (HEAD, WHOLE)


def test_a_word_of_the_brand_that_stands_by_itself_names_the_product(analyzer: Analyzer) -> None:
    assert _terms(analyzer, product("p", title="Blauer Griff Griff", brands=("Blauer Griff",))).stems["griff"] == WHOLE


def test_a_brand_of_one_word_is_as_good_as_a_word_of_the_title(analyzer: Analyzer) -> None:
    assert WHOLE in _terms(analyzer, product("p", title="Kanne", brands=("Lindholz",))).stems.values()
    assert _terms(analyzer, product("p", title="Kanne", brands=("Lindholz",))).exacts["lindholz"] == WHOLE


def test_the_head_of_a_compound_names_the_product_where_its_category_does(analyzer: Analyzer) -> None:
    at_home = _terms(analyzer, product("p", title="Tischlampe", categories=("Wohnen > Lampen",)))
    elsewhere = _terms(analyzer, product("p", title="Tischlampe", categories=("Wohnen > Zelte",)))
    assert (at_home.stems["lamp"], elsewhere.stems["lamp"]) == (WHOLE, HEAD)
    assert at_home.stems["tisch"] == MODIFIER


def test_a_head_is_at_home_where_products_are_called_by_it(analyzer: Analyzer) -> None:
    homes = Homes({"Leuchten": ("lamp",)})
    terms = _terms(analyzer, product("p", title="Tischlampe", categories=("Wohnen > Leuchten",)), homes)
    assert terms.stems["lamp"] == WHOLE


def test_a_category_of_ten_products_is_home_to_what_one_of_them_is_called() -> None:
    census = HomeCensus()
    for number in range(10):
        census.add(["lamp"] if number == 0 else ["licht"], ["Leuchten"])
    assert census.homes({"lamp", "zelt"}).of(["Leuchten"]) == {"lamp"}


@pytest.mark.parametrize(("n_called", "n_products"), [(1, 9), (2, 70)])
def test_few_products_and_rare_words_make_no_home(n_called: int, n_products: int) -> None:
    census = HomeCensus()
    for number in range(n_products):
        census.add(["lamp"] if number < n_called else ["licht"], ["Leuchten"])
    assert census.homes({"lamp"}).of(["Leuchten"]) == set()


def test_homes_are_read_as_they_were_written() -> None:
    homes = Homes({"Leuchten": ("lamp", "licht")})
    assert Homes.from_bytes(homes.to_bytes()) == homes


def test_the_first_part_of_a_hyphenated_compound_is_its_modifier(analyzer: Analyzer) -> None:
    terms = _terms(analyzer, product("p", title="Tisch-Lampe"))
    assert (terms.stems["lamp"], terms.stems["tisch"]) == (WHOLE, MODIFIER)
    assert terms.exacts["tischlampe"] == WHOLE


def test_a_set_is_what_it_is_made_of(analyzer: Analyzer) -> None:
    terms = _terms(analyzer, product("p", title="Tischlampen-Set", categories=("Wohnen > Lampen",)))
    assert (terms.stems["set"], terms.stems["tischlamp"], terms.stems["tisch"]) == (HEAD, WHOLE, MODIFIER)


@pytest.mark.parametrize(
    ("title", "inside", "splits"),
    [
        ("Messer-Sét", "mess", {}),
        ("Dreierpacks", "dreier", {"dreierpack": ["dreier", "pack"]}),
        ("Setse", "sets", {"setse": ["setse", "set"]}),
    ],
)
def test_a_set_ends_also_where_its_last_part_is_spelled_otherwise(
    title: str, inside: str, splits: dict[str, list[str]]
) -> None:
    lexicon = Lexicon.build([CatalogText("de", ("Set Messer", title))], Overrides.read([], splits))
    assert _terms(Analyzer(lexicon), product("p", title=title)).stems[inside] == WHOLE


def test_the_pieces_of_a_spelling_with_digits_are_words_of_their_own(analyzer: Analyzer) -> None:
    terms = _terms(analyzer, product("p", title="Kanne 256gb"))
    assert (terms.stems["256gb"], terms.stems["256"], terms.stems["gb"]) == (WHOLE, WHOLE, WHOLE)


def test_an_attribute_of_one_word_names_a_property_and_a_longer_one_speaks_of_it(analyzer: Analyzer) -> None:
    attributes = {"form": AttributeValues(("Kanne",)), "fits": AttributeValues(("Gurt oder Griff",))}
    terms = _terms(analyzer, product("p", title="Zelt", attributes=attributes))
    assert (terms.stems["kann"], terms.stems["gurt"]) == (WHOLE, DESCRIPTION)
    assert "kann" not in _weights(terms)


def test_every_text_has_the_same_length(analyzer: Analyzer) -> None:
    short = product("p", title="Zelt")
    long = product("p", title="Zelt Tasche Lampe " * 4, description="Kanne mit Deckel und Griff " * 40)
    assert len(_terms(analyzer, short).text.split()) == len(_terms(analyzer, long).text.split())


def test_a_word_weighs_more_in_a_title_than_in_a_description(analyzer: Analyzer) -> None:
    weights = _weights(_terms(analyzer, product("p", title="Zelt", description="Tasche dabei")))
    assert weights["zelt"] > 2 * weights["tasch"] > 0


def test_a_word_weighs_more_in_a_short_title_than_in_a_long_one(analyzer: Analyzer) -> None:
    short = _weights(_terms(analyzer, product("p", title="Zelt Kanne")))
    long = _weights(_terms(analyzer, product("p", title="Zelt Kanne Griff Gurt Deckel Lampe Tisch Hülle Tasche")))
    assert short["zelt"] > long["zelt"]


def test_a_word_of_title_and_description_weighs_most(analyzer: Analyzer) -> None:
    twice = _weights(_terms(analyzer, product("p", title="Zelt", description="Ein Zelt")))
    assert twice["zelt"] > _weights(_terms(analyzer, product("p", title="Zelt", description="Ein Griff")))["zelt"]


def test_beginnings_are_those_of_words_and_of_the_last_parts_of_compounds(analyzer: Analyzer) -> None:
    terms = _terms(analyzer, product("p", title="Tischlampe", categories=("Wohnen > Lampen",)))
    assert {"t", "tisch", "tischlampe", "l", "lampe"} <= set(terms.beginnings)
    assert not any(beginning.startswith("isch") for beginning in terms.beginnings)


def test_beginnings_are_spelled_with_and_without_umlauts(analyzer: Analyzer) -> None:
    assert {"huel", "hul"} <= set(_terms(analyzer, product("p", title="Hülle")).beginnings)


def test_beginnings_are_bounded(analyzer: Analyzer) -> None:
    terms = _terms(analyzer, product("p", title="Z" * 60))
    assert max(map(len, terms.beginnings)) == MAX_BEGINNING_CHARS
