"""The facet lexicon learns what values are called, equally for equal catalogues."""

from __future__ import annotations

import msgspec
import pytest

from service.query.facets import FacetLexicon, FacetValue
from tests.harness import wording


def _learned(*values: FacetValue) -> FacetLexicon:
    return FacetLexicon.build(values, analyzer=wording.analyzer(), languages=["de"])


def _stem(word: str) -> str:
    return wording.analyzer().tokens(word, "de")[0].stem


def test_it_survives_serialisation() -> None:
    facets = wording.facets()
    assert FacetLexicon.from_bytes(facets.to_bytes()) == facets


def test_the_order_of_the_values_does_not_matter() -> None:
    one, other = FacetValue("color", "Rot", 3), FacetValue("brand", "Rot", 3)
    assert _learned(one, other).to_bytes() == _learned(other, one).to_bytes()


def test_bytes_of_anything_else_are_refused() -> None:
    with pytest.raises(msgspec.DecodeError):
        FacetLexicon.from_bytes(b"no facets")


def test_inflections_name_the_value() -> None:
    facets = _learned(FacetValue("color", "Rot", 3))
    assert [value.value for value in facets.readings([_stem("rotes")], "de-AT")] == ["Rot"]


def test_values_with_more_products_come_first_and_none_without() -> None:
    facets = _learned(FacetValue("color", "Braun", 3), FacetValue("brand", "Braun", 9), FacetValue("tag", "Braun", 0))
    assert [(value.slot, value.n_products) for value in facets.readings(["braun"], "de")] == [
        ("brand", 9),
        ("color", 3),
    ]


def test_the_head_of_a_colour_names_it_but_wool_is_no_cotton() -> None:
    facets = _learned(FacetValue("color", "Dunkelrot", 3), FacetValue("material", "Kunstleder", 3))
    assert [value.value for value in facets.readings([_stem("rot")], "de")] == ["Dunkelrot"]
    assert facets.readings([_stem("leder")], "de") == ()


def test_a_category_is_named_without_the_words_for_its_audience() -> None:
    facets = _learned(FacetValue("category", "Shorts für Damen", 3))
    assert [value.value for value in facets.readings([_stem("shorts")], "de")] == ["Shorts für Damen"]


def test_a_word_names_twelve_values_at_most() -> None:
    facets = _learned(
        *(FacetValue("category", f"{word}schuhe", 1) for word in ["Damen", "Herren", "Kinder", "Leder"] * 5)
    )
    assert len(facets.readings([_stem("schuhe")], "de")) == 12
