"""Whom a product is for, read from its words where its attributes are silent."""

from __future__ import annotations

import pytest

from service.query.product_audience import with_said_audience
from service.types import Product
from tests.harness import wording
from tests.harness.builders import product


def _read(title: str, **fields: object) -> tuple[tuple[str, ...], tuple[str, ...]]:
    given: Product = product("p", title=title, **{"genders": (), "age_groups": (), "categories": (), **fields})
    read = with_said_audience(given, wording.analyzer(), "de")
    return read.genders, read.age_groups


@pytest.mark.parametrize(
    ("title", "genders", "age_groups"),
    [
        ("Damenshorts Lina", ("women",), ("adult",)),
        ("Shorts für Herren", ("men",), ("adult",)),
        ("Mädchen Shorts", ("women",), ("kids",)),
        ("Kinder-Shorts für Jungen", ("men",), ("kids",)),
        ("Shorts für Damen und Herren", ("women", "men"), ("adult",)),
        ("Kindershorts", ("unisex",), ("kids",)),
        ("Shorts", (), ()),
    ],
)
def test_the_title_says_it(title: str, genders: tuple[str, ...], age_groups: tuple[str, ...]) -> None:
    assert _read(title) == (genders, age_groups)


def test_the_category_says_what_the_title_does_not() -> None:
    assert _read("Shorts Lina", categories=("Damen > Shorts",)) == (("women",), ("adult",))
    assert _read("Shorts für Kinder", categories=("Jungen > Shorts",)) == (("men",), ("kids",))


def test_what_the_shop_states_stays() -> None:
    assert _read("Damenshorts", genders=("unisex",)) == (("unisex",), ("adult",))
    assert _read("Damenshorts", genders=("men",), age_groups=("kids",)) == (("men",), ("kids",))
