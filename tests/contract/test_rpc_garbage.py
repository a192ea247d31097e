"""No bytes can make the server answer UNKNOWN, hang or die."""

import random

import grpc
import grpc.aio
import pytest
from auslage.v1 import catalog_pb2, event_pb2, model_pb2, recommendation_pb2, search_pb2

from service.types import Product
from tests.harness.rpc_shop import MemoryShop, served

EXPECTED = {grpc.StatusCode.OK, grpc.StatusCode.INVALID_ARGUMENT, grpc.StatusCode.NOT_FOUND}
GARBLED = "AAAA"
PRODUCT = catalog_pb2.Product(id="p1", title="Shorts", price_info={"price": 9.5}, audience={"genders": ["Damen"]})
REQUESTS = {
    "SearchService/Search": search_pb2.SearchRequest(
        query="Shorts",
        visitor_id="v",
        filter="price < 9",
        facet_specs=[{"key": "brand", "limit": 3}],
        page_token=GARBLED,
    ),
    "RecommendationService/Recommend": recommendation_pb2.RecommendRequest(placement=2, product_ids=["p1"]),
    "EventService/WriteEvents": event_pb2.WriteEventsRequest(
        events=[event_pb2.Event(event_id="e", event_type="click", visitor_id="v", products=[{"product_id": "p1"}])]
    ),
    "CatalogService/UpsertProducts": catalog_pb2.UpsertProductsRequest(products=[PRODUCT]),
    "CatalogService/PatchProducts": catalog_pb2.PatchProductsRequest(
        products=[PRODUCT], update_mask={"paths": ["price_info.price"]}
    ),
    "CatalogService/DeleteProducts": catalog_pb2.DeleteProductsRequest(product_ids=["p1"]),
    "CatalogService/GetProduct": catalog_pb2.GetProductRequest(product_id="p1"),
    "CatalogService/ListProducts": catalog_pb2.ListProductsRequest(page_size=5, page_token=GARBLED),
    "ModelService/ActivateBundle": model_pb2.ActivateBundleRequest(version="b1"),
}


def mutated(frame: bytes, choose: random.Random) -> bytes:
    bytes_ = bytearray(frame)
    for _ in range(choose.randint(1, 4)):
        place = choose.randrange(len(bytes_) + 1)
        bytes_[place : place + choose.randint(0, 2)] = choose.randbytes(choose.randint(0, 3))
    return bytes(bytes_)


@pytest.mark.parametrize("method", REQUESTS)
async def test_mutated_frames_are_answered_or_refused_but_never_unknown(method: str) -> None:
    seed = 20260102
    print("seed", seed)
    choose, frame = random.Random(seed), REQUESTS[method].SerializeToString()
    shop = MemoryShop({"p1": Product(id="p1")})
    async with served(shop) as server, grpc.aio.insecure_channel(f"127.0.0.1:{server.port}") as channel:
        call = channel.unary_unary(f"/auslage.v1.{method}")
        codes = [await call(mutated(frame, choose), timeout=10).code() for _ in range(150)]
    assert set(codes) <= EXPECTED


async def test_what_is_no_message_is_an_invalid_argument() -> None:
    async with served(MemoryShop()) as server, grpc.aio.insecure_channel(f"127.0.0.1:{server.port}") as channel:
        with pytest.raises(grpc.aio.AioRpcError, match="is not a message") as caught:
            await channel.unary_unary("/auslage.v1.SearchService/Search")(b"\xff\xff")
        assert caught.value.code() is grpc.StatusCode.INVALID_ARGUMENT


async def test_a_method_that_does_not_exist_is_unimplemented() -> None:
    async with served(MemoryShop()) as server, grpc.aio.insecure_channel(f"127.0.0.1:{server.port}") as channel:
        with pytest.raises(grpc.aio.AioRpcError) as caught:
            await channel.unary_unary("/auslage.v1.SearchService/Find")(b"")
        assert caught.value.code() is grpc.StatusCode.UNIMPLEMENTED
