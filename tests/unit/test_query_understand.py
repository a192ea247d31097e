"""A query is read as units and named slots; spellings that ask for the same are read the same."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.limits import MAX_QUERY_CHARS, MAX_QUERY_TERMS
from service.query.parsed import NamedSlot, ParsedQuery, Role
from service.query.understand import understand
from tests.harness import wording

FACETS = wording.facets()


def _read(text: str, language: str = "de", *, typing: bool = False) -> ParsedQuery:
    return understand(text, language, wording.analyzer(), FACETS, as_you_type=typing)


def _slot(parsed: ParsedQuery, name: str) -> NamedSlot | None:
    return next((slot for slot in parsed.slots if slot.slot == name), None)


def _values(parsed: ParsedQuery, name: str) -> tuple[str, ...]:
    slot = _slot(parsed, name)
    return slot.values if slot else ()


@pytest.mark.parametrize(
    "spelling", ["Damen Shorts", "Shorts für Damen", "damenshorts", "Damen-Shorts", "die Shorts für die Damen"]
)
def test_a_compound_and_its_open_spellings_ask_for_the_same(spelling: str) -> None:
    assert _read(spelling) == _read("Damenshorts")


def test_an_audience_is_a_hard_slot_and_no_unit() -> None:
    parsed = _read("Damenshorts")
    gender = _slot(parsed, "gender")
    assert [unit.surface for unit in parsed.units] == ["shorts"]
    assert gender
    assert (gender.values, gender.also, gender.hard) == (("women",), ("unisex",), True)
    assert _values(parsed, "age_group") == ("adult",)


@pytest.mark.parametrize(
    ("text", "genders", "ages"),
    [
        ("Herren", ("men",), ("adult",)),
        ("Hose für Männer", ("men",), ("adult",)),
        ("Kinderschuhe", (), ("kids",)),
        ("Mädchen Kleid", ("women",), ("kids",)),
        ("Jungenhose", ("men",), ("kids",)),
        ("women's shoes", ("women",), ("adult",)),
        ("Damen und Herren", ("women", "men"), ("adult",)),
        ("Unisex", ("unisex",), ()),
        ("Kindergarten", (), ()),
        ("Damast", (), ()),
        ("Mannheim", (), ()),
    ],
)
def test_words_for_audiences_name_the_canonical_values_that_the_catalogue_carries(
    text: str, genders: tuple[str, ...], ages: tuple[str, ...]
) -> None:
    parsed = _read(text)
    assert (_values(parsed, "gender"), _values(parsed, "age_group")) == (genders, ages)


def test_an_audience_alone_is_a_query_without_units() -> None:
    parsed = _read("Damen")
    assert (parsed.units, parsed.head) == ((), None)
    assert parsed.slots


def test_where_attributes_say_nothing_an_audience_is_looked_for_in_the_text() -> None:
    facets = wording.facets(carries_audience=False)
    compound, apart = (understand(text, "de", wording.analyzer(), facets) for text in ("Damenshorts", "Damen Shorts"))
    assert compound == apart
    audience = compound.units[0]
    stems = {terms[0].stem for terms in audience.alternatives}
    assert {"dam", "frau"} <= stems
    assert all(terms[0].role is Role.MODIFIER for terms in audience.alternatives)
    assert compound.head == 1


def test_a_compound_is_looked_for_whole_and_by_all_of_its_parts() -> None:
    (unit,) = _read("Lederjacke").units
    whole, split = unit.alternatives
    assert [term.role for term in whole] == [Role.WHOLE]
    assert [(term.exact, term.role) for term in split] == [("leder", Role.MODIFIER), ("jacke", Role.HEAD)]
    assert [token.value for token in split[0].slots] == ["Leder"]


@pytest.mark.parametrize("text", ["Shorts rot oder dunkelrot", "rot oder dunkelrot Shorts", "rot or dunkelrot shorts"])
def test_values_of_one_slot_joined_by_or_are_one_unit_that_either_satisfies(text: str) -> None:
    parsed = _read(text)
    assert {unit.surface for unit in parsed.units} >= {"shorts"}
    (colour,) = [unit for unit in parsed.units if unit.surface != "shorts"]
    assert {token.value for token in colour.slots} == {"Rot", "Dunkelrot"}
    assert {"rot", "dunkelrot"} <= {way[0].exact for way in colour.alternatives}


@pytest.mark.parametrize("text", ["Shorts rot oder Leder", "Shorts rot dunkelrot", "Shorts rot und dunkelrot"])
def test_other_values_are_asked_for_together(text: str) -> None:
    assert len(_read(text).units) == 3


def test_pieces_of_a_spelling_are_looked_for_together() -> None:
    (unit,) = _read("256GB").units
    assert [[term.exact for term in terms] for terms in unit.alternatives] == [["256gb"], ["256", "gb"]]


@pytest.mark.parametrize(
    ("text", "slot", "values"),
    [
        ("rote Schuhe", "color", ("Dunkelrot", "Rot")),
        ("Lederjacke", "material", ("Leder",)),
        ("Jack Wolfskin Hose", "brand", ("Jack Wolfskin",)),
        ("Schuhe", "category", ("Damenschuhe",)),
        ("Schuhe 42", "size", ("42",)),
        ("Jacken und Mäntel", "category", ("Jacken & Mäntel",)),
        ("Jacken", "category", ()),
        ("Jacken rot Mäntel", "category", ()),
    ],
)
def test_words_of_facet_values_name_soft_slots(text: str, slot: str, values: tuple[str, ...]) -> None:
    parsed = _read(text)
    named = _slot(parsed, slot)
    assert _values(parsed, slot) == values
    assert named is None or not named.hard


def test_a_facet_value_satisfies_the_unit_that_names_it() -> None:
    colour = _read("rote Schuhe").units[0]
    assert {(token.slot, token.value) for token in colour.slots} == {("color", "Rot"), ("color", "Dunkelrot")}


@pytest.mark.parametrize(
    ("text", "head"),
    [
        ("Kleid rot", "kleid"),
        ("rotes Kleid", "kleid"),
        ("Hülle für Handy", "hülle"),
        ("Jack Wolfskin Hose", "hose"),
        ("Schuhe rot 42", "schuhe"),
        ("Shorts bequem", "shorts"),
        ("Damenschuhe 16gb", "schuhe"),
        ("Kissen 16gb", "kissen"),
        ("rot", "rot"),
    ],
)
def test_the_head_names_the_kind_of_thing(text: str, head: str) -> None:
    parsed = _read(text)
    assert parsed.head is not None
    assert parsed.units[parsed.head].surface == head


def test_function_words_ask_for_something_only_where_nothing_else_does() -> None:
    assert [unit.surface for unit in _read("die Hose mit dem Gürtel").units] == ["hose", "gürtel"]
    assert [unit.surface for unit in _read("für die").units] == ["für", "die"]


def test_what_is_said_twice_is_asked_for_once() -> None:
    assert _read("rote Hose rote Hose") == _read("rote Hose")


def test_a_brand_is_no_inflection_of_another_word() -> None:
    brand, jacket = _read("jack jacken").units
    assert brand.alternatives[0][0].stem != jacket.alternatives[0][0].stem


def test_work_is_bounded_whatever_is_sent() -> None:
    assert len(_read(" ".join(f"a{number}" for number in range(60))).units) == MAX_QUERY_TERMS
    assert _read("x" * MAX_QUERY_CHARS + " hose") == _read("x" * MAX_QUERY_CHARS)


def test_a_language_without_tables_is_read_plainly() -> None:
    assert [unit.surface for unit in _read("zapatos rojos", "es").units] == ["zapatos", "rojos"]


@given(st.text(max_size=60), st.booleans())
def test_any_text_has_a_defined_reading(text: str, typing: bool) -> None:
    parsed = _read(text, typing=typing)
    assert (parsed.head is None) == (not parsed.units)
    assert all(unit.alternatives and all(unit.alternatives) for unit in parsed.units)
