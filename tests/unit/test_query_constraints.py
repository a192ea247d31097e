"""Sizes and negations in a query become constraints, and what they were read from asks for nothing else."""

from __future__ import annotations

import pytest

from service.query.facets import FacetLexicon, FacetValue
from service.query.negation import find_negation
from service.query.parsed import NamedSlot, ParsedQuery, Role
from service.query.understand import understand
from tests.harness import wording

FACETS = wording.facets()
MEASURED = FacetLexicon.build(
    [FacetValue("size", "90 cm", 4), FacetValue("size", "100 cm", 4)], analyzer=wording.analyzer(), languages=["de"]
)


def _read(text: str, *, typing: bool = False) -> ParsedQuery:
    return understand(text, "de", wording.analyzer(), FACETS, as_you_type=typing)


def _size(parsed: ParsedQuery) -> NamedSlot | None:
    return next((slot for slot in parsed.slots if slot.slot == "size"), None)


def _surfaces(parsed: ParsedQuery) -> list[str]:
    return [unit.surface for unit in parsed.units]


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("Schuhe Größe 42", ("42",)),
        ("Schuhe gr. 42", ("42",)),
        ("Größe 42 Schuhe", ("42",)),
        ("Schuhe size 42", ("42",)),
        ("Schuhe Größe 41-42", ("42",)),
    ],
)
def test_a_size_after_its_word_is_required(text: str, values: tuple[str, ...]) -> None:
    parsed = _read(text)
    size = _size(parsed)
    assert _surfaces(parsed) == ["schuhe"]
    assert size
    assert (size.values, size.hard) == (values, True)
    assert not parsed.audience


def test_a_size_that_no_product_carries_is_looked_for_as_a_word() -> None:
    parsed = _read("Schuhe Größe 39")
    assert _surfaces(parsed) == ["schuhe", "39"]
    assert _size(parsed) is None


@pytest.mark.parametrize("text", ["Shorts 90 cm", "Shorts 90cm"])
def test_a_number_and_its_measure_name_a_size_together_or_apart(text: str) -> None:
    shorts, size = understand(text, "de", wording.analyzer(), MEASURED).units
    assert [(token.slot, token.value) for token in size.slots] == [("size", "90 cm")]
    assert not shorts.slots


@pytest.mark.parametrize("text", ["Shorts Größe 100 cm", "Shorts Größe 100cm", "Shorts Größe 100"])
def test_what_a_named_size_is_measured_in_is_no_word(text: str) -> None:
    parsed = understand(text, "de", wording.analyzer(), MEASURED)
    size = _size(parsed)
    assert _surfaces(parsed) == ["shorts"]
    assert size
    assert (size.values, size.hard) == (("100 cm",), True)


@pytest.mark.parametrize("text", ["100% Leder", "100 % Leder"])
def test_a_number_with_a_percent_sign_is_no_size(text: str) -> None:
    parsed = understand(text, "de", wording.analyzer(), MEASURED)
    assert _surfaces(parsed) == ["100", "leder"]
    assert _size(parsed) is None


def test_what_is_no_size_is_a_word() -> None:
    parsed = _read("Schuhe Größe Leder")
    assert _surfaces(parsed) == ["schuhe", "leder"]
    assert _size(parsed) is None


def test_a_half_typed_size_is_none_until_the_catalogue_has_it() -> None:
    assert [_size(_read(f"Schuhe Größe {typed}", typing=True)) is None for typed in ("4", "42")] == [True, False]


@pytest.mark.parametrize(
    ("text", "wanted", "unwanted"),
    [
        ("Jacke ohne Kapuze", ["jacke"], ["kapuze"]),
        ("Jacke ohne eine Kapuze", ["jacke"], ["kapuze"]),
        ("Jacke ohne Kapuze und Gummibund", ["jacke"], ["kapuze", "gummibund"]),
        ("Jacke ohne Kapuze und mit Gummibund", ["jacke", "gummibund"], ["kapuze"]),
        ("Jacke nicht aus Leder", ["jacke"], ["leder"]),
        ("Jacke keine Kapuze Leder", ["jacke", "leder"], ["kapuze"]),
        ("Jacke nicht rot", ["jacke"], ["rot"]),
        ("ohne Kapuze", [], ["kapuze"]),
        ("Jacke ohne", ["jacke"], []),
        ("Jacke -rot", ["jacke"], ["rot"]),
        ("-Kapuze Jacke", ["jacke"], ["kapuze"]),
        ("T-Shirt - rot", ["t-shirt", "rot"], []),
        ("Jacke -42", ["jacke", "42"], []),
        ("Duft No 5", ["duft", "no", "5"], []),
        ("Jacke mit Kapuze", ["jacke", "kapuze"], []),
    ],
)
def test_what_follows_a_negation_is_excluded(text: str, wanted: list[str], unwanted: list[str]) -> None:
    parsed = _read(text)
    assert (_surfaces(parsed), [unit.surface for unit in parsed.excluded]) == (wanted, unwanted)


def test_an_excluded_word_is_meant_wherever_it_stands_and_by_its_facet_values() -> None:
    (hood,) = _read("Jacke ohne Kapuze").excluded
    assert hood.alternatives[0][0].role is Role.MODIFIER
    (red,) = _read("Jacke nicht rot").excluded
    assert {token.value for token in red.slots} == {"Rot", "Dunkelrot"}


def test_who_wants_no_flowers_wants_no_flower_pattern() -> None:
    facets = FacetLexicon.build([FacetValue("pattern", "Geblümt", 4)], analyzer=wording.analyzer(), languages=["de"])
    (flowers,) = understand("Shorts ohne Blumen", "de", wording.analyzer(), facets).excluded
    assert [token.value for token in flowers.slots] == ["Geblümt"]


def test_an_audience_can_be_excluded() -> None:
    parsed = _read("Schuhe nicht für Kinder")
    assert not parsed.audience
    assert [(token.slot, token.value) for token in parsed.excluded[0].slots] == [("age_group", "kids")]


def test_a_title_says_what_a_product_lacks() -> None:
    tokens = wording.analyzer().tokens("Tee ohne Zucker und Milch, mit Honig", "de")
    assert [tokens[place].surface for place in find_negation(tokens, "de").negated] == ["zucker", "milch"]


def test_a_price_is_no_unit_and_the_last_word_before_it_is_finished() -> None:
    parsed = _read("Leder unter 50", typing=True)
    assert _surfaces(parsed) == ["leder"]
    assert [named.high for named in parsed.ranges] == [50]
    assert not any(term.prefix for terms in parsed.units[0].alternatives for term in terms)


def test_english_is_read_by_tables_of_the_same_shape() -> None:
    parsed = understand("jacket without hood or belt under 50 size 42", "en", wording.analyzer(), FACETS)
    assert _surfaces(parsed) == ["jacket"]
    assert [unit.surface for unit in parsed.excluded] == ["hood", "belt"]
    assert [named.high for named in parsed.ranges] == [50]
    size = _size(parsed)
    assert size
    assert size.values == ("42",)
