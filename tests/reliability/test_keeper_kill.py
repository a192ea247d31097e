"""`kill -9` of the keeper at any moment loses nothing acknowledged, and leaves nothing torn or made up."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from contextlib import suppress
from pathlib import Path

from service.errors import StoreUnavailable
from service.keeper.link import KeeperLink
from service.stores.sql.engine import ledger_url
from service.stores.sql.history import SqlHistory
from service.types import Event, Product, Seq
from tests.harness.builders import event, product
from tests.harness.keeper_process import until_up
from tests.harness.process import running

N_ROUNDS = 8
N_CLIENTS = 4
PRODUCTS_PER_CLIENT = 5


class Client:
    """Sends one batch after the other, each again until it is acknowledged, and remembers what it was told.

    Attributes:
        sent: every batch of events that was ever begun, by its request id.
        acknowledged: the request ids of the answered ones.
        version: the last acknowledged version of this client's products; the next may have been begun.
    """

    def __init__(self, name: str, link: KeeperLink, answers: asyncio.Queue[str], seed: int) -> None:
        self.name = name
        self.sent: dict[str, list[Event]] = {}
        self.acknowledged: set[str] = set()
        self.version = 0
        self._link = link
        self._answers = answers
        self._rng = random.Random(f"{seed} {name}")

    async def work(self) -> None:
        """Write until the keeper is gone; first what a lost keeper left unanswered."""
        with suppress(StoreUnavailable):
            for request_id in self.sent.keys() - self.acknowledged:
                await self._send(request_id)
            while True:
                request_id = f"{self.name}-{len(self.sent)}"
                ids = (f"{request_id}-{n}" for n in range(self._rng.randint(1, 60)))
                self.sent[request_id] = [event(event_id, search_query="x" * 500) for event_id in ids]
                await self._send(request_id)
                await self._link.upsert_products(self.products(self.version + 1))
                self.version += 1

    def products(self, version: int) -> list[Product]:
        """All products of this client; every field tells the version, so that a torn one shows."""
        names = (f"{self.name}-{n}" for n in range(PRODUCTS_PER_CLIENT))
        text = f"{version} " * 200
        return [
            product(name, title=str(version), description=text, price=float(version), source_version=version)
            for name in names
        ]

    async def _send(self, request_id: str) -> None:
        answer = await self._link.write_events(self.sent[request_id], request_id=request_id)
        assert {entry.code.value for entry in answer.entries} == {"OK"}, "each was stored once, by its first writing"
        self.acknowledged.add(request_id)
        self._answers.put_nowait(request_id)


async def test_nothing_acknowledged_is_lost_to_kill_9(tmp_path: Path) -> None:
    seed = random.randrange(2**32)
    print(f"seed {seed}")
    rng = random.Random(seed)
    link = KeeperLink(tmp_path / "keeper.sock")
    answers: asyncio.Queue[str] = asyncio.Queue()
    clients = [Client(f"c{n}", link, answers, seed) for n in range(N_CLIENTS)]
    for _ in range(N_ROUNDS):
        with running("tests.harness.keeper_process", str(tmp_path)) as keeper:
            await until_up(link)
            tasks = [asyncio.create_task(client.work()) for client in clients]
            await a_random_moment(answers, rng)
            keeper.kill()
            await asyncio.wait_for(asyncio.gather(*tasks), 30)
        check(tmp_path, clients)
    await link.close()


async def a_random_moment(answers: asyncio.Queue[str], rng: random.Random) -> None:
    """The very moment of an acknowledgement, or up to a few commits later."""
    async with asyncio.timeout(30):
        for _ in range(rng.randint(1, 60)):
            await answers.get()
    for _ in range(rng.choice([0, rng.randrange(300)])):
        await asyncio.sleep(0)


def check(folder: Path, clients: list[Client]) -> None:
    """Compare the whole ledger, as the kill left it, with what the clients sent and were told."""
    history = SqlHistory(ledger_url(folder))
    records = history.events(after=Seq(0), limit=1_000_000)
    states = {change.product_id: change for change in history.changes(after=Seq(0), limit=1_000_000)}
    last_seq = history.last_seq()
    history.close()

    stored = {record.event.event_id: record.event for record in records}
    seqs = Counter([record.seq for record in records] + [state.seq for state in states.values()])
    assert len(stored) == len(records), "an event is stored twice"
    assert set(seqs.values()) == {1}, "a seq was given twice"
    assert max(seqs) <= last_seq, "a change is ahead of the counter"
    for client in clients:
        check_events(client, stored)
        check_products(client, [states[item.id].product for item in client.products(0) if item.id in states])
    assert not stored, "there are events that nobody sent"
    assert len(states) <= N_CLIENTS * PRODUCTS_PER_CLIENT


def check_events(client: Client, stored: dict[str, Event]) -> None:
    """A batch is stored whole, as sent, or, unless it was acknowledged, not at all. Takes it out of `stored`."""
    for request_id, batch in client.sent.items():
        found = [stored.pop(item.event_id, None) for item in batch]
        assert found == batch or (not any(found) and request_id not in client.acknowledged), request_id


def check_products(client: Client, found: list[Product | None]) -> None:
    """All products of a client stand whole at its last acknowledged version, or at the one that was under way."""
    if not found:
        assert client.version == 0
        return
    version = found[0].source_version if found[0] else -1
    assert version in {client.version, client.version + 1}
    assert found == client.products(version)
