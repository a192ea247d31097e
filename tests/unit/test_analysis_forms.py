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


@pytest.mark.parametrize(
    ("one", "other"),
    [("shoe", "shoes"), ("dress", "dresses"), ("café", "cafes"), ("women", "woman"), ("shelf", "shelves")],
)
def test_english_inflections_share_a_stem(one: str, other: str) -> None:
    assert _token(one, "en").stem == _token(other, "en-GB").stem


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


@pytest.mark.parametrize("typed", ["Bücherregal", "buecherregal", "bucherregal", "BUECHERREGAL"])
def test_umlauts_may_be_left_out(typed: str) -> None:
    analyzer = Analyzer(wording.lexicon(("Bücherregal", "Regal", "Bücher")))
    forms = {
        (token.exact, token.stem, token.heads, token.modifiers, token.parts) for token in analyzer.tokens(typed, "de")
    }
    assert forms == {("buecherregal", "bucherregal", ("regal",), ("buch",), ("bücher", "regal"))}
    assert analyzer.spellings(typed.lower(), "de") == ("bücherregal",)
    assert analyzer.knows_word(typed.lower(), "de")


@pytest.mark.parametrize("typed", ["kräutermühle", "kraeutermuehle"])
def test_a_compound_that_nobody_knows_is_taken_apart_without_its_umlauts_too(typed: str) -> None:
    assert [_token(part).stem for part in _token(typed).parts] == [_token("Kräuter").stem, _token("Mühle").stem]


@pytest.mark.parametrize(
    ("typed", "meant"), [("fussmatte", "Fußmatte"), ("kopfhorer", "Kopfhörer"), ("turklinke", "Türklinke")]
)
def test_without_a_catalogue_the_general_lexicon_knows_the_umlauts(typed: str, meant: str) -> None:
    one, other = (Analyzer(Lexicon()).tokens(text, "de")[0] for text in (typed, meant))
    assert (one.exact, one.stem, one.parts) == (other.exact, other.stem, other.parts)


@pytest.mark.parametrize("typed", ["zörfelbänd", "zoerfelbaend", "zorfelband"])
def test_words_that_only_the_catalogue_knows_may_lack_their_umlauts(typed: str) -> None:
    analyzer = Analyzer(wording.lexicon(("Zörfelbänd",)))
    assert analyzer.tokens(typed, "de")[0].exact == "zoerfelbaend"


def test_a_slip_in_a_title_is_read_as_what_the_others_say() -> None:
    analyzer = Analyzer(wording.lexicon((*["Zörfelbänd"] * 30, "Zorfelband")))
    assert analyzer.tokens("Zorfelband", "de")[0].exact == "zoerfelbaend"


@pytest.mark.parametrize("typed", ["handtuecher", "handtucher", "kuehlschraenke", "kuhlschranke"])
def test_single_things_stay_whole_without_their_umlauts(typed: str) -> None:
    assert _token(typed).parts == ()


def test_a_word_that_the_shop_has_without_umlauts_is_not_another_one() -> None:
    analyzer = Analyzer(wording.lexicon(("Kuchenschale",) * 8 + ("Küchenschale",) * 8))
    found = analyzer.tokens("Kuchenschale Küchenschale Kuechenschale", "de")
    assert [token.exact for token in found] == ["kuchenschale", "kuechenschale", "kuechenschale"]


def test_only_the_first_letters_of_a_text_full_of_unknown_words_are_taken_apart() -> None:
    analyzer = Analyzer(wording.lexicon())
    words = [
        first + second for first in ("leder", "regen", "tisch") for second in ("matte", "schuhe", "karte", "bluse")
    ]
    split = [bool(token.parts) for token in analyzer.tokens(" ".join(words), "de")]
    assert split == sorted(split, reverse=True)
    assert sum(len(word) for word, is_split in zip(words, split, strict=True) if is_split) <= 64
    assert analyzer.tokens(words[-1], "de")[0].parts == ("tisch", "bluse")


@given(st.text(max_size=80))
def test_any_text_is_analysed_without_a_lexicon(text: str) -> None:
    for token in Analyzer(Lexicon()).tokens(text, "de"):
        assert token.surface
        assert token.exact
        assert token.stem
