"""For whom a compound is, in the languages that write words together."""

from __future__ import annotations

import pytest

from service.analysis.analyzer import Analyzer
from service.analysis.lexicon import CatalogText, Lexicon
from service.query.audience import named_audience
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
