"""A product that cannot be analysed is left out of the index and holds nothing else up."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from service.keeper import build
from service.types import Product
from tests.harness.builders import product
from tests.harness.indexed import IndexedShop


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[IndexedShop]:
    with IndexedShop(tmp_path, [product("kanne", title="Kanne"), product("zelt", title="Zelt")]) as shop:
        yield shop


def _indigestible(product_id: str) -> Product:
    """A product with a time that the index has no number for."""
    return product(product_id, title="Geheimes Zelt", available_time_ms=2**70)


def test_the_others_are_found_and_the_log_tells_only_its_id(shop: IndexedShop) -> None:
    shop.history.put(_indigestible("bad"))
    shop.history.put(product("later", title="Zelt"))
    with capture_logs() as logs:
        view = shop.publish()
    assert set(shop.found("Zelt")) == {"zelt", "later"}
    assert view.generation.seq == shop.history.last_seq()
    told = {"event": "product left out of the index", "log_level": "error"}
    assert logs == [told | {"product_id": "bad", "error": "OverflowError"}]


def test_what_it_was_before_is_no_longer_shown_until_it_changes_again(shop: IndexedShop) -> None:
    shop.history.put(_indigestible("zelt"))
    shop.publish()
    shop.restart()
    assert "zelt" not in shop.found("Zelt")
    shop.history.put(product("zelt", title="Zelt", price=7.0))
    shop.publish()
    assert shop.found("Zelt") == ["zelt"]


def test_a_catalogue_that_holds_one_is_built_without_it(tmp_path: Path) -> None:
    with IndexedShop(tmp_path, [_indigestible("bad"), product("zelt", title="Zelt")]) as shop:
        assert shop.found("Zelt") == ["zelt"]


@pytest.mark.parametrize("fault", [OSError, MemoryError])
def test_a_fault_of_the_machine_leaves_no_product_out(
    shop: IndexedShop, monkeypatch: pytest.MonkeyPatch, fault: type[Exception]
) -> None:
    def failing(*_: object) -> None:
        raise fault

    shop.history.put(product("later", title="Zelt"))
    with monkeypatch.context() as patched:
        patched.setattr(build, "index_document", failing)
        with pytest.raises(fault):
            shop.publish()
    shop.publish()
    assert set(shop.found("Zelt")) == {"zelt", "later"}
