"""`kill -9` of the whole service at any moment: what was acknowledged is found again, events are stored once."""

from __future__ import annotations

import asyncio
import random
import subprocess
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import grpc.aio
from auslage.v1 import catalog_pb2, catalog_pb2_grpc, common_pb2, event_pb2, event_pb2_grpc, search_pb2, search_pb2_grpc

from service.stores.sql.engine import ledger_url
from service.stores.sql.history import SqlHistory
from service.types import Seq
from tests.harness.command import serving
from tests.harness.redis import free_port

N_ROUNDS = 5
N_CLIENTS = 3
PRODUCTS_PER_CLIENT = 4
LONGEST_ROUND_S = 1.5
OK = common_pb2.EntryStatus.CODE_OK


class Client:
    """A shop's backend that writes until the service dies, and remembers what it was told.

    Attributes:
        version: the last acknowledged version of its products; the next one may have been begun.
        events: the acknowledged event ids.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self.version = 0
        self.events: list[str] = []
        self.n_visible = 0

    def connect(self, channel: grpc.aio.Channel) -> None:
        self._catalog = catalog_pb2_grpc.CatalogServiceStub(channel)
        self._events = event_pb2_grpc.EventServiceStub(channel)
        self._search = search_pb2_grpc.SearchServiceStub(channel)

    async def work(self) -> None:
        """Write, and look for what was said to be visible, until the service is gone."""
        with suppress(grpc.aio.AioRpcError):
            while True:
                await self._write_events()
                await self._write_products()

    async def found(self, text: str) -> list[str]:
        request = search_pb2.SearchRequest(query=text, page_size=120)
        hits = (await self._search.Search(request, timeout=30)).hits
        return sorted(hit.product_id for hit in hits if hit.rung == 0)

    def ids(self) -> list[str]:
        return [f"{self.name}-{number}" for number in range(PRODUCTS_PER_CLIENT)]

    def title(self, version: int) -> str:
        """A word that no other client and no other version has."""
        return f"{self.name}v{version}"

    async def _write_products(self) -> None:
        version = self.version + 1
        products = [
            catalog_pb2.Product(id=product_id, title=self.title(version), source_version=version)
            for product_id in self.ids()
        ]
        written = await self._catalog.UpsertProducts(
            catalog_pb2.UpsertProductsRequest(products=products, wait_for_visible=True)
        )
        assert {status.code for status in written.statuses} <= {OK, common_pb2.EntryStatus.CODE_DUPLICATE}
        self.version = version
        if written.visible:
            assert await self.found(self.title(version)) == self.ids()
            self.n_visible += 1

    async def _write_events(self) -> None:
        ids = [f"{self.name}-{len(self.events)}-{number}" for number in range(20)]
        events = [
            event_pb2.Event(
                event_id=event_id,
                event_type="detail-page-view",
                visitor_id=self.name,
                products=[event_pb2.EventProduct(product_id=self.ids()[0])],
                consent=common_pb2.CONSENT_GRANTED,
            )
            for event_id in ids
        ]
        await self._events.WriteEvents(event_pb2.WriteEventsRequest(events=events))
        self.events += ids


async def test_nothing_acknowledged_is_lost_to_kill_9_of_the_service(tmp_path: Path) -> None:
    seed = random.randrange(2**32)
    print("seed", seed)
    rng = random.Random(seed)
    address = f"127.0.0.1:{free_port()}"
    clients = [Client(f"client{letter}") for letter in "abcdefgh"[:N_CLIENTS]]
    for _ in range(N_ROUNDS):
        async with _served(tmp_path, address, clients) as process:
            tasks = [asyncio.create_task(client.work()) for client in clients]
            await asyncio.wait(tasks, timeout=rng.uniform(0.05, LONGEST_ROUND_S))
            process.kill()
            await asyncio.wait_for(asyncio.gather(*tasks), 30)
    async with _served(tmp_path, address, clients):
        print("versions", [client.version for client in clients], "seen", sum(client.n_visible for client in clients))


@asynccontextmanager
async def _served(root: Path, address: str, clients: list[Client]) -> AsyncIterator[subprocess.Popen[bytes]]:
    """A service that holds what the clients were told, connected with them."""
    with serving(root / "log", "--data-dir", root / "data", "--listen", address) as process:
        async with grpc.aio.insecure_channel(address) as channel:
            for client in clients:
                client.connect(channel)
            await _check(clients, root / "data")
            yield process


async def _check(clients: list[Client], data: Path) -> None:
    """Ask the service that has just started, before anybody writes again."""
    for client in clients:
        begun = await client.found(client.title(client.version + 1))
        standing = await client.found(client.title(client.version)) if client.version else []
        if begun:
            assert (begun, standing) == (client.ids(), []), "a batch is applied whole, and replaces what stood"
            client.version += 1
        elif client.version:
            assert standing == client.ids()
    history = SqlHistory(ledger_url(data))
    stored = Counter(record.event.event_id for record in history.events(after=Seq(0), limit=1_000_000))
    history.close()
    assert not stored or set(stored.values()) == {1}
    assert {event_id for client in clients for event_id in client.events} <= stored.keys()
