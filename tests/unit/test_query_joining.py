"""Words that the catalogue writes together, apart or with a hyphen ask for the same in every spelling."""

from __future__ import annotations

import pytest

from service.analysis.analyzer import Analyzer
from service.query.facets import FacetLexicon, FacetValue
from service.query.parsed import ParsedQuery
from service.query.understand import understand
from tests.harness import wording

TITLES = (
    "Sonnenbrille",
    "Kaffeekanne",
    "Kaffee",
    "Kanne",
    "T-Shirt",
    "Handschuhe",
    "Smartwatch",
    "Smart Watch",
    "E-Bike",
    "Kinderwagen",
    "Damenschuhe",
    "Jeansblau",
    "Jeans",
    "Sonne",
    "Brille",
)
ANALYZER = Analyzer(wording.lexicon(TITLES))
FACETS = FacetLexicon.build(
    [FacetValue("color", "Blau", 5), FacetValue("category", "Jeans", 5)],
    analyzer=ANALYZER,
    languages=["de"],
    neighbours={"de": [("smart", "watch")]},
)


def _read(text: str, *, typing: bool = False) -> ParsedQuery:
    return understand(text, "de", ANALYZER, FACETS, as_you_type=typing)


def _ways(text: str) -> list[set[tuple[str, ...]]]:
    """What each unit asks for: the stems of its alternatives."""
    return [{tuple(term.stem for term in terms) for terms in unit.alternatives} for unit in _read(text).units]


@pytest.mark.parametrize(
    "spellings",
    [
        ("Kaffeekanne", "kaffee kanne", "Kaffee-Kanne", "kaffee kannen"),
        ("Sonnenbrille", "sonne brille", "sonnen brille"),
        ("T-Shirt", "t shirt", "tshirt", "t-shirts", "t shirts"),
        ("Smartwatch", "smart watch"),
        ("E-Bike", "e bike", "ebike"),
    ],
)
def test_every_spelling_asks_for_the_same(spellings: tuple[str, ...]) -> None:
    asked = [_ways(spelling) for spelling in spellings]
    assert all(len(units) == 1 for units in asked), asked
    assert all(units == asked[0] for units in asked), asked


@pytest.mark.parametrize(
    ("one", "other"),
    [("Kanne 2l", "Kanne 2 l"), ("Kanne 1,5 Liter", "Kanne 1.5liter"), ("Kanne 20x30", "Kanne 20 x 30 cm")],
)
def test_a_number_and_its_measure_are_one(one: str, other: str) -> None:
    assert _ways(one) == _ways(other)
    assert len(_ways(one)) == 2


def test_joined_words_are_still_asked_for_as_they_were_typed() -> None:
    (unit,) = _read("hand schuhe").units
    assert unit.surface == "hand schuhe"
    assert [[term.exact for term in terms] for terms in unit.alternatives] == [["handschuhe"], ["hand", "schuhe"]]


def test_words_that_the_catalogue_writes_apart_stay_apart() -> None:
    assert [unit.surface for unit in _read("kanne sonne").units] == ["kanne", "sonne"]


def test_a_word_that_says_what_the_thing_is_like_does_not_join_it() -> None:
    assert [unit.surface for unit in _read("jeans blau").units] == ["jeans", "blau"]


def test_function_words_part_their_neighbours() -> None:
    assert [unit.surface for unit in _read("kaffee und kanne").units] == ["kaffee", "kanne"]


def test_an_audience_joins_only_what_is_no_audience_any_more() -> None:
    assert [unit.surface for unit in _read("kinder wagen").units] == ["kinder wagen"]
    assert [unit.surface for unit in _read("damen schuhe").units][-1] == "schuhe"


def test_a_half_typed_second_word_joins_too() -> None:
    (unit,) = _read("kaffee kan", typing=True).units
    assert any(term.prefix and term.exact == "kaffeekan" for terms in unit.alternatives for term in terms)
    assert [unit.surface for unit in _read("kaffee so", typing=True).units] == ["kaffee", "so"]


def test_what_stands_after_a_preposition_may_be_part_of_a_compound() -> None:
    head, described = _read("kanne für kaffee").units
    assert (head.alternatives[0][0].role, described.alternatives[0][0].role) == ("whole", "modifier")
