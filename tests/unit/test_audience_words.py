"""The words that shops write for whom a product is, in any language, mean the interface's own values."""

from __future__ import annotations

import pytest

from service.catalog.audience import AGE_GROUPS, GENDERS, audience_values
from service.catalog.audience_words import AUDIENCE_WORDS
from service.query.words import query_words


@pytest.mark.parametrize(
    ("text", "genders"),
    [
        ("Frauen", ("women",)),
        ("DAMES", ("women",)),
        ("femme", ("women",)),
        ("donna", ("women",)),
        ("mujer", ("women",)),
        ("mulher", ("women",)),
        ("kvinnor", ("women",)),
        ("kvinder", ("women",)),
        ("kobieta", ("women",)),
        ("naisten", ("women",)),
        ("ženy", ("women",)),
        ("heren", ("men",)),
        ("homme", ("men",)),
        ("uomo", ("men",)),
        ("hombre", ("men",)),
        ("homem", ("men",)),
        ("herr", ("men",)),
        ("mænd", ("men",)),
        ("menn", ("men",)),
        ("mężczyzna", ("men",)),
        ("mezczyzna", ("men",)),
        ("miesten", ("men",)),
        ("muži", ("men",)),
        ("niños", ("men",)),
        ("Mädchen", ("women",)),
        ("unissex", ("unisex",)),
        ("Damen/Herren", ("women", "men")),
        ("Damen, Mädchen", ("women",)),
    ],
)
def test_genders_of_twelve_languages_are_known(text: str, genders: tuple[str, ...]) -> None:
    assert audience_values(text, GENDERS) == genders


@pytest.mark.parametrize(
    ("text", "age_groups"),
    [
        ("bambini", ("kids",)),
        ("barn", ("kids",)),
        ("dzieci", ("kids",)),
        ("dětské", ("kids",)),
        ("bébé", ("infant",)),
        ("peuter", ("toddler",)),
        ("vauva", ("infant",)),
        ("nyfödd", ("newborn",)),
        ("recién nacido", ("newborn",)),
        ("volwassenen", ("adult",)),
        ("dospělí", ("adult",)),
        ("all ages", ()),
    ],
)
def test_age_groups_of_twelve_languages_are_known(text: str, age_groups: tuple[str, ...]) -> None:
    assert audience_values(text, AGE_GROUPS) == age_groups


@pytest.mark.parametrize("text", ["", " ", "/", "Zwerge", "Damen/Zwerge", "x" * 500])
def test_what_is_not_known_means_nothing(text: str) -> None:
    assert audience_values(text, GENDERS) is None


@pytest.mark.parametrize("code", sorted(AUDIENCE_WORDS))
def test_no_audience_word_of_a_language_is_one_that_asks_for_nothing(code: str) -> None:
    words = query_words(code)
    assert words.audiences
    assert not words.audiences.keys() & words.function_words


@pytest.mark.parametrize("code", sorted(AUDIENCE_WORDS))
def test_english_audiences_are_understood_in_every_language(code: str) -> None:
    assert query_words(code).audiences["women"] == query_words("en").audiences["women"]


def test_a_word_means_the_same_people_in_every_language_that_has_it() -> None:
    meant: dict[str, set[str]] = {}
    for table in AUDIENCE_WORDS.values():
        for group, words in table.items():
            for word in words.split():
                meant.setdefault(word, set()).add(group)
    assert [word for word, groups in meant.items() if len(groups) > 1] == []
