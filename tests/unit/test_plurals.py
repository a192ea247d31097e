"""Pairs of singular and plural that a catalogue puts side by side, and the figures over them."""

from __future__ import annotations

import pytest

from service.evaluation.plurals import (
    PluralPair,
    PluralQuality,
    judge_plural,
    plural_pairs,
    summarise_plurals,
)
from service.types import Product
from tests.harness.builders import product

PAIR = PluralPair("tisch", "tische", stated=True)


def shelved(title: str, category: str, n: int = 2) -> list[Product]:
    return [product(f"{title}{number}", title=title, categories=(f"Alles > {category}",)) for number in range(n)]


def pairs(products: list[Product], language: str = "de") -> list[tuple[str, str]]:
    return [(pair.singular, pair.plural) for pair in plural_pairs(products, language)]


@pytest.mark.parametrize(
    ("singular", "plural"),
    [
        ("Tisch", "Tische"),
        ("Stuhl", "Stühle"),
        ("Tuch", "Tücher"),
        ("Mantel", "Mäntel"),
        ("Baum", "Bäume"),
        ("Bild", "Bilder"),
        ("Vase", "Vasen"),
        ("Uhr", "Uhren"),
        ("Sofa", "Sofas"),
        ("Kundin", "Kundinnen"),
        ("Zeugnis", "Zeugnisse"),
    ],
)
def test_title_and_category_give_a_pair_either_way_round(singular: str, plural: str) -> None:
    expected = [(singular.lower(), plural.lower())]
    assert pairs(shelved(f"{singular} rund", plural)) == expected
    assert pairs(shelved(f"Runde {plural}", singular)) == expected


@pytest.mark.parametrize(("title", "category"), [("Tisch", "Tischlein"), ("Bett", "Decke"), ("Tische", "Tische")])
def test_other_words_side_by_side_are_no_pair(title: str, category: str) -> None:
    assert pairs(shelved(title, category)) == []


def test_one_product_is_not_enough_and_words_without_a_capital_are_no_nouns() -> None:
    assert pairs(shelved("Tisch", "Tische", n=1)) == []
    assert pairs(shelved("Decke weich", "Weiche Sachen")) == []


def test_a_compound_gives_the_pair_of_the_word_it_ends_in() -> None:
    products = [*shelved("Tisch", "Tische"), *shelved("Gartentisch", "Garten", n=1), *shelved("Bartische", "Bar", n=1)]
    found = plural_pairs(products, "de")
    assert [(pair.singular, pair.plural, pair.stated) for pair in found] == [
        ("bartisch", "bartische", False),
        ("gartentisch", "gartentische", False),
        ("tisch", "tische", True),
    ]


def test_english_plurals_have_their_own_endings() -> None:
    products = [*shelved("small box", "Boxes"), *shelved("Battery", "Batteries"), *shelved("Lamp", "Lamps")]
    assert pairs(products, "en") == [("battery", "batteries"), ("box", "boxes"), ("lamp", "lamps")]


def test_a_pair_is_found_if_95_percent_of_the_larger_set_are_the_same() -> None:
    hundred = {str(number) for number in range(100)}
    assert judge_plural(PAIR, hundred, hundred - {"1", "2", "3", "4", "5"}).found
    assert not judge_plural(PAIR, hundred - {"1", "2", "3", "4", "5", "6"}, hundred).found
    assert not judge_plural(PAIR, set(), set()).found


def test_the_figures_are_shares_of_all_pairs_and_of_each_origin() -> None:
    inferred = PluralPair("gartentisch", "gartentische", stated=False)
    found = [judge_plural(pair, {"a"}, {"a"}) for pair in (PAIR, PAIR, inferred)]
    quality = summarise_plurals([*found, judge_plural(inferred, {"a"}, {"b"})])
    assert quality == PluralQuality(pairs_found=3 / 4, stated_found=1.0, inferred_found=1 / 2)
    assert summarise_plurals([]) == PluralQuality(None, None, None)
