"""The service as a caller meets it: gRPC over a socket, a real ledger, a real index."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import grpc
import pytest
import pytest_asyncio
from auslage.v1 import catalog_pb2, common_pb2, event_pb2, recommendation_pb2, search_pb2
from google.protobuf.field_mask_pb2 import FieldMask

from tests.harness.served import Service, quick_settings, served
from tests.harness.waiting import eventually

GRANTED = common_pb2.CONSENT_GRANTED
COLORS = ("Rot", "Blau", "Grün", "Schwarz")


@pytest_asyncio.fixture
async def service(tmp_path: Path) -> AsyncIterator[Service]:
    async with served(quick_settings(tmp_path)) as service:
        await service.catalog.UpsertProducts(
            catalog_pb2.UpsertProductsRequest(products=_shorts(), wait_for_visible=True)
        )
        yield service


def _shorts() -> list[catalog_pb2.Product]:
    return [
        catalog_pb2.Product(
            id=f"{gender}{number:02d}",
            title=f"{word}shorts Modell {number}",
            categories=[f"{word} > Shorts"],
            brands=["Lindholz" if number % 2 else "Strandgut"],
            audience=catalog_pb2.Audience(genders=[gender], age_groups=["adult"]),
            color_info=catalog_pb2.ColorInfo(color_families=[COLORS[number % 4]]),
            price_info=catalog_pb2.PriceInfo(price=20.0 + number, currency_code="EUR"),
        )
        for gender, word in (("men", "Herren"), ("women", "Damen"))
        for number in range(20)
    ]


async def _search(service: Service, query: str = "Shorts", **fields: object) -> search_pb2.SearchResponse:
    return await service.search.Search(search_pb2.SearchRequest(query=query, **fields))


async def _see(service: Service, *product_ids: str, **fields: object) -> str:
    events = [
        event_pb2.Event(
            event_id=f"see-{product_id}",
            event_type="detail-page-view",
            visitor_id="anna",
            products=[event_pb2.EventProduct(product_id=product_id)],
            consent=GRANTED,
            **fields,
        )
        for product_id in product_ids
    ]
    written = await service.event.WriteEvents(event_pb2.WriteEventsRequest(events=events))
    return written.consistency_token


def _ids(response: search_pb2.SearchResponse) -> list[str]:
    return [hit.product_id for hit in response.hits]


async def test_every_click_changes_the_next_answer(service: Service) -> None:
    before = await _search(service, visitor_id="anna", consent=GRANTED)
    token = await _see(service, "women03", "women05", "women07")
    after = await _search(service, visitor_id="anna", consent=GRANTED, consistency_token=token)
    assert set(_ids(before)) != set(_ids(after))
    assert all(product_id.startswith("women") for product_id in _ids(after)[:20])
    assert after.total_size == before.total_size == 40


async def test_the_query_overrules_history(service: Service) -> None:
    await _see(service, "men03", "men05", "men07")
    for query, unfinished in (("Damenshorts", False), ("Damensh", True), ("Shorts für Damen", False)):
        found = await _search(service, query, visitor_id="anna", consent=GRANTED, as_you_type=unfinished)
        assert {product_id[:5] for product_id in _ids(found)} == {"women"}
        assert found.total_size == 20


async def test_parts_sum_to_the_score(service: Service) -> None:
    await _see(service, "women03")
    found = await _search(service, visitor_id="anna", consent=GRANTED)
    for hit in found.hits:
        assert sum(part.value for part in hit.parts) == pytest.approx(hit.score, abs=1e-5)


async def test_without_consent_or_strength_the_order_is_the_unpersonalised_one(service: Service) -> None:
    plain = await _search(service)
    await _see(service, "women03", "women05")
    denied = await _search(service, visitor_id="anna", consent=common_pb2.CONSENT_DENIED)
    silent = await _search(service, visitor_id="anna")
    weak = await _search(service, visitor_id="anna", consent=GRANTED, personalization_strength=0.0)
    strong = await _search(service, visitor_id="anna", consent=GRANTED, page_size=120)
    assert _ids(plain) == _ids(denied) == _ids(silent) == _ids(weak)
    assert common_pb2.DEGRADED_NO_CONSENT in denied.degraded
    by_rank = sorted(strong.hits, key=lambda hit: hit.rank_without_personalization)
    assert [hit.product_id for hit in by_rank][:24] == _ids(plain)


async def test_an_event_without_consent_is_not_stored(service: Service) -> None:
    event = event_pb2.Event(event_id="e", event_type="click", visitor_id="bert")
    written = await service.event.WriteEvents(event_pb2.WriteEventsRequest(events=[event]))
    assert [status.code for status in written.statuses] == [common_pb2.EntryStatus.CODE_NOT_STORED]
    assert not written.consistency_token


async def test_pages_are_disjoint_and_survive_a_click_between(service: Service) -> None:
    first = await _search(service, visitor_id="anna", consent=GRANTED)
    await _see(service, "women03", "women05", "women07")
    second = await _search(service, visitor_id="anna", consent=GRANTED, page_token=first.next_page_token)
    assert len({*_ids(first), *_ids(second)}) == 40
    assert not second.next_page_token


async def test_a_changed_request_with_an_old_token_is_refused(service: Service) -> None:
    first = await _search(service)
    with pytest.raises(grpc.aio.AioRpcError) as refused:
        await _search(service, "Hemd", page_token=first.next_page_token)
    assert refused.value.code() is grpc.StatusCode.INVALID_ARGUMENT
    assert "page_token" in (refused.value.details() or "")


async def test_filters_facets_and_sorting(service: Service) -> None:
    found = await _search(
        service,
        filter='gender: ANY("women") AND price: IN(25, 30)',
        facet_specs=[search_pb2.FacetSpec(key="color"), search_pb2.FacetSpec(key="brand")],
        order_by="price desc",
    )
    assert _ids(found) == [f"women{number:02d}" for number in range(10, 4, -1)]
    color, brand = found.facets
    assert {value.value: value.count for value in color.values} == {"Blau": 2, "Grün": 2, "Schwarz": 1, "Rot": 1}
    assert sum(value.count for value in brand.values) == found.total_size == 6


async def test_prices_stock_and_deletions_show_at_once(service: Service) -> None:
    catalog = service.catalog
    patch = catalog_pb2.Product(id="men00", price_info=catalog_pb2.PriceInfo(price=5.0))
    await catalog.PatchProducts(
        catalog_pb2.PatchProductsRequest(
            products=[patch], update_mask=FieldMask(paths=["price_info.price"]), wait_for_visible=True
        )
    )
    await catalog.DeleteProducts(catalog_pb2.DeleteProductsRequest(product_ids=["men01"], wait_for_visible=True))
    cheap = await _search(service, filter="price: IN(1, 10)")
    assert _ids(cheap) == ["men00"]
    assert (await _search(service)).total_size == 39
    with pytest.raises(grpc.aio.AioRpcError) as gone:
        await catalog.GetProduct(catalog_pb2.GetProductRequest(product_id="men01"))
    assert gone.value.code() is grpc.StatusCode.NOT_FOUND


async def test_hidden_products_are_not_found(service: Service) -> None:
    patch = catalog_pb2.Product(id="men00", hidden=True)
    await service.catalog.PatchProducts(
        catalog_pb2.PatchProductsRequest(
            products=[patch], update_mask=FieldMask(paths=["hidden"]), wait_for_visible=True
        )
    )
    assert (await _search(service)).total_size == 39


async def test_recommendations_follow_the_first_event(service: Service) -> None:
    await _see(service, "women03")
    recommend = service.recommendation.Recommend
    for_you = await recommend(
        recommendation_pb2.RecommendRequest(
            placement=recommendation_pb2.PLACEMENT_FOR_YOU, visitor_id="anna", consent=GRANTED, page_size=10
        )
    )
    assert len(for_you.hits) == 10
    assert all(hit.product_id.startswith("women") and hit.product_id != "women03" for hit in for_you.hits)
    reasons = {reason for hit in for_you.hits for reason in hit.reasons}
    assert any(reason.startswith("Weil du „") and reason.endswith("“ angesehen hast") for reason in reasons), reasons
    similar = await recommend(
        recommendation_pb2.RecommendRequest(
            placement=recommendation_pb2.PLACEMENT_SIMILAR, product_ids=["women03"], language_code="en"
        )
    )
    assert len(similar.hits) == 19
    assert all(hit.product_id.startswith("women") for hit in similar.hits)
    recent = await recommend(
        recommendation_pb2.RecommendRequest(
            placement=recommendation_pb2.PLACEMENT_RECENTLY_VIEWED, visitor_id="anna", consent=GRANTED
        )
    )
    assert [hit.product_id for hit in recent.hits] == ["women03"]
    assert common_pb2.DEGRADED_NO_BUNDLE in for_you.degraded


async def test_what_is_sold_out_or_filtered_is_never_recommended(service: Service) -> None:
    sold_out = catalog_pb2.Product(id="women05", availability=catalog_pb2.Product.OUT_OF_STOCK)
    await service.catalog.PatchProducts(
        catalog_pb2.PatchProductsRequest(
            products=[sold_out], update_mask=FieldMask(paths=["availability"]), wait_for_visible=True
        )
    )
    await _see(service, "women03")
    for placement in (
        recommendation_pb2.PLACEMENT_FOR_YOU,
        recommendation_pb2.PLACEMENT_SIMILAR,
        recommendation_pb2.PLACEMENT_TRENDING,
    ):
        found = await service.recommendation.Recommend(
            recommendation_pb2.RecommendRequest(
                placement=placement,
                product_ids=["women03"],
                visitor_id="anna",
                consent=GRANTED,
                filter='brand: ANY("Lindholz")',
            )
        )
        ids = {hit.product_id for hit in found.hits}
        assert ids
        assert not ids & {"women05", "women03"}
        assert all(int(product_id[-2:]) % 2 for product_id in ids)


async def test_demand_orders_equal_matches_within_seconds(service: Service) -> None:
    crowd = [
        event_pb2.Event(
            event_id=f"crowd-{number}",
            event_type="click",
            visitor_id=f"visitor-{number}",
            products=[event_pb2.EventProduct(product_id="men13")],
            consent=GRANTED,
        )
        for number in range(50)
    ]
    await service.event.WriteEvents(event_pb2.WriteEventsRequest(events=crowd))

    async def leads() -> bool:
        return _ids(await _search(service))[0] == "men13"

    await eventually(leads)
    found = await _search(service)
    assert "demand" in {part.name for part in found.hits[0].parts}


async def test_bad_input_names_field_and_limit(service: Service) -> None:
    for fields, words in (
        ({"filter": 'shade: ANY("x")'}, ("filter", "shade")),
        ({"filter": 'price: ANY("x")'}, ("filter", "price")),
        ({"page_size": 121}, ("page_size", "120")),
        ({"query": "x" * 257}, ("query", "256")),
        ({"order_by": "shade"}, ("order_by",)),
        ({"facet_specs": [search_pb2.FacetSpec(key="shade")]}, ("facet_specs[0].key", "color")),
    ):
        with pytest.raises(grpc.aio.AioRpcError) as refused:
            await service.search.Search(search_pb2.SearchRequest(**fields))
        assert refused.value.code() is grpc.StatusCode.INVALID_ARGUMENT
        assert all(word in (refused.value.details() or "") for word in words)


async def test_the_good_rest_of_a_batch_is_kept(service: Service) -> None:
    products = [
        catalog_pb2.Product(id="new1", title="Neu"),
        catalog_pb2.Product(id="new1", title="Doppelt"),
        catalog_pb2.Product(id="new2", title="Preis", price_info=catalog_pb2.PriceInfo(price=float("nan"))),
        catalog_pb2.Product(id="new3", title="Auch neu"),
    ]
    written = await service.catalog.UpsertProducts(catalog_pb2.UpsertProductsRequest(products=products))
    codes = [status.code for status in written.statuses]
    status = common_pb2.EntryStatus
    assert codes == [status.CODE_OK, status.CODE_INVALID, status.CODE_INVALID, status.CODE_OK]
    assert "price" in written.statuses[2].field


async def test_an_event_for_an_unknown_product_joins_when_the_product_arrives(service: Service) -> None:
    await _see(service, "women99")
    product = _shorts()[-1]
    product.id = "women99"
    await service.catalog.UpsertProducts(catalog_pb2.UpsertProductsRequest(products=[product], wait_for_visible=True))
    found = await _search(service, visitor_id="anna", consent=GRANTED)
    assert _ids(found)[0].startswith("women")
