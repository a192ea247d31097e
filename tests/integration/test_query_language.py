"""A query is read in the caller's language where products are written in it, else in the catalogue's own."""

from __future__ import annotations

from pathlib import Path

import pytest

from service.types import SearchQuery
from tests.harness.builders import product
from tests.harness.indexed import IndexedShop


def test_a_language_that_no_product_is_written_in_gives_way_to_the_catalogues_own(tmp_path: Path) -> None:
    products = [product("jacket", title="Rote Lederjacke"), product("tent", title="Grünes Zelt")]
    with IndexedShop(tmp_path, products) as shop:
        asked = SearchQuery("rote Jacken", language_code="en-GB")
        assert shop.found(asked) == ["jacket"]
        assert shop.search(asked).rung == shop.search("rote Jacken").rung == 0


@pytest.mark.parametrize("language", ["", "de", "de-AT"])
def test_a_language_that_products_are_written_in_is_kept(tmp_path: Path, language: str) -> None:
    products = [product("box", title="Wooden boxes", language_code="en"), product("zelt", title="Zelte")]
    with IndexedShop(tmp_path, products) as shop:
        assert shop.found(SearchQuery("box", language_code="en")) == ["box"]
        assert shop.found(SearchQuery("Zelt", language_code=language)) == ["zelt"]
