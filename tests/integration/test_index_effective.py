"""What a product is filtered by when the shop says it only indirectly: stock by its quantity, language by default."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from service.types import Availability, Placement, RecommendQuery, SearchQuery
from tests.harness.builders import product
from tests.harness.indexed import ANNA, IndexedShop


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[IndexedShop]:
    products = [
        product("plenty", title="Zelt", available_quantity=3),
        product("unsaid", title="Zelt"),
        product("none", title="Zelt", available_quantity=0),
        product("ordered", title="Zelt", available_quantity=0, availability=Availability.PREORDER),
        product("out", title="Zelt", available_quantity=3, availability=Availability.OUT_OF_STOCK),
        product("english", title="Zelt", language_code="en"),
    ]
    with IndexedShop(tmp_path / "index", products, language="de") as shop:
        yield shop


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ('availability: ANY("IN_STOCK")', {"plenty", "unsaid", "english"}),
        ('availability: ANY("OUT_OF_STOCK")', {"none", "out"}),
        ('availability: ANY("PREORDER")', {"ordered"}),
        ('language: ANY("en")', {"english"}),
        ('language: ANY("de")', {"plenty", "unsaid", "none", "ordered", "out"}),
    ],
)
def test_filters_see_what_is_meant(shop: IndexedShop, expression: str, expected: set[str]) -> None:
    assert set(shop.found(SearchQuery("", filter=expression))) == expected


def test_what_has_none_left_is_not_recommended(shop: IndexedShop) -> None:
    answer = shop.recommend(RecommendQuery(Placement.TRENDING, who=ANNA))
    assert {hit.product_id for hit in answer.hits} == {"plenty", "unsaid", "ordered", "english"}
