"""What products are like, as training reads it from the ledger and from files of attributes."""

from __future__ import annotations

import numpy as np

from service.bundle.item_traits import ItemTraits
from service.candidates.content import alike
from service.types import AttributeValues, ProductId
from tests.harness.builders import product
from training.content import attribute_traits, product_traits

LAMPS = [product(f"lamp{n}", title="Rote Lampe", categories=("Licht > Lampen",), price=10.0) for n in range(3)]
MUGS = [product(f"mug{n}", title="Blauer Becher", categories=("Küche > Becher",), price=10.0) for n in range(3)]


def likest(laid: ItemTraits, item: int) -> set[int]:
    """The items and newcomers that are more alike to an item than by chance."""
    found = alike(laid.traits, laid.products_of(np.array([item], np.int32)), np.ones(1, np.float32))
    items = laid.items_of(found.items)
    return set(items[found.scores > found.scores.max(initial=0) / 100].tolist())


def test_products_are_alike_by_words_values_and_attributes() -> None:
    plugs = [product(name, title=name, attributes={"socket": AttributeValues(text=("E27",))}) for name in ("x", "y")]
    products = [*LAMPS, *MUGS, *plugs]
    laid = product_traits(products, [each.id for each in products])
    assert likest(laid, 0) == {1, 2}
    assert likest(laid, 3) == {4, 5}
    assert likest(laid, 6) == {7}


def test_what_nobody_touched_is_a_newcomer() -> None:
    laid = product_traits([*MUGS, *LAMPS], [each.id for each in LAMPS])
    assert laid.product_of.size == len(LAMPS) + len(MUGS)
    assert likest(laid, 0) == {1, 2}


def test_what_is_not_in_the_catalogue_is_like_nothing() -> None:
    laid = product_traits(LAMPS, [*(each.id for each in LAMPS), ProductId("gone")])
    assert likest(laid, 3) == set()


def test_interactions_without_a_catalogue_leave_content_silent() -> None:
    assert likest(product_traits([], [ProductId("a"), ProductId("b")]), 0) == set()


def test_attributes_of_a_file_are_traits_of_items_and_newcomers() -> None:
    laid = attribute_traits({"a": ("1", "2", "1"), "b": ("1",), "c": ("2",)}, ["a", "b", "unknown"], ["c"])
    assert likest(laid, 0) == {1, 3}
    assert likest(laid, 2) == set()
