"""What was shown is handed over in batches, and dropped, counted and told of rather than waited for."""

from __future__ import annotations

import asyncio

import pytest
from structlog.testing import capture_logs

from service.errors import Overloaded, ReadOnly, StoreUnavailable
from service.usecases import impression_log
from service.usecases.impression_log import MAX_BATCH, MAX_WAITING, ImpressionLog
from tests.harness.impressions import ImpressionShelf, impression
from tests.harness.waiting import eventually


@pytest.fixture
def shelf() -> ImpressionShelf:
    return ImpressionShelf()


@pytest.fixture
def log(shelf: ImpressionShelf) -> ImpressionLog:
    return ImpressionLog(shelf)


def dropped_in(lines: list[dict[str, object]]) -> list[object]:
    return [line["n"] for line in lines if line["event"] == "impressions were dropped"]


async def test_what_is_put_reaches_the_keeper_by_itself_in_its_order(
    log: ImpressionLog, shelf: ImpressionShelf
) -> None:
    sent = [impression(f"p{number}") for number in range(3)]
    for shown in sent:
        log.put(shown)

    async def arrived() -> bool:
        return shelf.held == sent

    await eventually(arrived)
    log.put(impression("later"))
    await eventually(lambda: asyncio.sleep(0, len(shelf.held) == 4))


async def test_batches_are_small(log: ImpressionLog, shelf: ImpressionShelf) -> None:
    sent = [impression("p") for _ in range(2 * MAX_BATCH + 1)]
    for shown in sent:
        log.put(shown)
    await log.close()
    assert shelf.held == sent
    assert [len(batch) for batch in shelf.batches] == [MAX_BATCH, MAX_BATCH, 1]


@pytest.mark.parametrize("refusal", [StoreUnavailable("keeper"), Overloaded("full"), ReadOnly("disk")])
async def test_what_the_keeper_refuses_is_dropped_and_the_next_is_tried(
    log: ImpressionLog, shelf: ImpressionShelf, refusal: Exception
) -> None:
    shelf.refusal = refusal
    with capture_logs() as lines:
        log.put(impression("lost"))
        await eventually(lambda: asyncio.sleep(0, log.n_dropped == 1))
        shelf.refusal = None
        log.put(impression("kept"))
        await log.close()
    assert [shown.hits[0].product_id for shown in shelf.held] == ["kept"]
    assert dropped_in(lines) == [1]


async def test_a_keeper_that_does_not_answer_costs_neither_time_nor_more_than_a_bounded_queue(
    log: ImpressionLog, shelf: ImpressionShelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(impression_log, "_CLOSE_WITHIN_S", 0.05)
    shelf.is_open.clear()
    with capture_logs() as lines:
        for _ in range(MAX_WAITING + 5):
            log.put(impression("p"))
        assert log.n_dropped == 5
        await log.close()
    assert log.n_dropped == MAX_WAITING + 5
    assert dropped_in(lines) == [1, MAX_WAITING + 4], "at once, and the rest at the end"
    assert shelf.held == []


async def test_closing_a_log_that_was_never_used_does_nothing(log: ImpressionLog) -> None:
    with capture_logs() as lines:
        await log.close()
    assert lines == []
