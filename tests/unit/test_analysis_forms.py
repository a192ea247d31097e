"""Every token carries the forms that index and query compare."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.analysis.analyzer import Analyzer
from service.analysis.lexicon import Lexicon
from service.analysis.words import AnalyzedToken
from tests.harness import wording


def _token(text: str, language: str = "de") -> AnalyzedToken:
    (token,) = wording.analyzer().tokens(text, language)
    return token


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Sofa", "Sofas"),
        ("Handy", "Handys"),
        ("Jacke", "Jacken"),
        ("Schrank", "Schränke"),
        ("Kühlschrank", "kuehlschraenke"),
        ("Kühlschrank", "kuhlschrank"),
        ("Uhr", "Uhren"),
        ("rot", "rotes"),
        ("weiß", "weisse"),
        ("Hoodie", "Hoodies"),
        ("T-Shirt", "tshirts"),
        ("dunkel", "dunkles"),
        ("bügelfrei", "bügelfreie"),
        ("kariert", "karierten"),
        ("wattiert", "wattierte"),
        ("bestickt", "bestickter"),
        ("abweisend", "abweisende"),
        ("gewaschen", "gewaschenes"),
        ("getupft", "getupftes"),
        ("getupfte", "Tupfen"),
        ("halbarm", "halbärmelige"),
        ("kurzärmlig", "Kurzarm"),
    ],
)
def test_german_inflections_and_spellings_share_a_stem(one: str, other: str) -> None:
    assert _token(one).stem == _token(other).stem


@pytest.mark.parametrize(("one", "other"), [("gefüttert", "Futter"), ("gewaschen", "Wäsche")])
def test_a_participle_is_not_taken_for_another_thing(one: str, other: str) -> None:
    assert _token(one).stem != _token(other).stem


def test_exact_forms_keep_umlauts_apart_from_vowels() -> None:
    assert _token("Küchen").exact == _token("Kuechen").exact == "kuechen"
    assert _token("Kuchen").exact == "kuchen"


@pytest.mark.parametrize(("one", "other"), [("shoe", "shoes"), ("dress", "dresses"), ("café", "cafes")])
def test_english_inflections_share_a_stem(one: str, other: str) -> None:
    assert _token(one, "en").stem == _token(other, "en-GB").stem


def test_a_language_without_tables_is_folded_and_not_stemmed() -> None:
    token = _token("Señoras", "es")
    assert (token.exact, token.stem, token.parts) == ("senoras", "senoras", ())


def test_a_compound_lists_every_head_longest_first_and_its_modifiers() -> None:
    token = _token("Herrenlederjacke")
    assert token.heads == (_token("Lederjacke").stem, _token("Jacke").stem)
    assert token.modifiers == (_token("Herren").stem, _token("Leder").stem)
    assert token.parts == ("herren", "leder", "jacke")


def test_a_hyphen_is_a_seam() -> None:
    written_apart, compound = _token("Damen-Shorts"), _token("Damenshorts")
    assert written_apart.stem == compound.stem
    assert (written_apart.heads, written_apart.modifiers) == (compound.heads, compound.modifiers)


@pytest.mark.parametrize(
    ("text", "variants"),
    [("T-Shirt", ("tshirt", "t", "shirt")), ("256GB", ("256", "gb")), ("135x200", ("135", "200")), ("Hose", ())],
)
def test_other_spellings_of_a_token_stand_on_its_position(text: str, variants: tuple[str, ...]) -> None:
    assert _token(text).variants == variants


def test_a_brand_is_neither_stemmed_nor_split() -> None:
    assert _token("Jack").stem != _token("Jacken").stem
    assert _token("Birkenstock").parts == ()


def test_a_word_that_other_products_use_too_is_stemmed_though_it_names_a_brand() -> None:
    lexicon = wording.lexicon((*wording.TITLES, *["Street Kleid"] * 6, *["Street Hose"] * 6))
    assert Analyzer(lexicon).tokens("Street", "de")[0].stem == "street"
    assert "wolfskin" in lexicon.brand_names


@given(st.text(max_size=80))
def test_any_text_is_analysed_without_a_lexicon(text: str) -> None:
    for token in Analyzer(Lexicon()).tokens(text, "de"):
        assert token.surface
        assert token.exact
        assert token.stem
