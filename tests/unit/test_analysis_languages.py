"""Other languages are tables: inflections share a stem, compounds are split where the language writes them together."""

from __future__ import annotations

from functools import cache

import pytest

from service.analysis.analyzer import Analyzer
from service.analysis.lexicon import CatalogText, Lexicon
from service.analysis.registry import make_language
from service.analysis.tables import TABLES
from service.analysis.words import AnalyzedToken


@cache
def _analyzer() -> Analyzer:
    return Analyzer(Lexicon())


def _token(text: str, language: str) -> AnalyzedToken:
    (token,) = _analyzer().tokens(text, language)
    return token


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("nl", "broek broeken"),
        ("nl", "jas jassen"),
        ("nl", "zwart zwarte"),
        ("nl-BE", "glas glazen"),
        ("da", "jakke jakker"),
        ("da", "bog bøger"),
        ("nb", "lampe lamper"),
        ("no", "stol stoler"),
        ("sv", "klänning klänningar"),
        ("sv", "röd röda"),
        ("fr", "manteau manteaux"),
        ("fr", "bleu bleues bleus"),
        ("fr", "étagère étagères"),
        ("it", "camicia camicie"),
        ("it", "rosso rossa rossi"),
        ("es", "pantalón pantalones"),
        ("es", "azul azules"),
        ("pt", "calção calções"),
        ("pl", "sukienka sukienki"),
        ("cs", "bunda bundy"),
        ("fi", "kenkä kengät"),
        ("hu", "cipő cipők"),
        ("ro", "rochie rochii"),
    ],
)
def test_inflections_share_a_stem(language: str, words: str) -> None:
    assert len({_token(word, language).stem for word in words.split()}) == 1


@pytest.mark.parametrize(
    ("language", "word", "parts"),
    [
        ("nl", "damesschoenen", ("dames", "schoenen")),
        ("nl", "boekenkast", ("boeken", "kast")),
        ("nl", "keukentafel", ("keuken", "tafel")),
        ("da", "køkkenbord", ("køkken", "bord")),
        ("da", "regnjakke", ("regn", "jakke")),
        ("nb", "bokhylle", ("bok", "hylle")),
        ("sv", "kvinnokläder", ("kvinno", "kläder")),
        ("sv", "vinglas", ("vin", "glas")),
        ("fi", "viinilasi", ("viini", "lasi")),
        ("fi", "kirjahylly", ("kirja", "hylly")),
    ],
)
def test_compounds_are_split(language: str, word: str, parts: tuple[str, ...]) -> None:
    assert _token(word, language).parts == parts


@pytest.mark.parametrize(
    ("language", "word"),
    [
        ("nl", "handschoenen"),
        ("nl", "koelkast"),
        ("da", "handsker"),
        ("sv", "handskar"),
        ("fi", "jääkaappi"),
        ("fr", "portefeuille"),
    ],
)
def test_single_things_stay_whole(language: str, word: str) -> None:
    assert _token(word, language).parts == ()


def test_accents_may_be_left_out_where_the_catalogue_has_them() -> None:
    lexicon = Lexicon.build([CatalogText("fr", ("Étagère murale",)), CatalogText("es", ("Pantalón vaquero",))])
    analyzer = Analyzer(lexicon)
    for language, typed, meant in (("fr", "etageres", "étagères"), ("es", "pantalon", "pantalón")):
        one, other = (analyzer.tokens(text, language)[0] for text in (typed, meant))
        assert one.exact == other.exact
    assert analyzer.tokens("etagere", "fr")[0].stem == analyzer.tokens("étagère", "fr")[0].stem


def test_a_language_without_an_entry_is_folded_and_not_stemmed() -> None:
    assert _token("Kleidjies", "af").stem == "kleidjies"


@pytest.mark.parametrize("code", sorted(TABLES))
def test_every_entry_speaks(code: str) -> None:
    language = make_language(code)
    assert language.stem("auto")
    assert not language.knows("xqzwxq")


def test_made_up_languages_share_one_plain_reading_and_cost_the_shops_own_nothing() -> None:
    analyzer = Analyzer(Lexicon.build([CatalogText("de", ("Sonnenhut",)), CatalogText("eo", ("ĉapelo",))]))
    (before,) = analyzer.tokens("strohhut", "de")
    for code in (f"x{letter}" for letter in "abcdefghijklmnopqrstuvwxyz"):
        assert [token.stem for token in analyzer.tokens("Éclairs", code)] == ["eclairs"]
    (after,) = analyzer.tokens("strohhut", "de")
    # The very same token: German was neither made nor asked again.
    assert after is before
    assert analyzer.knows_word("ĉapelo", "eo")
    assert not analyzer.knows_word("ĉapelo", "xa")
