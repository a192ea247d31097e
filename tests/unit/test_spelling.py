"""Misspelt words are put right by the catalogue's own words; what is no typo stays as it is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.analysis.analyzer import Analyzer
from service.analysis.lexicon import CatalogText, Lexicon
from service.query.spelling import Speller

TITLES = (
    *["Wanderrucksack"] * 3,
    *["Rucksack grün"] * 5,
    *["Gartenstuhl"] * 4,
    *["Holzstuhl mit Lehne"] * 3,
    *["Damenmantel"] * 3,
    *["Küchenwaage"] * 3,
    *["Sommerkleid aus Leinen"] * 3,
    *["Kissen"] * 6,
    "Kisten",
    *["Lampe"] * 30,
    "Lumpe",
)
LEXICON = Lexicon.build([CatalogText("de", (title,), brands=("Lampex Wolkenstein",)) for title in TITLES])
SPELLER = Speller(Analyzer(LEXICON))


def _corrected(text: str, *unknown: str) -> str | None:
    return SPELLER.correct(text, "de", unknown or text.lower().split())


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Ruksack", "rucksack"),
        ("Rucksakc", "rucksack"),
        ("Ruccksack", "rucksack"),
        ("Rucksaxk", "rucksack"),
        ("Kuchenwage", "küchenwaage"),
        ("Kuechenwage", "küchenwaage"),
        ("Somerkleied", "sommerkleid"),
        ("wolkenstien", "wolkenstein"),
    ],
)
def test_a_whole_word_is_put_right_and_shown_as_the_catalogue_spells_it(typed: str, meant: str) -> None:
    assert _corrected(typed) == meant


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("damenrukcsack", "damenrucksack"),
        ("daemnrucksack", "damenrucksack"),
        ("gartenküssen", "gartenkissen"),
        ("gartnekissn", "gartenkissen"),
    ],
)
def test_a_part_is_put_right_in_a_compound_that_no_product_has(typed: str, meant: str) -> None:
    assert _corrected(typed) == meant


@pytest.mark.parametrize(
    ("typed", "unknown", "meant"),
    [
        ("som merkleid", "merkleid", "sommerkleid"),
        ("grüner ruck sack", "ruck", "grüner rucksack"),
    ],
)
def test_a_blank_too_many_is_put_right(typed: str, unknown: str, meant: str) -> None:
    assert _corrected(typed, unknown) == meant


def test_two_words_in_one_are_parted_where_they_cannot_be_a_compound() -> None:
    english = Speller(Analyzer(Lexicon.build([CatalogText("en", ("garden hose", "garden chair"))])))
    assert english.correct("gardenhose", "en", ["gardenhose"]) == "garden hose"
    assert _corrected("gartenlehne") is None


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("lampex", "a brand"),
        ("gartenkissen", "a compound of known parts"),
        ("ruksack3", "a model"),
        ("hut", "too short"),
        ("kissen", "a word of the catalogue"),
        ("xqzvwj", "nothing is near"),
    ],
)
def test_what_is_no_typo_stays(typed: str, why: str) -> None:
    assert _corrected(typed) is None, why


def test_a_word_of_the_language_that_the_shop_does_not_sell_stays() -> None:
    assert _corrected("Lampen Stahl", "stahl") is None


def test_a_word_of_few_products_is_a_typo_only_of_a_much_more_frequent_one() -> None:
    assert _corrected("Lumpe") == "lampe"
    assert _corrected("Kisten") is None


def test_only_the_unknown_words_change() -> None:
    assert _corrected("Rucksack gürn unter 50 €", "gürn") == "rucksack grün unter 50 €"


def test_the_misspelt_rest_of_a_word_is_put_right_behind_its_beginning() -> None:
    assert _corrected("damen-rukcsack", "rukcsack") == "damen-rucksack"


@pytest.mark.parametrize(
    ("typed", "unknown", "meant"),
    [
        ("gartenrukcsack rukcsack", "rukcsack", "gartenrukcsack rucksack"),
        ("garten-rukcsack rukcsack", "rukcsack", "garten-rukcsack rucksack"),
        ("holzkissen nkissen", "nkissen", "holzkissen kissen"),
        ("holznkissen nkissen", "nkissen", "holznkissen kissen"),
    ],
)
def test_a_misspelt_word_is_put_right_where_it_stands_and_not_inside_another(
    typed: str, unknown: str, meant: str
) -> None:
    assert _corrected(typed, unknown) == meant


def test_words_with_a_number_between_them_are_put_right_each_for_itself() -> None:
    assert _corrected("rucksac 42 k", "rucksac") == "rucksack 42 k"


def test_a_word_that_its_neighbour_completed_is_not_put_right_once_more() -> None:
    assert _corrected("som merkleid", "som", "merkleid") == "sommerkleid"


def test_the_more_frequent_of_equally_near_words_is_meant() -> None:
    assert _corrected("Kisen") == "kissen"


def test_a_language_that_the_catalogue_does_not_speak_is_left_alone() -> None:
    assert SPELLER.correct("ruksack", "fi", ["ruksack"]) is None


def test_an_empty_catalogue_corrects_nothing() -> None:
    assert Speller(Analyzer(Lexicon())).correct("ruksack", "de", ["ruksack"]) is None
    assert Speller(Analyzer(Lexicon.build([CatalogText("de")]))).correct("ruksack", "de", ["ruksack"]) is None


@given(st.text(max_size=300))
def test_any_text_is_borne_and_correcting_twice_changes_nothing_in_known_words(text: str) -> None:
    corrected = SPELLER.correct(text, "de", text.split())
    assert corrected is None or corrected
