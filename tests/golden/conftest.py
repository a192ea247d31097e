"""One fixture shop for all golden tests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.harness.fixture_shop import fixture_feed
from tests.harness.indexed import IndexedShop


@pytest.fixture(scope="session")
def fixture_shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[IndexedShop]:
    with IndexedShop(tmp_path_factory.mktemp("fixture-shop"), fixture_feed()) as shop:
        yield shop
