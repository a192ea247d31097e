"""The products of the hits are extra: when the ledger fails or dawdles, the answer comes without them and says so."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import pytest
import pytest_asyncio

from service.errors import StoreUnavailable
from service.keeper.writer import LedgerKeeper
from service.stores.memory import MemoryLimits, MemoryVisitStore
from service.stores.sql.engine import ledger_url
from service.stores.sql.ledger import SqlLedger
from service.types import Degraded, Placement, Product, ProductId, RecommendQuery, SearchQuery
from service.usecases.recommend import Recommend
from service.usecases.search import Search
from service.usecases.slot import SnapshotSlot
from service.usecases.visitors import Visitors
from tests.harness.builders import NOON_MS, product
from tests.harness.impressions import ImpressionShelf, attributions
from tests.harness.indexed import IndexedShop

NO_HURRY_MS, HURRY_MS = 5_000.0, 20.0
LAMP = product("lamp", title="Lampe")


class UnsteadyLedger(SqlLedger):
    """The ledger on disk; while `down` it cannot be read, while `slow` it does not answer."""

    down = False
    slow = False

    async def products(self, ids: Sequence[ProductId]) -> dict[ProductId, Product]:
        if self.down:
            raise StoreUnavailable("ledger")
        if self.slow:
            await asyncio.Event().wait()
        return await super().products(ids)


@pytest_asyncio.fixture
async def ledger(tmp_path: Path) -> AsyncIterator[UnsteadyLedger]:
    keeper = LedgerKeeper(ledger_url(tmp_path), now_ms=lambda: NOON_MS, on_commit=lambda _seq: None)
    await keeper.upsert_products([LAMP])
    ledger = UnsteadyLedger(ledger_url(tmp_path))
    yield ledger
    await ledger.close()
    await keeper.close()


@pytest_asyncio.fixture
async def calls(ledger: UnsteadyLedger, tmp_path: Path) -> AsyncIterator[tuple[Search, Recommend]]:
    visitors = Visitors(MemoryVisitStore(MemoryLimits()), ledger)
    with IndexedShop(tmp_path / "index", [LAMP]) as shop:
        snapshots = SnapshotSlot()
        await snapshots.swap(shop.snapshot, NOON_MS)
        known_by = attributions(ImpressionShelf())
        yield (
            Search(snapshots, visitors, ledger, lambda: NOON_MS, known_by),
            Recommend(snapshots, visitors, ledger, lambda: NOON_MS, known_by),
        )


async def _ask(calls: tuple[Search, Recommend], budget_ms: float) -> list[tuple[list[str], list[str], bool]]:
    """Of a search and a recommendation: the hits, their products, and whether the reply says BUDGET."""
    search, recommend = calls
    answers = (
        await search(SearchQuery("Lampe"), page=None, return_products=True, budget_ms=budget_ms),
        await recommend(RecommendQuery(Placement.TRENDING), return_products=True, budget_ms=budget_ms),
    )
    return [
        (
            [hit.product_id for hit in answer.result.hits],
            list(answer.products),
            Degraded.BUDGET in answer.result.degraded,
        )
        for answer in answers
    ]


async def test_products_come_with_the_hits(calls: tuple[Search, Recommend]) -> None:
    assert await _ask(calls, NO_HURRY_MS) == [(["lamp"], ["lamp"], False)] * 2


@pytest.mark.parametrize(("trouble", "budget_ms"), [("down", NO_HURRY_MS), ("slow", HURRY_MS)])
async def test_without_the_ledger_the_hits_come_alone(
    calls: tuple[Search, Recommend], ledger: UnsteadyLedger, trouble: str, budget_ms: float
) -> None:
    setattr(ledger, trouble, True)
    assert await _ask(calls, budget_ms) == [(["lamp"], [], True)] * 2
