"""The traits of products, read off the rows that the keeper publishes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from service.candidates.content import alike
from service.catalog.row import NamedValue
from service.catalog.traits import Traits
from service.retrieval.follower import IndexFollower
from service.types import AttributeValues, ProductId
from tests.harness.builders import product
from tests.harness.indexed import IndexedShop

LAMP = product("lamp", title="Rote Lampe", categories=("Licht > Lampen",), brands=("Luma",), price=10.0, sizes=("42",))


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[IndexedShop]:
    with IndexedShop(tmp_path / "index", [LAMP]) as shop:
        yield shop


def traits_of(shop: IndexedShop, number: int) -> set[NamedValue]:
    traits: Traits = shop.view.columns.traits
    names = {number: named for named, number in traits._numbers.items()}
    return {names[trait] for trait in traits.of(np.array([number], np.int32))[0].tolist()}


def test_values_words_and_price_band_are_traits_and_sizes_are_not(shop: IndexedShop) -> None:
    traits = traits_of(shop, 0)
    assert {("brand", "Luma"), ("category", "Licht"), ("category", "Licht > Lampen"), ("price_band", "7.59")} <= traits
    assert {key for key, _ in traits} == {"brand", "category", "price_band", "word"}


def test_attributes_are_traits(shop: IndexedShop) -> None:
    shop.history.put(product("plug", attributes={"socket": AttributeValues(text=("E27",))}))
    shop.publish()
    assert ("attributes.socket", "E27") in traits_of(shop, 1)


def test_a_changed_product_has_its_new_traits(shop: IndexedShop) -> None:
    shop.history.put(replace(LAMP, brands=("Nova",)))
    shop.publish()
    traits = traits_of(shop, 0)
    assert ("brand", "Nova") in traits
    assert ("brand", "Luma") not in traits


def test_a_new_stock_adds_nothing(shop: IndexedShop) -> None:
    n_entries = shop.view.columns.traits.n_entries
    shop.history.put(replace(LAMP, available_quantity=3))
    shop.publish()
    assert shop.view.columns.traits.n_entries == n_entries


def test_a_worker_that_followed_sixty_updates_proposes_what_one_that_starts_now_does(
    shop: IndexedShop, tmp_path: Path
) -> None:
    lamps = [replace(LAMP, id=ProductId(f"lamp{n}"), title=f"Lampe {'rot' if n % 2 else 'blau'}") for n in range(12)]
    for lamp in lamps:
        shop.history.put(lamp)
    shop.publish()
    for update in range(60):
        shop.history.put(replace(lamps[update % 5], price=5.0 + 3 * update))
        shop.publish()
    starting = IndexFollower(tmp_path / "index").poll()
    assert starting is not None
    found = [
        alike(view.columns.traits, np.array([number], np.int32), np.ones(1, np.float32))
        for number in range(12)
        for view in (shop.view, starting)
    ]
    proposed = [(each.items.tolist(), each.scores.tolist()) for each in found]
    assert proposed[::2] == proposed[1::2]


def test_a_deleted_product_does_no_harm(shop: IndexedShop) -> None:
    shop.history.delete("lamp")
    shop.history.put(product("mug"))
    shop.publish()
    assert traits_of(shop, 1)
