"""The decisions that make versioned writes converge."""

from __future__ import annotations

import pytest

from service.stores.sql.versions import Decision, ProductState, decide_delete, decide_patch, decide_upsert
from service.types import EntryCode, EntryStatus
from tests.harness.builders import patch, product

SHIRT = product("shirt", source_version=5)
STANDS = ProductState(5, SHIRT)
GONE = ProductState(5, None)
KEPT = Decision(None)
STALE = Decision(None, EntryStatus(EntryCode.STALE))
NOT_FOUND = Decision(None, EntryStatus(EntryCode.NOT_FOUND))


def test_the_first_upsert_stands() -> None:
    assert decide_upsert(None, SHIRT) == Decision(STANDS)


def test_equal_content_changes_nothing_even_unversioned() -> None:
    assert decide_upsert(STANDS, SHIRT) == decide_upsert(STANDS, product("shirt")) == KEPT


@pytest.mark.parametrize("stands", [STANDS, GONE])
def test_older_writes_are_stale_whether_the_product_stands_or_is_gone(stands: ProductState) -> None:
    assert decide_upsert(stands, product("shirt", source_version=4)) == STALE
    assert decide_delete(stands, 4) == STALE


def test_an_upsert_of_an_equal_or_newer_version_brings_a_deleted_product_back() -> None:
    for version in (5, 6, 0):
        decision = decide_upsert(GONE, product("shirt", source_version=version))
        assert decision == Decision(ProductState(max(5, version), product("shirt", source_version=max(5, version))))


def test_a_patch_moves_the_version_forward_only() -> None:
    assert decide_patch(STANDS, patch("shirt", price=1.0, source_version=7)) == Decision(
        ProductState(7, product("shirt", price=1.0, source_version=7))
    )
    assert decide_patch(STANDS, patch("shirt", price=1.0)) == Decision(
        ProductState(5, product("shirt", price=1.0, source_version=5))
    )


def test_a_patch_to_the_values_that_stand_changes_nothing() -> None:
    assert decide_patch(STANDS, patch("shirt", price=SHIRT.price)) == KEPT


def test_a_patch_without_a_product_is_not_found() -> None:
    assert decide_patch(None, patch("shirt", price=1.0)) == decide_patch(GONE, patch("shirt", price=1.0)) == NOT_FOUND


def test_a_versioned_delete_of_an_unknown_product_is_remembered() -> None:
    assert decide_delete(None, 5) == Decision(GONE, EntryStatus(EntryCode.NOT_FOUND))
    assert decide_delete(None, 0) == NOT_FOUND


def test_a_repeated_delete_is_not_found_and_changes_nothing() -> None:
    assert decide_delete(GONE, 5) == decide_delete(GONE, 0) == NOT_FOUND
