"""Consent by default is DENIED: of those who did not give it nothing is kept, anywhere, and nobody learns from them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import grpc
import pytest
import pytest_asyncio
from auslage.v1 import common_pb2
from redis import Redis

from service.bootstrap import Folder
from service.config import Settings
from service.stores.sql.history import SqlHistory
from service.types import Consent, Event, Seq
from tests.harness.redis import RedisServer, running_redis
from tests.harness.served import Service, quick_settings, served
from tests.harness.storefront import (
    GRANTED,
    degraded,
    happening,
    ids,
    latest_viewed,
    recommend,
    search,
    shorts,
    stock,
    tell,
)
from tests.harness.waiting import eventually

PRIVATE = "nobody-may-know-this-visitor"
NOT_GIVEN = (common_pb2.CONSENT_DENIED, common_pb2.CONSENT_UNSPECIFIED)
OK, NOT_STORED = common_pb2.EntryStatus.CODE_OK, common_pb2.EntryStatus.CODE_NOT_STORED


@pytest.fixture(scope="module")
def redis() -> Iterator[RedisServer]:
    with running_redis() as server:
        yield server


@pytest.fixture
def settings(tmp_path: Path, redis: RedisServer) -> Settings:
    with Redis(port=redis.port) as client:
        client.flushall()
    return quick_settings(tmp_path, redis_url=redis.url)


@pytest_asyncio.fixture
async def service(settings: Settings) -> AsyncIterator[Service]:
    async with served(settings) as service:
        await stock(service, shorts())
        yield service


def _written(path: Path) -> bytes:
    """What a file holds; nothing if the index has just moved it on, under a name that is read as well."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return b""


def traces(folder: Path, redis: RedisServer) -> list[str]:
    """Where the secret visitor can be found: files and Redis keys, in names and contents."""
    needle = PRIVATE.encode()
    files = {path: _written(path) for path in folder.rglob("*") if path.is_file()}
    assert any(files.values())
    found = [path.name for path, content in files.items() if needle in content or PRIVATE in path.name]
    with Redis(port=redis.port) as client:
        keys = client.keys("*")
        found += [key.decode() for key in keys if needle in key + b"".join(_content(client, key))]
    return found


def _content(client: Redis, key: bytes) -> list[bytes]:
    return [part for pair in client.hgetall(key).items() for part in pair]


def ledger_events(folder: Path) -> list[Event]:
    with closing(SqlHistory(Folder(folder).ledger)) as history:
        return [recorded.event for recorded in history.events(after=Seq(0), limit=9)]


async def do_everything(service: Service, **fields: Any) -> list[int]:
    """Let the secret visitor look, search, page and ask for every placement; the codes of the events."""
    written = await tell(
        service,
        happening("men01", visitor_id=PRIVATE, user_id=PRIVATE, session_id=PRIVATE, **fields),
        happening("men02", visitor_id=PRIVATE, event_type="purchase-complete", **fields),
        request_id="a-request",
    )
    assert not written.consistency_token or fields["consent"] == GRANTED
    await search(service, visitor_id=PRIVATE, session_id=PRIVATE, user_id=PRIVATE, **fields)
    for placement in ("FOR_YOU", "TRENDING", "RECENTLY_VIEWED"):
        await recommend(service, placement, visitor_id=PRIVATE, **fields)
    return [status.code for status in written.statuses]


@pytest.mark.parametrize("consent", NOT_GIVEN)
async def test_without_consent_nothing_is_stored_anywhere(
    service: Service, tmp_path: Path, redis: RedisServer, consent: common_pb2.Consent
) -> None:
    assert await do_everything(service, consent=consent) == [NOT_STORED, NOT_STORED]
    assert traces(tmp_path, redis) == []
    assert ledger_events(tmp_path) == []


async def test_the_search_for_traces_finds_a_visitor_who_consented(
    service: Service, tmp_path: Path, redis: RedisServer
) -> None:
    assert await do_everything(service, consent=GRANTED) == [OK, OK]
    assert any("ledger" in place for place in traces(tmp_path, redis))


@pytest.mark.parametrize("consent", NOT_GIVEN)
async def test_without_consent_nothing_is_read(service: Service, consent: common_pb2.Consent) -> None:
    await tell(service, happening("women01"))
    assert await latest_viewed(service) == "women01"
    assert await latest_viewed(service, consent=consent) == ""
    plain = await search(service, visitor_id="", consent=common_pb2.CONSENT_DENIED)
    denied = await search(service, consent=consent)
    assert denied.hits == plain.hits
    assert degraded(denied) == {"NO_CONSENT"}
    assert denied.visitor_seq == 0


async def test_demand_counts_only_those_who_consent(service: Service) -> None:
    crowd = [happening("men05", visitor_id=f"silent-{n}", consent=common_pb2.CONSENT_DENIED) for n in range(100)]
    await tell(service, *crowd)
    await tell(service, happening("women05", visitor_id="bert"))

    async def counted() -> bool:
        return ids(await recommend(service, "TRENDING", visitor_id="", page_size=1)) == ["women05"]

    await eventually(counted)
    trending = await recommend(service, "TRENDING", visitor_id="", page_size=40)
    wanted = {hit.product_id for hit in trending.hits if "demand" in {part.name for part in hit.parts}}
    assert wanted == {"women05"}


async def test_of_a_mixed_batch_the_consenting_part_is_kept(service: Service, tmp_path: Path) -> None:
    batch = [
        happening("men01", visitor_id="bert", consent=common_pb2.CONSENT_DENIED),
        happening("men02", visitor_id="carl"),
        happening("men03", visitor_id="dora", consent=common_pb2.CONSENT_UNSPECIFIED),
    ]
    written = await tell(service, *batch, request_id="mixed")
    assert [status.code for status in written.statuses] == [NOT_STORED, OK, NOT_STORED]
    again = await tell(service, *batch, request_id="mixed")
    assert again.statuses == written.statuses
    assert again.consistency_token == written.consistency_token
    assert [event.visitor_id for event in ledger_events(tmp_path)] == ["carl"]


async def test_a_request_id_that_stands_for_another_batch_is_refused(service: Service) -> None:
    await tell(service, happening("men01"), happening("men02"), request_id="first")
    with pytest.raises(grpc.aio.AioRpcError) as refused:
        await tell(
            service, happening("men01"), happening("men02", consent=common_pb2.CONSENT_DENIED), request_id="first"
        )
    assert refused.value.code() is grpc.StatusCode.INVALID_ARGUMENT
    assert "request_id" in (refused.value.details() or "")


async def test_a_deployment_may_set_another_default_knowingly(tmp_path: Path) -> None:
    async with served(quick_settings(tmp_path, default_consent=Consent.GRANTED)) as service:
        await stock(service, shorts(2))
        unspecified = common_pb2.CONSENT_UNSPECIFIED
        await tell(service, happening("men01", consent=unspecified))
        assert await latest_viewed(service, consent=unspecified) == "men01"
        assert await latest_viewed(service, consent=common_pb2.CONSENT_DENIED) == ""
