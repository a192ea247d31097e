"""A lexicon is equal for equal catalogues, survives serialisation, and never changes an answer by being cached."""

from __future__ import annotations

from random import Random

import msgspec
import pytest

from service.analysis.analyzer import Analyzer
from service.analysis.lexicon import CatalogText, Lexicon
from service.analysis.registry import make_language
from service.analysis.text import raw_token
from tests.harness import wording

TEXTS = [CatalogText("de", (title,), ("Leder",), f"Passt zu {title}.", ("Birkenstock",)) for title in wording.TITLES]


def test_the_order_of_the_catalogue_does_not_matter() -> None:
    shuffled = TEXTS.copy()
    Random(7).shuffle(shuffled)
    assert Lexicon.build(shuffled).to_bytes() == Lexicon.build(TEXTS).to_bytes()


def test_a_lexicon_survives_serialisation() -> None:
    lexicon = Lexicon.build(TEXTS)
    assert Lexicon.from_bytes(lexicon.to_bytes()) == lexicon


def test_another_catalogue_has_another_version() -> None:
    assert Lexicon.build(TEXTS).version != Lexicon.build(TEXTS[1:]).version


def test_bytes_of_anything_else_are_refused() -> None:
    with pytest.raises(msgspec.DecodeError):
        Lexicon.from_bytes(b"no lexicon")


def test_the_table_holds_what_analysis_would_say() -> None:
    lexicon = Lexicon.build(TEXTS)
    german = lexicon.languages["de"]
    counts = {**german.part_counts, **german.counts}
    analyzer = lexicon.word_analyzer(make_language("de"), counts)
    assert german.table == {word: analyzer.analyze(raw_token(word)) for word in german.counts}


def test_words_of_descriptions_teach_parts_but_are_no_completions() -> None:
    texts = [CatalogText("de", ("Hose",), description="Mit Zwickel")] * 3
    lexicon = Lexicon.build(texts)
    assert lexicon.languages["de"].part_counts["zwickel"] == 3
    assert not list(Analyzer(lexicon).completions("zwi", "de"))


def test_completions_come_in_the_order_of_the_alphabet() -> None:
    found = [token.surface for token in wording.analyzer().completions("sch", "de")]
    assert found == ["schuhe"]
    assert [token.surface for token in wording.analyzer().completions("damen", "de")] == ["damen", "damenshorts"]


def test_each_product_counts_a_word_once() -> None:
    lexicon = Lexicon.build([CatalogText("de", ("Rote Hose", "Hose"), ("Hose",))])
    assert lexicon.languages["de"].counts["hose"] == 1
