"""Whom a product is for, in a shop that rarely says so in its attributes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from service.types import SearchQuery
from tests.harness.builders import product
from tests.harness.indexed import IndexedShop

WOMEN, MEN = {"genders": ("women",), "age_groups": ("adult",)}, {"genders": ("men",), "age_groups": ("adult",)}


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[IndexedShop]:
    things = [product(f"thing{number}", title="Regal aus Holz") for number in range(12)]
    worn = [
        product("hers", title="Shorts", **WOMEN),
        product("his", title="Shorts", **MEN),
        product("theirs", title="Shorts", genders=("women",), age_groups=("kids",)),
        product("says-hers", title="Damenshorts"),
        product("says-his", title="Shorts für Herren"),
        product("says-both", title="Shorts für Damen und Herren"),
        product("says-theirs", title="Kindershorts"),
        product("silent", title="Shorts mit Gummibund"),
    ]
    with IndexedShop(tmp_path, [*things, *worn]) as opened:
        yield opened


def test_a_product_that_says_another_audience_in_its_title_is_kept_out(shop: IndexedShop) -> None:
    assert set(shop.found("Damenshorts")) == {"hers", "says-hers", "says-both", "silent"}
    assert set(shop.found("Shorts Herren")) == {"his", "says-his", "says-both", "silent"}
    assert set(shop.found("Kindershorts")) == {"theirs", "says-theirs", "silent"}


def test_a_product_that_says_nothing_stands_behind_those_that_do(shop: IndexedShop) -> None:
    assert shop.found("Damenshorts")[-1] == "silent"


def test_things_for_children_are_for_girls_and_boys(shop: IndexedShop) -> None:
    assert "says-theirs" in shop.found("Mädchenshorts")
    assert "says-theirs" in shop.found("Shorts für Jungen")


def test_an_unfinished_word_shows_none_who_do_not_say_whom_they_are_for(shop: IndexedShop) -> None:
    assert set(shop.found(SearchQuery("Damensh", as_you_type=True))) == {"hers", "says-hers", "says-both"}
