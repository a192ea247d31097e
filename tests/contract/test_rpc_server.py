"""The edge over real sockets: what callers see of answers, errors, bounds and the server's life."""

import asyncio
from collections.abc import AsyncIterator

import grpc
import grpc.aio
import pytest
from auslage.v1 import (
    catalog_pb2,
    catalog_pb2_grpc,
    common_pb2,
    event_pb2,
    event_pb2_grpc,
    model_pb2,
    model_pb2_grpc,
    recommendation_pb2,
    recommendation_pb2_grpc,
    search_pb2,
    search_pb2_grpc,
)
from google.rpc import error_details_pb2
from grpc_health.v1 import health_pb2, health_pb2_grpc
from grpc_reflection.v1alpha import reflection_pb2, reflection_pb2_grpc
from grpc_status import rpc_status
from structlog.testing import capture_logs

from service.errors import SettingsInvalid, StoreUnavailable
from service.rpc.handlers import UseCases
from service.rpc.server import MAX_REQUEST_BYTES, SERVICES, Listening, RpcServer, build_server
from service.rpc.tokens import TokenSeal
from service.types import Product
from tests.harness.rpc_shop import NOW_MS, MemoryShop, served

Code = grpc.StatusCode


@pytest.fixture
def shop() -> MemoryShop:
    return MemoryShop({f"p{i:02}": Product(id=f"p{i:02}", title=f"Shorts {i}", cost=1.0) for i in range(50)})


@pytest.fixture
async def server(shop: MemoryShop) -> AsyncIterator[RpcServer]:
    async with served(shop, max_reads=2) as running:
        yield running


@pytest.fixture
async def channel(server: RpcServer) -> AsyncIterator[grpc.aio.Channel]:
    async with grpc.aio.insecure_channel(f"127.0.0.1:{server.port}") as opened:
        yield opened


async def failure(call: grpc.aio.UnaryUnaryCall) -> grpc.aio.AioRpcError:
    with pytest.raises(grpc.aio.AioRpcError) as caught:
        await call
    return caught.value


def detail(error: grpc.aio.AioRpcError, kind: type) -> object:
    message = kind()
    [packed] = [each for each in rpc_status.from_call(error).details if each.Is(kind.DESCRIPTOR)]
    packed.Unpack(message)
    return message


async def test_pages_follow_each_other_without_a_repeat_from_the_same_inputs(
    shop: MemoryShop, channel: grpc.aio.Channel
) -> None:
    stub, request, seen = search_pb2_grpc.SearchServiceStub(channel), search_pb2.SearchRequest(query="Shorts"), []
    while True:
        page = await stub.Search(request)
        seen += [hit.product_id for hit in page.hits]
        if not page.next_page_token:
            break
        request.page_token = page.next_page_token
    assert seen == sorted(shop.stored)
    assert [(query.offset, cut is None) for query, cut, _ in shop.searches] == [(0, True), (24, False), (48, False)]
    assert shop.searches[1][1].now_ms == NOW_MS


async def test_products_come_with_hits_when_asked_for_and_never_with_their_cost(channel: grpc.aio.Channel) -> None:
    stub = search_pb2_grpc.SearchServiceStub(channel)
    page = await stub.Search(search_pb2.SearchRequest(return_products=True, page_size=1))
    assert page.hits[0].product.title == "Shorts 0"
    assert not page.hits[0].product.price_info.HasField("cost")
    assert not (await stub.Search(search_pb2.SearchRequest(page_size=1))).hits[0].HasField("product")


async def test_products_are_left_out_where_a_reply_would_pass_1_mib_and_the_hits_stay(
    shop: MemoryShop, channel: grpc.aio.Channel
) -> None:
    shop.stored = {f"p{i:03}": Product(id=f"p{i:03}", description="x" * 20_000) for i in range(120)}
    stub = search_pb2_grpc.SearchServiceStub(channel)
    page = await stub.Search(search_pb2.SearchRequest(return_products=True, page_size=120))
    assert len(page.hits) == 120
    assert [hit.HasField("product") for hit in page.hits] == [True] * 52 + [False] * 68
    assert page.ByteSize() < 1_100_000


async def test_a_recommendation_names_its_snapshot(channel: grpc.aio.Channel) -> None:
    stub = recommendation_pb2_grpc.RecommendationServiceStub(channel)
    answer = await stub.Recommend(recommendation_pb2.RecommendRequest(placement="PLACEMENT_FOR_YOU", page_size=3))
    assert (len(answer.hits), answer.snapshot_version) == (3, "g1-b1")
    assert answer.attribution_token


async def test_an_invalid_field_is_named_in_the_details(channel: grpc.aio.Channel) -> None:
    request = search_pb2.SearchRequest(page_size=121)
    error = await failure(search_pb2_grpc.SearchServiceStub(channel).Search(request))
    [violation] = detail(error, error_details_pb2.BadRequest).field_violations
    assert error.code() is Code.INVALID_ARGUMENT
    assert (violation.field, violation.description) == ("page_size", "must be from 0 to 120")
    assert detail(error, error_details_pb2.ErrorInfo).domain == "auslage"


async def test_an_unexpected_failure_tells_callers_and_logs_nothing_of_its_text(
    shop: MemoryShop, channel: grpc.aio.Channel
) -> None:
    async def fail() -> None:
        raise RuntimeError("redis://user:s3cr3t@host")

    shop.before = fail
    with capture_logs() as logs:
        error = await failure(search_pb2_grpc.SearchServiceStub(channel).Search(search_pb2.SearchRequest()))
    assert (error.code(), error.details()) == (Code.INTERNAL, "internal error")
    assert "s3cr3t" not in f"{error!r} {error.trailing_metadata()} {logs}"
    assert [(log["method"], log["error"]) for log in logs] == [("/auslage.v1.SearchService/Search", "RuntimeError")]


async def test_an_expected_failure_has_its_own_status(shop: MemoryShop, channel: grpc.aio.Channel) -> None:
    async def fail() -> None:
        raise StoreUnavailable("ledger")

    shop.before = fail
    error = await failure(search_pb2_grpc.SearchServiceStub(channel).Search(search_pb2.SearchRequest()))
    assert (error.code(), error.details()) == (Code.UNAVAILABLE, "ledger is unavailable")


async def test_one_call_too_many_is_refused_at_once_while_health_and_writes_go_on(
    shop: MemoryShop, channel: grpc.aio.Channel
) -> None:
    opened, search = asyncio.Event(), search_pb2_grpc.SearchServiceStub(channel).Search
    shop.before = opened.wait
    held = [search(search_pb2.SearchRequest(), timeout=30) for _ in range(2)]
    async with asyncio.timeout(10):
        await shop.begun.acquire()
        await shop.begun.acquire()
        error = await failure(search(search_pb2.SearchRequest()))
        health = await health_pb2_grpc.HealthStub(channel).Check(health_pb2.HealthCheckRequest())
        snapshot = await model_pb2_grpc.ModelServiceStub(channel).GetSnapshot(model_pb2.GetSnapshotRequest())
    assert error.code() is Code.RESOURCE_EXHAUSTED
    assert detail(error, error_details_pb2.RetryInfo).retry_delay.ToMilliseconds() == 100
    assert health.status == health_pb2.HealthCheckResponse.SERVING
    assert snapshot.snapshot.seq == 3
    opened.set()
    assert all(answer.total_size == 50 for answer in await asyncio.gather(*held))
    assert (await search(search_pb2.SearchRequest())).total_size == 50


async def test_work_stops_and_its_slot_is_free_when_the_caller_leaves(shop: MemoryShop) -> None:
    stopped, answered_at_once = asyncio.Event(), shop.before

    async def wait_for_ever() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            stopped.set()

    shop.before = wait_for_ever
    async with (
        served(shop, max_reads=1) as server,
        grpc.aio.insecure_channel(f"127.0.0.1:{server.port}") as channel,
        asyncio.timeout(10),
    ):
        search = search_pb2_grpc.SearchServiceStub(channel).Search
        call = search(search_pb2.SearchRequest())
        await shop.begun.acquire()
        call.cancel()
        await stopped.wait()
        shop.before = answered_at_once
        assert (await search(search_pb2.SearchRequest())).total_size == 50


async def test_the_budget_is_the_callers_deadline_or_one_second(shop: MemoryShop, channel: grpc.aio.Channel) -> None:
    search = search_pb2_grpc.SearchServiceStub(channel).Search
    await search(search_pb2.SearchRequest())
    await search(search_pb2.SearchRequest(), timeout=4)
    await search(search_pb2.SearchRequest(), timeout=600)
    budgets = [budget_ms for _, _, budget_ms in shop.searches]
    assert budgets[0] == 1000
    assert 1000 < budgets[1] < 5000
    assert budgets[2] == 5000


async def test_work_that_cannot_finish_is_not_started(shop: MemoryShop, channel: grpc.aio.Channel) -> None:
    await channel.channel_ready()
    error = await failure(search_pb2_grpc.SearchServiceStub(channel).Search(search_pb2.SearchRequest(), timeout=0.004))
    assert error.code() is Code.DEADLINE_EXCEEDED
    assert shop.searches == []


async def test_good_entries_are_kept_and_bad_ones_named_in_their_place(
    shop: MemoryShop, channel: grpc.aio.Channel
) -> None:
    stub = catalog_pb2_grpc.CatalogServiceStub(channel)
    bad_price = catalog_pb2.PriceInfo(price=float("nan"))
    products = [
        catalog_pb2.Product(id="new"),
        catalog_pb2.Product(id="bad", price_info=bad_price),
        catalog_pb2.Product(id="new"),
        catalog_pb2.Product(id="also-new"),
    ]
    answer = await stub.UpsertProducts(catalog_pb2.UpsertProductsRequest(products=products, wait_for_visible=True))
    assert [common_pb2.EntryStatus.Code.Name(status.code) for status in answer.statuses] == [
        "CODE_OK",
        "CODE_INVALID",
        "CODE_INVALID",
        "CODE_OK",
    ]
    assert [status.field for status in answer.statuses] == ["", "price_info.price", "id", ""]
    assert answer.visible
    assert {"new", "also-new"} < set(shop.stored)


async def test_events_are_answered_one_by_one_and_give_a_consistency_token(
    shop: MemoryShop, channel: grpc.aio.Channel
) -> None:
    known, unknown = ({"product_id": product_id} for product_id in ("p00", "nowhere"))
    fields = {"event_type": "click", "visitor_id": "v", "consent": "CONSENT_GRANTED"}
    events = [
        event_pb2.Event(event_id="e1", products=[known], **fields),
        event_pb2.Event(event_id="e2", products=[unknown], **fields),
        event_pb2.Event(event_id="e3", **fields | {"event_type": "wink"}),
    ]
    answer = await event_pb2_grpc.EventServiceStub(channel).WriteEvents(event_pb2.WriteEventsRequest(events=events))
    assert [list(status.warnings) for status in answer.statuses] == [[], ["UNKNOWN_PRODUCT"], []]
    assert answer.statuses[2].field == "event_type"
    request = search_pb2.SearchRequest(consistency_token=answer.consistency_token)
    await search_pb2_grpc.SearchServiceStub(channel).Search(request)
    assert shop.searches[0][0].who.min_seq == 2


async def test_a_batch_of_bad_entries_alone_stores_nothing(shop: MemoryShop, channel: grpc.aio.Channel) -> None:
    request = event_pb2.WriteEventsRequest(events=[event_pb2.Event()])
    answer = await event_pb2_grpc.EventServiceStub(channel).WriteEvents(request)
    assert (answer.statuses[0].field, answer.consistency_token, shop.events) == ("event_id", "", [])


async def test_patches_and_deletes_are_answered_one_by_one(channel: grpc.aio.Channel) -> None:
    stub, ids = catalog_pb2_grpc.CatalogServiceStub(channel), ("p00", "nowhere")
    patch = catalog_pb2.PatchProductsRequest(products=[catalog_pb2.Product(id=each) for each in ids])
    assert (await failure(stub.PatchProducts(patch))).details().startswith("update_mask: is empty")
    patch.update_mask.paths.append("price_info.price")
    delete = catalog_pb2.DeleteProductsRequest(product_ids=ids)
    for answer in (await stub.PatchProducts(patch), await stub.DeleteProducts(delete)):
        assert [status.code for status in answer.statuses] == [
            common_pb2.EntryStatus.CODE_OK,
            common_pb2.EntryStatus.CODE_NOT_FOUND,
        ]


async def test_the_catalogue_is_listed_in_pages_that_stay_near_1_mib(
    shop: MemoryShop, channel: grpc.aio.Channel
) -> None:
    shop.stored = {f"p{i:03}": Product(id=f"p{i:03}", description="x" * 20_000) for i in range(120)}
    stub, request, listed = catalog_pb2_grpc.CatalogServiceStub(channel), catalog_pb2.ListProductsRequest(), []
    while True:
        page = await stub.ListProducts(request)
        assert page.ByteSize() <= 1_100_000
        listed += [product.id for product in page.products]
        if not page.next_page_token:
            break
        request.page_token = page.next_page_token
    assert listed == sorted(shop.stored)


async def test_a_product_is_read_with_its_cost_or_not_found(channel: grpc.aio.Channel) -> None:
    stub = catalog_pb2_grpc.CatalogServiceStub(channel)
    assert (await stub.GetProduct(catalog_pb2.GetProductRequest(product_id="p00"))).product.price_info.cost == 1.0
    error = await failure(stub.GetProduct(catalog_pb2.GetProductRequest(product_id="nowhere")))
    assert error.code() is Code.NOT_FOUND


async def test_bundles_are_listed_and_activated(channel: grpc.aio.Channel) -> None:
    stub = model_pb2_grpc.ModelServiceStub(channel)
    listed = await stub.ListBundles(model_pb2.ListBundlesRequest())
    assert [(bundle.version, bundle.metrics["hr@20"]) for bundle in listed.bundles] == [("b1", 0.5)]
    assert (await stub.ActivateBundle(model_pb2.ActivateBundleRequest(version="b1"))).bundle.active
    error = await failure(stub.ActivateBundle(model_pb2.ActivateBundleRequest(version="b2")))
    assert error.code() is Code.NOT_FOUND


async def test_oversized_messages_and_metadata_are_refused_before_any_work(
    shop: MemoryShop, channel: grpc.aio.Channel
) -> None:
    search = search_pb2_grpc.SearchServiceStub(channel).Search
    for error in (
        await failure(search(search_pb2.SearchRequest(query="q" * (MAX_REQUEST_BYTES + 1)))),
        await failure(search(search_pb2.SearchRequest(), metadata=(("x-large", "m" * 20_480),))),
    ):
        assert error.code() is Code.RESOURCE_EXHAUSTED
    assert shop.searches == []


async def test_a_batch_of_500_rich_products_fits_into_one_message(shop: MemoryShop, channel: grpc.aio.Channel) -> None:
    shop.stored = {}
    products = [catalog_pb2.Product(id=f"p{i}", title="Shorts", description="x" * 20_000) for i in range(500)]
    request = catalog_pb2.UpsertProductsRequest(products=products)
    answer = await catalog_pb2_grpc.CatalogServiceStub(channel).UpsertProducts(request)
    assert {status.code for status in answer.statuses} == {common_pb2.EntryStatus.CODE_OK}
    assert len(shop.stored) == 500


async def test_a_large_search_is_refused_by_the_caps_of_its_fields(shop: MemoryShop, channel: grpc.aio.Channel) -> None:
    search = search_pb2_grpc.SearchServiceStub(channel).Search
    for request, field in (
        (search_pb2.SearchRequest(query="q" * 1_048_576), "query"),
        (search_pb2.SearchRequest(filter="f" * 1_048_576), "filter"),
        (search_pb2.SearchRequest(page_token="t" * 1_048_576), "page_token"),
    ):
        error = await failure(search(request))
        assert (error.code(), error.details().split(":")[0]) == (Code.INVALID_ARGUMENT, field)
    assert shop.searches == []


@pytest.mark.parametrize("service", ["", *SERVICES])
async def test_health_answers_for_every_service(server: RpcServer, channel: grpc.aio.Channel, service: str) -> None:
    check, request = health_pb2_grpc.HealthStub(channel).Check, health_pb2.HealthCheckRequest(service=service)
    assert (await check(request)).status == health_pb2.HealthCheckResponse.SERVING
    await server.report(serving=False, services=[service])
    assert (await check(request)).status == health_pb2.HealthCheckResponse.NOT_SERVING


async def test_a_server_serves_from_its_first_call_on(shop: MemoryShop) -> None:
    server = build(shop, "127.0.0.1:0")
    async with grpc.aio.insecure_channel(f"127.0.0.1:{server.port}") as channel, asyncio.timeout(10):
        watched = health_pb2_grpc.HealthStub(channel).Watch(health_pb2.HealthCheckRequest(), wait_for_ready=True)
        await server.start()
        assert (await watched.read()).status == health_pb2.HealthCheckResponse.SERVING
        watched.cancel()
        await server.drain(pause_s=0, grace_s=0)


async def test_reflection_lists_every_service(channel: grpc.aio.Channel) -> None:
    request = reflection_pb2.ServerReflectionRequest(list_services="")
    stub = reflection_pb2_grpc.ServerReflectionStub(channel)
    [answer] = [each async for each in stub.ServerReflectionInfo(iter([request]))]
    assert set(SERVICES) < {service.name for service in answer.list_services_response.service}


async def test_a_draining_server_says_so_at_once_and_finishes_what_runs(shop: MemoryShop) -> None:
    opened = asyncio.Event()
    shop.before = opened.wait
    async with (
        served(shop) as server,
        grpc.aio.insecure_channel(f"127.0.0.1:{server.port}") as channel,
        asyncio.timeout(20),
    ):
        call = search_pb2_grpc.SearchServiceStub(channel).Search(search_pb2.SearchRequest(), timeout=20)
        await shop.begun.acquire()
        draining = asyncio.create_task(server.drain(pause_s=0.2, grace_s=20))
        await asyncio.sleep(0)
        health = await health_pb2_grpc.HealthStub(channel).Check(health_pb2.HealthCheckRequest())
        assert health.status == health_pb2.HealthCheckResponse.NOT_SERVING
        opened.set()
        assert (await call).total_size == 50
        await draining


def build(shop: MemoryShop, listen: str) -> RpcServer:
    use_cases = UseCases(shop.search, shop.suggest, shop.recommend, shop.write_events, shop, shop)
    listening = Listening(listen, max_reads=1, max_writes=1)
    return build_server(use_cases, listening, tokens=TokenSeal(b"a key for tests only"), now_ms=lambda: NOW_MS)


async def test_a_taken_port_is_a_clear_error(shop: MemoryShop, server: RpcServer) -> None:
    with pytest.raises(SettingsInvalid, match="another server"):
        build(shop, f"127.0.0.1:{server.port}")


async def test_an_address_beyond_this_machine_is_refused(shop: MemoryShop) -> None:
    with pytest.raises(SettingsInvalid, match="allow_remote"):
        build(shop, "0.0.0.0:0")
