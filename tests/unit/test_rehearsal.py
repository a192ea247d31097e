"""The made-up visitor who is answered before a snapshot serves."""

from __future__ import annotations

from pathlib import Path

import pytest

from service.answers import RecommendResult
from service.types import Placement, RecommendQuery, Visitor, VisitorId
from service.usecases import rehearsal
from service.usecases.recommend_core import recommend
from service.usecases.rehearsal import rehearse
from service.usecases.snapshot import Snapshot
from tests.harness.builders import NOON_MS, event, product
from tests.harness.demo_catalogue import learned
from tests.harness.indexed import IndexedShop


def test_it_touched_the_most_popular_product_that_is_still_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[RecommendQuery] = []

    def noting(query: RecommendQuery, visitor: Visitor, snapshot: Snapshot, now_ms: int) -> RecommendResult:
        asked.append(query)
        return recommend(query, visitor, snapshot, now_ms)

    monkeypatch.setattr(rehearsal, "recommend", noting)
    seen = {"gone": 9, "z-wanted": 6, **{f"a{n:02d}": 3 for n in range(60)}}
    there = [product("z-wanted"), *(product(f"new{n}") for n in range(3))]
    with IndexedShop(tmp_path / "index", there) as shop:
        shop.bundle = learned(
            tmp_path,
            [
                event(f"{of}-{n}", of=of, visitor_id=VisitorId(f"v{n}"))
                for of, n_looks in seen.items()
                for n in range(n_looks)
            ],
        )
        rehearse(shop.snapshot, NOON_MS)
    assert {query.placement for query in asked} == set(Placement)
    assert {query.context for query in asked} == {("z-wanted",)}
