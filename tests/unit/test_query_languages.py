"""For whom a query is, in European languages: by a word, or by the beginning of a compound."""

from __future__ import annotations

import pytest

from service.analysis.analyzer import Analyzer
from service.analysis.lexicon import CatalogText, Lexicon
from service.query.audience import named_audience
from service.query.constraint_words import constraint_words
from service.query.facets import FacetLexicon, FacetValue
from service.query.understand import understand
from service.query.words import query_words


@pytest.mark.parametrize(
    ("code", "titles", "word", "kind", "rest"),
    [
        ("nl", "schoenen dames", "damesschoenen", "dames", "schoenen"),
        ("nl", "jas heren", "herenjas", "heren", "jas"),
        ("nl", "schoenen kinder", "kinderschoenen", "kinderen", "schoenen"),
        ("da", "shorts dame", "dameshorts", "dame", "shorts"),
        ("da", "sko børn", "børnesko", "børn", "sko"),
        ("sv", "skor dam", "damskor", "dam", "skor"),
        ("sv", "kläder barn", "barnkläder", "barn", "kläder"),
        ("nb", "jakke herre", "herrejakke", "herre", "jakke"),
        ("nb", "sko barn", "barnesko", "barn", "sko"),
        ("fi", "kengät naisten", "naistenkengät", "naisten", "kengät"),
        ("fi", "takki miesten", "miestentakki", "miesten", "takki"),
    ],
)
def test_the_beginning_of_a_compound_says_for_whom_it_is(
    code: str, titles: str, word: str, kind: str, rest: str
) -> None:
    analyzer = Analyzer(Lexicon.build(CatalogText(code, (title,)) for title in titles.split() * 6))
    [token], [plain] = analyzer.tokens(word, code), analyzer.tokens(kind, code)
    words = query_words(code)
    compound, alone = named_audience(token, words), named_audience(plain, words)
    assert compound
    assert alone
    assert (compound.audience, compound.rest) == (alone.audience, rest)


@pytest.mark.parametrize(
    ("code", "text", "genders", "rest"),
    [
        ("nl", "schoenen voor dames", ("women",), ["schoenen"]),
        ("fr", "des chaussures pour hommes", ("men",), ["chaussures"]),
        ("it", "scarpe da donna", ("women",), ["scarpe"]),
        ("es", "zapatos de hombre", ("men",), ["zapatos"]),
        ("pt", "sapatos para mulher", ("women",), ["sapatos"]),
        ("da", "sko til mænd", ("men",), ["sko"]),
        ("sv", "skor för kvinnor", ("women",), ["skor"]),
        ("nb", "sko til menn", ("men",), ["sko"]),
        ("no", "sko til menn", ("men",), ["sko"]),
        ("pl", "buty dla kobiet", ("women",), ["buty"]),
        ("pl", "męskie buty", ("men",), ["buty"]),
        ("fi", "kengät miehille", ("men",), ["kengät"]),
        ("cs", "boty pro ženy", ("women",), ["boty"]),
        ("cs", "pánské boty", ("men",), ["boty"]),
    ],
)
def test_an_audience_is_a_constraint_and_small_words_ask_for_nothing(
    code: str, text: str, genders: tuple[str, ...], rest: list[str]
) -> None:
    analyzer = Analyzer(Lexicon.build([CatalogText(code, (text,))]))
    values = [FacetValue("gender", gender, 1) for gender in ("women", "men")]
    facets = FacetLexicon.build(values, analyzer=analyzer, languages=[code])
    parsed = understand(text, code, analyzer, facets)
    assert [slot.values for slot in parsed.slots if slot.hard and slot.slot == "gender"] == [genders]
    assert [unit.surface for unit in parsed.units] == rest


def test_languages_without_tables_share_their_words_and_drive_no_other_out() -> None:
    german, bounds = query_words("de"), constraint_words("de")
    for number in range(100):
        assert query_words(f"x{number}") is query_words("xa")
        assert constraint_words(f"x{number}") is constraint_words("xa")
    assert query_words("de") is german
    assert constraint_words("de") is bounds
