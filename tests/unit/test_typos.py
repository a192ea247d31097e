"""Lists of typos from a catalogue's words, and the figures over them by numbers worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest

from service.analysis.analyzer import Analyzer
from service.evaluation.catalogue_words import CatalogueWords
from service.evaluation.typos import Place, Typo, TypoQuality, draw_typos, judge_correction, summarise_typos
from service.keeper.learning import learn
from service.types import Product
from tests.harness.builders import product

SEED = 5
TITLES = ("Holztisch", "Holzregal", "Glasvase", "Esstisch", "Wandregal", "Vase", "Tisch", "Regal", "Wand", "Holz")


@pytest.fixture(scope="module")
def products() -> list[Product]:
    plain = [product(f"{title}{n}", title=title, brands=("Klarholm",)) for title in TITLES for n in range(3)]
    of_glass = [
        product(f"glass{n}", title="Tisch Klarholm", materials=("Glas",), categories=("Tische",)) for n in range(3)
    ]
    return [*plain, *of_glass, product("rare", title="Paravent")]


@pytest.fixture(scope="module")
def words(products: list[Product]) -> CatalogueWords:
    return CatalogueWords(Analyzer(learn(lambda: products, "de").lexicon), "de", lambda word: word == "fisch")


def test_common_words_are_those_of_three_products_without_brands(words: CatalogueWords) -> None:
    common = words.common()
    assert {"tisch", "glasvase", "holz"} <= set(common)
    assert {"paravent", "klarholm"}.isdisjoint(common)


def test_an_unseen_compound_has_both_parts_in_one_product_and_is_no_word_of_the_catalogue(
    words: CatalogueWords, products: list[Product]
) -> None:
    assert words.unseen_compounds(products) == ["glastisch"]


@pytest.mark.parametrize("typed", ["tische", "fisch", "vase"])
def test_another_form_and_another_word_are_no_typos(words: CatalogueWords, typed: str) -> None:
    assert not words.is_typo_of(typed, "tisch")
    assert words.is_typo_of("tixch", "tisch")


def test_a_compound_of_another_form_of_its_first_part_is_no_typo(words: CatalogueWords) -> None:
    assert not words.is_typo_of("wändetisch", "wandtisch")
    assert words.is_typo_of("wanttisch", "wandtisch")


def test_words_and_compounds_are_drawn_with_none_one_and_two_typos(
    words: CatalogueWords, products: list[Product]
) -> None:
    print(f"seed {SEED}")
    typos = draw_typos(products, words, np.random.default_rng(SEED))
    assert {(typo.place, typo.n_typos) for typo in typos} == {(place, n) for place in Place for n in (0, 1, 2)}
    assert all((typo.typed == typo.word) == (typo.n_typos == 0) for typo in typos)
    assert all(len(typo.word) >= 8 for typo in typos if typo.n_typos == 2)
    assert typos == draw_typos(products, words, np.random.default_rng(SEED))


def test_another_form_of_the_word_is_a_right_correction(words: CatalogueWords) -> None:
    typo = Typo("tisch", "tixch", Place.WORD, 1)
    assert judge_correction(typo, "Tisch", words).right
    assert judge_correction(typo, "tische", words).right
    assert not judge_correction(typo, "vase", words).right
    assert not judge_correction(typo, "", words).right


def test_a_right_word_has_to_stay(words: CatalogueWords) -> None:
    assert judge_correction(Typo("tisch", "tisch", Place.WORD, 0), "", words).right
    assert not judge_correction(Typo("tisch", "tisch", Place.WORD, 0), "tische", words).right


def test_the_figures_are_shares_of_each_list(words: CatalogueWords) -> None:
    word, compound = Place.WORD, Place.COMPOUND
    quality = summarise_typos(
        [
            judge_correction(Typo("tisch", "tixch", word, 1), "tisch", words),
            judge_correction(Typo("vase", "vade", word, 1), "", words),
            judge_correction(Typo("glastisch", "glastisxh", compound, 1), "glastisch", words),
            judge_correction(Typo("glasvase", "glsvasr", word, 2), "regal", words),
            judge_correction(Typo("tisch", "tisch", word, 0), "", words),
            judge_correction(Typo("vase", "vase", word, 0), "", words),
            judge_correction(Typo("wand", "wand", word, 0), "vase", words),
            judge_correction(Typo("glastisch", "glastisch", compound, 0), "", words),
        ]
    )
    assert quality == TypoQuality(
        first_correction_right=2 / 4,
        words_1=1 / 2,
        words_2=0.0,
        compounds_1=1.0,
        compounds_2=None,
        false_alarms=1 / 4,
    )
