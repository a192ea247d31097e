"""Reading a visitor: when the ledger is asked, and what is said when it cannot answer."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest_asyncio

from service.errors import StoreUnavailable
from service.keeper.writer import LedgerKeeper
from service.limits import MAX_VISIT_EVENTS
from service.stores.memory import MemoryLimits, MemoryVisitStore
from service.stores.sql.engine import ledger_url
from service.stores.sql.ledger import SqlLedger
from service.types import Consent, Degraded, RecordedEvent, Seq, VisitEvent, Visitor, VisitorId, Who
from service.usecases.visitors import Visitors
from service.usecases.write_events import WriteEvents
from tests.harness.builders import NOON_MS, event

ANNA, BERT = VisitorId("anna"), VisitorId("bert")
NO_HURRY_MS = 5_000.0


class CountedLedger(SqlLedger):
    """The ledger on disk, and how often it was asked for a visitor."""

    n_reads = 0

    async def visitor_events(self, visitor: VisitorId, *, limit: int, until: Seq | None = None) -> list[RecordedEvent]:
        self.n_reads += 1
        return await super().visitor_events(visitor, limit=limit, until=until)


class ForgetfulStore(MemoryVisitStore):
    """The store in memory; while `lossy`, its writes fail, and while `down`, its reads as well."""

    lossy = False
    down = False

    async def record(self, visitor: VisitorId, events: list[VisitEvent]) -> None:  # type: ignore[override]
        if self.lossy:
            raise StoreUnavailable("visits")
        await super().record(visitor, events)

    async def read(self, visitor: VisitorId, *, budget_ms: float | None = None) -> Visitor | None:
        if self.down:
            raise StoreUnavailable("visits")
        return await super().read(visitor, budget_ms=budget_ms)


class Shop:
    """Use cases over a ledger on disk and a store that can fail."""

    def __init__(self, folder: Path) -> None:
        self.keeper = LedgerKeeper(ledger_url(folder), now_ms=lambda: NOON_MS, on_commit=lambda _seq: None)
        self.ledger = CountedLedger(ledger_url(folder))
        self.store = ForgetfulStore(MemoryLimits())
        self.visitors = Visitors(self.store, self.ledger)
        self._write = WriteEvents(self.keeper, self.visitors)

    async def tell(self, *ids: str, visitor: VisitorId = ANNA, at_ms: int = NOON_MS) -> Seq:
        events = [event(name, visitor_id=visitor, at_ms=at_ms) for name in ids]
        return (await self._write(events, request_id="")).seq

    async def read(self, min_seq: int = 0, visitor: VisitorId = ANNA) -> tuple[list[str], set[Degraded]]:
        who = Who(visitor, consent=Consent.GRANTED, min_seq=Seq(min_seq))
        seen, missing = await self.visitors.read(who, budget_ms=NO_HURRY_MS)
        return [happened.event_id for happened in seen.events], set(missing)

    async def read_until(self, until: Seq) -> tuple[list[str], set[Degraded]]:
        who = Who(ANNA, consent=Consent.GRANTED)
        seen, missing = await self.visitors.read_until(who, until, budget_ms=NO_HURRY_MS)
        return [happened.event_id for happened in seen.events], set(missing)

    async def close(self) -> None:
        await self.visitors.close()
        await self.keeper.close()
        await self.ledger.close()


@pytest_asyncio.fixture
async def shop(tmp_path: Path) -> AsyncIterator[Shop]:
    shop = Shop(tmp_path)
    yield shop
    await shop.close()


async def test_a_visitor_is_read_from_the_ledger_once(shop: Shop) -> None:
    await shop.tell("e1")
    for _ in range(3):
        assert await shop.read() == (["e1"], set())
        await shop.visitors.close()
    assert shop.ledger.n_reads == 1


async def test_a_newcomer_is_looked_for_once(shop: Shop) -> None:
    for _ in range(3):
        assert await shop.read() == ([], set())
        await shop.visitors.close()
    assert shop.ledger.n_reads == 1


async def test_a_token_of_somebody_elses_event_costs_one_read(shop: Shop) -> None:
    await shop.tell("e1")
    await shop.read()
    await shop.visitors.close()
    token = await shop.tell("e2", visitor=BERT)
    for _ in range(3):
        assert await shop.read(token) == (["e1"], set())
        await shop.visitors.close()
    assert shop.ledger.n_reads == 2


async def test_a_write_the_store_lost_is_seen_with_its_token(shop: Shop) -> None:
    await shop.tell("e1")
    await shop.read()
    await shop.visitors.close()
    shop.store.lossy = True
    token = await shop.tell("e2")
    shop.store.lossy = False
    assert await shop.read(token) == (["e1", "e2"], set())
    await shop.visitors.close()
    assert await shop.read() == (["e1", "e2"], set()), "it was put back"


async def test_a_token_ahead_of_the_ledger_is_stale(shop: Shop) -> None:
    token = await shop.tell("e1")
    assert await shop.read(token + 1) == (["e1"], {Degraded.STALE})


async def test_without_the_ledger_the_answer_says_what_it_lacks(shop: Shop, tmp_path: Path) -> None:
    token = await shop.tell("e1")
    await shop.read()
    await shop.visitors.close()
    absent = SqlLedger(ledger_url(tmp_path / "absent"))
    visitors = Visitors(shop.store, absent)
    for who, expected in (
        (Who(ANNA, consent=Consent.GRANTED, min_seq=Seq(token + 1)), (1, (Degraded.STALE,))),
        (Who(BERT, consent=Consent.GRANTED), (0, (Degraded.NO_VISITOR,))),
        (Who(BERT, consent=Consent.GRANTED, min_seq=token), (0, (Degraded.NO_VISITOR,))),
    ):
        seen, missing = await visitors.read(who, budget_ms=NO_HURRY_MS)
        assert (len(seen.events), missing) == expected
    await absent.close()


async def test_while_the_store_is_down_nobody_is_known(shop: Shop) -> None:
    token = await shop.tell("e1")
    shop.store.down = True
    assert await shop.read() == ([], {Degraded.NO_VISITOR})
    assert await shop.read(token) == ([], {Degraded.NO_VISITOR})


async def test_without_consent_nobody_is_asked(shop: Shop) -> None:
    await shop.tell("e1")
    shop.store.down = True
    for who in (Who(ANNA, consent=Consent.DENIED, min_seq=Seq(9)), Who(consent=Consent.GRANTED)):
        assert await shop.visitors.read(who, budget_ms=NO_HURRY_MS) == (Visitor(), ())
    assert shop.ledger.n_reads == 0


async def test_a_further_page_sees_what_the_first_one_saw(shop: Shop) -> None:
    until = await shop.tell("e1", "e2")
    await shop.read()
    await shop.visitors.close()
    await shop.tell("e3")
    assert await shop.read_until(until) == (["e1", "e2"], set())
    assert shop.ledger.n_reads == 1


async def test_a_further_page_survives_more_events_than_are_kept(shop: Shop) -> None:
    until = await shop.tell("e1", "e2")
    await shop.read()
    await shop.visitors.close()
    for start in range(0, MAX_VISIT_EVENTS, 50):
        await shop.tell(*(f"late{start + n}" for n in range(50)), at_ms=NOON_MS + 1)
    assert await shop.read_until(until) == (["e1", "e2"], set())


async def test_a_further_page_survives_the_loss_of_the_store(shop: Shop) -> None:
    until = await shop.tell("e1", "e2")
    await shop.tell("e3")
    shop.store.down = True
    assert await shop.read_until(until) == (["e1", "e2"], set())
    assert await shop.read_until(Seq(0)) == ([], {Degraded.NO_VISITOR})
