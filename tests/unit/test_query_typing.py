"""Half-typed words: the audience is understood as early as it is safe, and not earlier."""

from __future__ import annotations

import pytest

from service.analysis.analyzer import Analyzer
from service.query.parsed import ParsedQuery, Role
from service.query.understand import understand
from tests.harness import wording

FACETS = wording.facets()


def _typed(text: str, titles: tuple[str, ...] = wording.TITLES) -> ParsedQuery:
    analyzer = wording.analyzer() if titles == wording.TITLES else Analyzer(wording.lexicon(titles))
    return understand(text, "de", analyzer, FACETS, as_you_type=True)


def _genders(parsed: ParsedQuery) -> tuple[str, ...]:
    return tuple(value for slot in parsed.slots if slot.slot == "gender" for value in slot.values)


@pytest.mark.parametrize("titles", [("Damenshorts",), ("Shorts für Damen",), wording.TITLES])
@pytest.mark.parametrize("length", range(7, 12))
def test_every_beginning_of_damenshorts_from_the_seventh_letter_is_womens(titles: tuple[str, ...], length: int) -> None:
    parsed = _typed("Damenshorts"[:length], titles)
    assert _genders(parsed) == ("women",)
    (unit,) = parsed.units
    assert unit.surface == "damenshorts"[5:length]
    assert any(term.prefix and term.exact == unit.surface for terms in unit.alternatives for term in terms)


def test_one_letter_after_the_audience_counts_only_if_a_word_goes_on_like_this() -> None:
    assert _genders(_typed("damens")) == ("women",)
    assert _genders(_typed("herrenl")) == ("men",)
    assert _genders(_typed("herrens")) == ()


def test_the_audience_alone_is_understood_while_it_is_typed() -> None:
    assert _genders(_typed("Shorts Damen")) == ("women",)
    assert _genders(_typed("Dame")) == ()


@pytest.mark.parametrize("word", ["damast", "mannheim", "kindle", "jungle"])
def test_words_that_only_look_like_an_audience_raise_no_alarm(word: str) -> None:
    for length in range(1, len(word) + 1):
        assert not [slot for slot in _typed(word[:length]).slots if slot.hard], word[:length]


def test_a_catalogue_word_that_goes_on_otherwise_decides() -> None:
    titles = ("Kindergarten Buch", "Gartenschere", "Garten")
    assert not [slot for slot in _typed("kinderga", titles).slots if slot.hard]


def test_white_space_finishes_a_word() -> None:
    (unit,) = _typed("shor ").units
    assert not any(term.prefix for terms in unit.alternatives for term in terms)


def test_only_the_last_word_is_unfinished() -> None:
    first, last = _typed("leder sho").units
    assert not any(term.prefix for terms in first.alternatives for term in terms)
    assert any(term.prefix for terms in last.alternatives for term in terms)


def test_a_half_typed_compound_is_a_known_word_and_the_beginning_of_another() -> None:
    (unit,) = _typed("lederja").units
    modifier, head = unit.alternatives[-1]
    assert (modifier.exact, modifier.role, modifier.prefix) == ("leder", Role.MODIFIER, False)
    assert (head.exact, head.role, head.prefix) == ("ja", Role.HEAD, True)


def test_beginnings_are_folded_as_stems_and_exact_forms_are() -> None:
    (unit,) = _typed("gü").units
    (term,) = unit.alternatives[-1]
    assert (term.stem, term.exact) == ("gu", "gue")


def test_a_finished_word_is_found_by_its_stem_too_while_it_may_go_on() -> None:
    (unit,) = _typed("jacken").units
    assert unit.alternatives[0][0].stem == "jack"
