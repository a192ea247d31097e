"""A list of our own, of some 850 shop words split by hand, holds splitting to its quality, whatever the shop."""

from __future__ import annotations

from pathlib import Path

import pytest

from service.analysis.analyzer import Analyzer
from service.analysis.lexicon import CatalogText, Lexicon
from service.evaluation.compounds import WHOLE, Parts, judge_split, summarise_splits
from service.evaluation.files import read_gold

WORDS = read_gold(Path(__file__).parent.parent / "harness" / "compounds_de.tsv")
BRANDS = tuple(word.word for word in WORDS if word.kind == "brand")
# What a small shop sells, and foreign and cut-off words that real titles hold.
TITLES = (
    "Damenshorts",
    "Lederjacke mit Kapuze",
    "Sonnenbrille",
    "Tisch und Stuhl",
    "Crème de la nuit",
    "Son of Sam",
    "Nen Mer",
)


def _parts(analyzer: Analyzer, word: str) -> Parts:
    (token,) = analyzer.tokens(word, "de")
    return Parts(token.parts) if token.parts else WHOLE


@pytest.mark.parametrize("titles", [(), TITLES * 5], ids=["no catalogue", "small shop"])
def test_most_compounds_are_split_as_people_do_and_hardly_another_word_is_split(titles: tuple[str, ...]) -> None:
    analyzer = Analyzer(Lexicon.build(CatalogText("de", (text,), brands=BRANDS) for text in (*titles, "")))
    quality = summarise_splits([judge_split(word, _parts(analyzer, word.word)) for word in WORDS])
    assert (quality.exact or 0) >= 0.97
    assert (quality.false_splits or 0) <= 0.015
    assert (quality.opaque_splits or 0) <= 0.05


def test_compounds_are_split_alike_without_their_umlauts() -> None:
    analyzer = Analyzer(Lexicon())
    umlauts = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})
    compounds = [
        word.word.lower()
        for word in WORDS
        if not word.stays_whole and word.word.lower() != word.word.lower().translate(umlauts)
    ]
    alike = [
        len(_parts(analyzer, word)) == len(_parts(analyzer, word.translate(umlauts)))
        and analyzer.tokens(word, "de")[0].heads == analyzer.tokens(word.translate(umlauts), "de")[0].heads
        for word in compounds
    ]
    assert sum(alike) / len(alike) >= 0.95
