"""What may be shown, from one moment to the next and in a catalogue of any size."""

from __future__ import annotations

from pathlib import Path

import pytest

from service.types import Placement, RecommendQuery
from service.usecases import recommend_standing
from service.usecases.recommend_standing import Limits, standing_of
from tests.harness.builders import NOON_MS, product
from tests.harness.indexed import IndexedShop


def test_a_filter_by_age_finds_what_has_just_come_on_sale(tmp_path: Path) -> None:
    products = [
        product("first", available_time_ms=NOON_MS - 1_000),
        product("coming", available_time_ms=NOON_MS + 10_000),
    ]
    with IndexedShop(tmp_path, products) as shop:
        query = RecommendQuery(Placement.FOR_YOU, filter="age_days < 1")
        assert [hit.product_id for hit in shop.recommend(query).hits] == ["first"]
        shop.now_ms = NOON_MS + 15_000
        assert {hit.product_id for hit in shop.recommend(query).hits} == {"first", "coming"}


def test_what_stands_without_limits_is_kept_however_large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recommend_standing, "_MEMO_BYTES", 0)
    with IndexedShop(tmp_path, [product("lamp")]) as shop:
        snapshot = shop.snapshot
        assert standing_of(snapshot, Limits(), NOON_MS) is standing_of(snapshot, Limits(), NOON_MS + 1)
        reduced = Limits(reduced=True)
        assert standing_of(snapshot, reduced, NOON_MS) is not standing_of(snapshot, reduced, NOON_MS), (
            "nothing is remembered"
        )
