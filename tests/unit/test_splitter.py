"""Compounds are split by the shop's own words; what a shop must keep whole stays whole."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.analysis.german import German
from service.analysis.splitter import Splitter
from service.analysis.vocabulary import Reading, Vocabulary

WORDS = [
    "damen",
    "herren",
    "kinder",
    "shorts",
    "short",
    "hose",
    "jacke",
    "leder",
    "chino",
    "brille",
    "sonne",
    "wolle",
    "socke",
    "regen",
    "lampe",
    "tisch",
    "uhr",
]


def _splitter(words: list[str]) -> Splitter:
    rules = German().compounds
    return Splitter(rules, Vocabulary(Counter(dict.fromkeys(words, 10)), rules))


SHOP, EMPTY = _splitter(WORDS), _splitter([])


def _parts(splitter: Splitter, word: str) -> tuple[str, ...]:
    return tuple(part.word for part in splitter.split(word))


@pytest.mark.parametrize(
    ("word", "parts"),
    [
        ("damenshorts", ("damen", "shorts")),
        ("herrenlederjacke", ("herren", "lederjacke")),
        ("lederjacke", ("leder", "jacke")),
        ("chinohose", ("chino", "hose")),
        ("sonnenbrille", ("sonne", "brille")),
        ("wollsocken", ("wolle", "socken")),
        ("damenuhr", ("damen", "uhr")),
        ("tischlampe", ("tisch", "lampe")),
    ],
)
def test_a_compound_is_split_into_the_shops_words(word: str, parts: tuple[str, ...]) -> None:
    assert _parts(SHOP, word) == parts


@pytest.mark.parametrize("word", ["handschuhe", "kühlschränke", "baumwolle", "kindergarten", "ohrringe"])
def test_words_that_are_one_thing_to_a_shop_stay_whole(word: str) -> None:
    splitter = _splitter([*WORDS, "hand", "schuhe", "schrank", "kühl", "garten", "ring", "ringe", "ohr", "baum"])
    assert splitter.split(word) == ()


def test_an_exception_is_one_part_of_a_longer_word() -> None:
    assert _parts(_splitter([*WORDS, "hand", "schuhe"]), "lederhandschuhe") == ("leder", "handschuhe")


@pytest.mark.parametrize("word", ["karaffe", "krawatte", "kommode", "kleider", "hosen", "unterwegs", "rot", "mannheim"])
def test_simple_words_and_inflections_stay_whole(word: str) -> None:
    assert SHOP.split(word) == ()
    assert EMPTY.split(word) == ()


@pytest.mark.parametrize(
    ("word", "parts"),
    [
        ("kinderschuhe", ("kinder", "schuhe")),
        ("lederjacke", ("leder", "jacke")),
        ("glaskugel", ("glas", "kugel")),
        ("saftgläser", ("saft", "gläser")),
        ("sprühflasche", ("sprühen", "flasche")),
        ("thermokleidung", ("thermo", "kleidung")),
        ("sesamöl", ("sesam", "öl")),
        ("tiefseetaucher", ("tiefsee", "taucher")),
        ("schneckenhäuser", ("schnecken", "häuser")),
        ("moosgrünes", ("moos", "grünes")),
    ],
)
def test_without_a_catalogue_the_general_lexicon_splits_clear_compounds(word: str, parts: tuple[str, ...]) -> None:
    assert _parts(EMPTY, word) == parts


@pytest.mark.parametrize("word", ["windschnittig", "salzarm", "kniehoch", "reißfest", "staubdicht", "schweißtreibend"])
def test_an_adjective_is_no_kind_of_its_last_part(word: str) -> None:
    assert _splitter([*WORDS, "arm", "hoch", "fest", "dicht", "wind", "salz", "knie", "staub"]).split(word) == ()


@pytest.mark.parametrize("word", ["lampignon", "tischa", "sandele", "lederin", "regenita", "brillia"])
def test_short_words_of_the_shop_do_not_break_unknown_ones(word: str) -> None:
    assert _splitter([*WORDS, "ele", "ita", "ia", "pig", "non", "sand", "in"]).split(word) == ()


@given(st.lists(st.sampled_from([*WORDS, "s", "n", "en", "x"]), min_size=1, max_size=6).map("".join))
def test_parts_cover_the_word_from_end_to_end(word: str) -> None:
    parts = SHOP.split(word)
    if parts:
        assert len(parts) > 1
        assert [part.start for part in parts] == [0, *(part.end for part in parts[:-1])]
        assert parts[-1].end == len(word)


class _CountingVocabulary(Vocabulary):
    n_readings = 0

    def as_head(self, piece: str) -> Reading | None:
        self.n_readings += 1
        return super().as_head(piece)

    def as_modifier(self, piece: str) -> Reading | None:
        self.n_readings += 1
        return super().as_modifier(piece)


@given(st.lists(st.sampled_from([*WORDS, "enen", "nnn", "xyz"]), min_size=4, max_size=12).map("".join))
def test_the_work_for_a_word_is_bounded(word: str) -> None:
    rules = German().compounds
    vocabulary = _CountingVocabulary(Counter(dict.fromkeys(WORDS, 10)), rules)
    Splitter(rules, vocabulary).split(word)
    assert vocabulary.n_readings <= 32 * 18
