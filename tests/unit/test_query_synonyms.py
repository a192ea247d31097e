"""What a merchant says is found along with a phrase is asked for with it, in every inflection."""

from __future__ import annotations

import pytest

from service.query.parsed import ParsedQuery
from service.query.synonyms import Synonyms
from service.query.understand import understand
from tests.harness import wording

SYNONYMS = {
    "sweatshirt": ("pulli", "warmer pullover"),
    "hose für regen": ("regenhose",),
    "shorts": ("kurze hose",),
    "schuh": ("schuhe",),
    "sonnen brille": ("sonnenschutz",),
}


def read(text: str) -> ParsedQuery:
    analyzer = wording.analyzer()
    facets = wording.facets()
    return understand(text, "de", analyzer, facets, Synonyms.compiled(SYNONYMS, analyzer, facets))


def asked(text: str) -> list[list[str]]:
    """The words of each unit's alternatives."""
    return [[" ".join(term.exact for term in terms) for terms in unit.alternatives] for unit in read(text).units]


@pytest.mark.parametrize("text", ["Sweatshirt", "sweatshirts", "SWEATSHIRT"])
def test_a_word_in_any_inflection_is_asked_for_along_with_its_synonyms(text: str) -> None:
    [forms] = asked(text)
    assert "pulli" in forms
    assert "warmer pullover" in forms


def test_the_word_itself_comes_first() -> None:
    plain = understand("Sweatshirts", "de", wording.analyzer(), wording.facets())
    assert read("Sweatshirts").units[0].alternatives[0] == plain.units[0].alternatives[0]


@pytest.mark.parametrize("text", ["Pulli", "Schuhe"])
def test_neither_the_other_direction_nor_an_inflection_of_itself_adds_anything(text: str) -> None:
    assert read(text) == understand(text, "de", wording.analyzer(), wording.facets())


def test_a_phrase_becomes_one_unit_with_or_without_its_function_words() -> None:
    for text in ("Hosen für Regen", "hose regen"):
        [unit] = read(text).units
        assert any(terms[0].exact == "regenhose" for terms in unit.alternatives)
        assert any({"regen"} < {term.exact for term in terms} for terms in unit.alternatives)


def test_the_thing_of_a_phrase_stands_last_as_in_a_compound() -> None:
    [unit] = read("Hosen für Regen").units
    assert [term.exact for term in unit.alternatives[0]] == ["regen", "hosen"]


@pytest.mark.parametrize("text", ["Sonnenbrille", "Sonnen Brille", "sonnen-brille"])
def test_a_phrase_that_the_catalogue_writes_as_one_word_holds_for_both_spellings(text: str) -> None:
    [unit] = read(text).units
    assert any(terms[0].exact == "sonnenschutz" for terms in unit.alternatives)


def test_other_words_of_the_query_stay_units_of_their_own() -> None:
    assert [unit.surface for unit in read("rotes Sweatshirt Baumwolle").units] == ["rotes", "sweatshirt", "baumwolle"]


def test_what_is_left_of_a_compound_for_an_audience_has_its_synonyms_too() -> None:
    [unit] = read("Damenshorts").units
    assert [term.exact for term in unit.alternatives[-1]] == ["kurze", "hose"]


def test_a_language_the_catalogue_has_not_is_read_without_synonyms() -> None:
    synonyms = Synonyms.compiled(SYNONYMS, wording.analyzer(), wording.facets())
    assert synonyms.longest(["sweatshirt"], "fr") == (0, ())
