"""How long the keeper holds what was shown, and that nobody who follows it misses or rereads anything."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import delete, select

from service.keeper.writer import LedgerKeeper
from service.stores.sql.engine import ledger_url, writer_engine
from service.stores.sql.history import SqlHistory
from service.stores.sql.tables import IMPRESSIONS
from tests.harness.builders import NOON_MS, event
from tests.harness.impressions import impression

DAY_MS = 24 * 3600 * 1000
A_SECOND_MS = 1_000

Keep = Callable[[int | None], LedgerKeeper]


class Clock:
    def __init__(self) -> None:
        self.now_ms = NOON_MS

    def __call__(self) -> int:
        return self.now_ms


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def keep(tmp_path: Path, clock: Clock) -> AsyncIterator[Keep]:
    """Makes a keeper that holds impressions for so many days."""
    keepers: list[LedgerKeeper] = []

    def made(days: int | None) -> LedgerKeeper:
        for_ms = None if days is None else days * DAY_MS
        keeper = LedgerKeeper(
            ledger_url(tmp_path), now_ms=clock, on_commit=lambda _seq: None, impressions_for_ms=for_ms
        )
        keepers.append(keeper)
        return keeper

    yield made
    for keeper in keepers:
        await keeper.close()


@pytest.fixture
def history(tmp_path: Path) -> Iterator[SqlHistory]:
    history = SqlHistory(ledger_url(tmp_path))
    yield history
    history.close()


def held(history: SqlHistory) -> list[str]:
    return [record.impression.hits[0].product_id for record in history.impressions(after=0, limit=10_000)]


async def a_second_later(keeper: LedgerKeeper, clock: Clock, of: str) -> None:
    clock.now_ms += A_SECOND_MS
    await keeper.write_events([event(of)])


async def test_what_was_shown_goes_when_its_time_is_over(keep: Keep, clock: Clock, history: SqlHistory) -> None:
    keeper = keep(30)
    await keeper.write_impressions([impression("first"), impression("second", at_ms=NOON_MS + DAY_MS)])
    clock.now_ms += 30 * DAY_MS - A_SECOND_MS
    await a_second_later(keeper, clock, "just in time")
    assert held(history) == ["first", "second"]
    await a_second_later(keeper, clock, "too late")
    assert held(history) == ["second"]


async def test_without_a_term_nothing_goes(keep: Keep, clock: Clock, history: SqlHistory) -> None:
    keeper = keep(None)
    await keeper.write_impressions([impression("first")])
    clock.now_ms += 10_000 * DAY_MS
    await a_second_later(keeper, clock, "later")
    assert held(history) == ["first"]


async def test_many_go_in_portions_so_that_other_writes_do_not_wait(
    keep: Keep, clock: Clock, history: SqlHistory
) -> None:
    keeper = keep(1)
    await keeper.write_impressions([impression(f"p{number}") for number in range(1_200)])
    clock.now_ms += 2 * DAY_MS
    left = []
    for portion in range(4):
        await a_second_later(keeper, clock, f"e{portion}")
        left.append(len(held(history)))
    assert left == [700, 200, 0, 0]


async def test_the_number_of_an_erased_impression_is_not_given_again(
    keep: Keep, history: SqlHistory, tmp_path: Path
) -> None:
    keeper = keep(None)
    await keeper.write_impressions([impression("kept"), impression("erased")])
    [_, last] = history.impressions(after=0, limit=9)
    engine = writer_engine(ledger_url(tmp_path))
    with engine.begin() as connection:
        connection.execute(delete(IMPRESSIONS).where(IMPRESSIONS.c.number == last.number))
    engine.dispose()
    await keeper.write_impressions([impression("later")])
    [read] = history.impressions(after=last.number, limit=9)
    assert read.impression.hits[0].product_id == "later"


async def test_a_visitors_impressions_are_found_by_an_index(keep: Keep, tmp_path: Path) -> None:
    keep(None)
    engine = writer_engine(ledger_url(tmp_path))
    query = select(IMPRESSIONS.c.number).where(IMPRESSIONS.c.visitor_id == "anna")
    with engine.connect() as connection:
        text = str(query.compile(engine, compile_kwargs={"literal_binds": True}))
        [plan] = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {text}").all()
    engine.dispose()
    assert "impressions_by_visitor" in plan.detail
