"""What products say that they do not have, and attributes that only say that they do."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from service.types import AttributeValues
from tests.harness.builders import product
from tests.harness.indexed import IndexedShop


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[IndexedShop]:
    biscuits = [
        product("plain", title="Kekse"),
        product("nuts", title="Kekse mit Nüssen"),
        product("no-nuts", title="Kekse ohne Nüsse"),
        product("nutty", title="Nusskekse"),
        product("says-yes", title="Kekse Lund", attributes={"nuss": AttributeValues(("ja",))}),
        product("says-no", title="Kekse Vero", attributes={"nuss": AttributeValues(("nein",))}),
    ]
    with IndexedShop(tmp_path, biscuits) as opened:
        yield opened


def test_who_says_to_have_none_is_found_by_who_wants_none(shop: IndexedShop) -> None:
    assert set(shop.found("kekse ohne nuss")) == {"plain", "no-nuts", "says-no"}


def test_an_attribute_whose_value_is_yes_is_had(shop: IndexedShop) -> None:
    found = shop.found("kekse nuss")
    assert {"nuts", "says-yes"} <= set(found[:3])
    assert "says-no" not in found[:3]
