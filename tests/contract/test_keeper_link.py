"""What the link to the keeper promises when the other side restarts, leaves or talks nonsense."""

from __future__ import annotations

import asyncio
import os
import stat
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import pytest

from service.errors import InvalidArgument, ReadOnly, ServiceError, StoreUnavailable
from service.keeper.frames import describe, recreate
from service.keeper.link import KeeperLink
from service.keeper.server import serve_keeper
from service.keeper.writer import LedgerKeeper
from service.stores.sql.engine import ledger_url
from service.types import EntryStatus, Event, Product, ProductId, ProductPatch, Seq, WriteResult
from tests.harness.builders import NOON_MS, event, product


class GatedKeeper:
    """Answers event batches in the order of their size, once all of them have arrived; refuses everything else."""

    def __init__(self, n_calls: int) -> None:
        self._arrived = asyncio.Barrier(n_calls)

    async def write_events(self, events: Sequence[Event], *, request_id: str = "") -> WriteResult:
        await self._arrived.wait()
        for _ in range(10 * len(events)):
            await asyncio.sleep(0)
        return WriteResult((EntryStatus(),) * len(events), Seq(len(events)))

    async def upsert_products(self, products: Sequence[Product], *, request_id: str = "") -> WriteResult:
        raise ReadOnly("the disk is full")

    async def patch_products(self, patches: Sequence[ProductPatch], *, request_id: str = "") -> WriteResult:
        raise InvalidArgument("patches", "no")

    async def delete_products(
        self, ids: Sequence[ProductId], *, source_version: int = 0, request_id: str = ""
    ) -> WriteResult:
        raise ZeroDivisionError("a secret")


def permissions(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.fixture
def socket_path(tmp_path: Path) -> Path:
    return tmp_path / "k"


@pytest.fixture
async def link(socket_path: Path) -> AsyncIterator[KeeperLink]:
    link = KeeperLink(socket_path)
    yield link
    await link.close()


@pytest.fixture
async def keeper(tmp_path: Path) -> AsyncIterator[LedgerKeeper]:
    keeper = LedgerKeeper(ledger_url(tmp_path), now_ms=lambda: NOON_MS, on_commit=lambda _seq: None)
    yield keeper
    await keeper.close()


async def test_without_a_keeper_the_call_fails_and_with_one_it_works(
    link: KeeperLink, keeper: LedgerKeeper, socket_path: Path
) -> None:
    with pytest.raises(StoreUnavailable, match=r"^keeper is unavailable$"):
        await link.write_events([event("e")])
    async with serve_keeper(keeper, socket_path):
        assert (await link.write_events([event("e")])).seq == 1


async def test_a_restarted_keeper_is_found_again(link: KeeperLink, keeper: LedgerKeeper, socket_path: Path) -> None:
    for number in range(1, 4):
        async with serve_keeper(keeper, socket_path):
            assert (await link.write_events([event(f"e{number}")])).seq == number
        with pytest.raises(StoreUnavailable):
            await link.write_events([event("while it is away")])


async def test_each_call_gets_its_own_answer_in_any_order(link: KeeperLink, socket_path: Path) -> None:
    sizes = [9, 1, 5, 0, 7, 3]
    async with serve_keeper(GatedKeeper(len(sizes)), socket_path):
        calls = [link.write_events([event(str(n)) for n in range(size)]) for size in sizes]
        assert [answer.seq for answer in await asyncio.gather(*calls)] == sizes


async def test_errors_keep_their_kind_and_foreign_ones_lose_their_text(link: KeeperLink, socket_path: Path) -> None:
    async with serve_keeper(GatedKeeper(1), socket_path):
        with pytest.raises(ReadOnly, match=r"^the disk is full$"):
            await link.upsert_products([product("p")])
        with pytest.raises(InvalidArgument, match=r"^patches: no$"):
            await link.patch_products([])
        with pytest.raises(ServiceError) as caught:
            await link.delete_products([])
    assert type(caught.value) is ServiceError
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize("kind", ServiceError.__subclasses__())
def test_every_error_travels(kind: type[ServiceError]) -> None:
    arguments = ("events", "too many") if kind is InvalidArgument else ("a sentence",)
    sent = kind(*arguments)
    received = recreate(describe(1, sent))
    assert (type(received), str(received), vars(received)) == (type(sent), str(sent), vars(sent))


async def test_a_keeper_lost_in_mid_call_is_unavailable(link: KeeperLink, socket_path: Path) -> None:
    async def hang_up(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readexactly(4)
        writer.close()

    server = await asyncio.start_unix_server(hang_up, socket_path)
    with pytest.raises(StoreUnavailable):
        await link.write_events([event("e")])
    server.close()


async def test_leaving_answers_what_is_under_way(link: KeeperLink, keeper: LedgerKeeper, socket_path: Path) -> None:
    async with serve_keeper(keeper, socket_path):
        await link.write_events([event("first")])
        calls = [asyncio.create_task(link.write_events([event(f"e{n}")])) for n in range(20)]
        await link.write_events([event("last")])
    assert all(answer.entries == (EntryStatus(),) for answer in await asyncio.gather(*calls))


async def test_a_call_given_up_disturbs_no_other(link: KeeperLink, keeper: LedgerKeeper, socket_path: Path) -> None:
    async with serve_keeper(keeper, socket_path):
        given_up = asyncio.create_task(link.write_events([event("a")]))
        other = asyncio.create_task(link.write_events([event("b")]))
        await asyncio.sleep(0)
        given_up.cancel()
        assert (await other).entries == (EntryStatus(),)
        assert (await link.write_events([event("c")])).entries == (EntryStatus(),)


async def test_a_call_too_large_for_a_frame_names_the_limit(
    link: KeeperLink, keeper: LedgerKeeper, socket_path: Path
) -> None:
    async with serve_keeper(keeper, socket_path):
        with pytest.raises(InvalidArgument, match="at most 33554432 bytes"):
            await link.upsert_products([product("p", description="x" * 34_000_000)])
        assert (await link.upsert_products([product("p")])).seq == 1


@pytest.mark.parametrize(
    "nonsense", [b"\xff\xff\xff\xff", b"\x00\x00\x00\x03abc", b"\x00\x00\x00\x00", b"GET / HTTP/1.1\r\n\r\n"]
)
async def test_nonsense_is_hung_up_on_and_harms_nobody_else(
    link: KeeperLink, keeper: LedgerKeeper, socket_path: Path, nonsense: bytes
) -> None:
    async with serve_keeper(keeper, socket_path):
        reader, writer = await asyncio.open_unix_connection(socket_path)
        writer.write(nonsense)
        assert await reader.read() == b""
        writer.close()
        await writer.wait_closed()
        assert (await link.write_events([event("e")])).seq == 1


async def test_only_this_user_may_connect(keeper: LedgerKeeper, socket_path: Path) -> None:
    async with serve_keeper(keeper, socket_path):
        assert permissions(socket_path) == 0o600


async def test_what_another_user_put_in_the_keepers_place_is_sent_nothing(
    link: KeeperLink, socket_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: asyncio.Queue[bytes] = asyncio.Queue()

    async def overhear(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heard.put_nowait(await reader.read())
        writer.close()

    async with await asyncio.start_unix_server(overhear, socket_path):
        monkeypatch.setattr(os, "geteuid", lambda: os.getuid() + 1)
        with pytest.raises(StoreUnavailable):
            await link.write_events([event("private")])
        async with asyncio.timeout(20):
            assert await heard.get() == b""


async def test_a_path_longer_than_the_kernel_takes_is_served_where_it_is(keeper: LedgerKeeper, tmp_path: Path) -> None:
    folder = tmp_path / ("long" * 30) / ("longer" * 30)
    folder.mkdir(parents=True)
    async with serve_keeper(keeper, folder / "keeper.sock"):
        assert permissions(folder / "keeper.sock") == 0o600
        link = KeeperLink(folder / "keeper.sock")
        assert (await link.write_events([event("e")])).seq == 1
        await link.close()
