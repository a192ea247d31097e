"""Twenty thousand products with the same title words, served: what callers see of the two phases through gRPC."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from auslage.v1 import common_pb2, event_pb2, search_pb2

from service.limits import MAX_BATCH
from service.types import Product
from tests.harness.builders import product
from tests.harness.served import Service, quick_settings, served
from tests.harness.storefront import whole
from tests.harness.waiting import eventually

N_PRODUCTS, N_MEN, N_PAGES = 20_000, 300, 400
FIRST_MENS = N_PRODUCTS - 2 * N_MEN
ANNA = {"visitor_id": "anna", "consent": common_pb2.CONSENT_GRANTED}


def _short(number: int) -> Product:
    # The men's stand late in the catalogue, where no first thousand reaches.
    is_mens = number >= FIRST_MENS and number % 2 == 0
    return product(
        f"p{number:05d}",
        title="Shorts kurz bequem",
        categories=("Mode > Shorts",),
        genders=("men",) if is_mens else ("women",),
        age_groups=("adult",),
    )


@pytest.fixture
async def service(tmp_path: Path) -> AsyncIterator[Service]:
    async with served(quick_settings(tmp_path)) as service:
        for start in range(0, N_PRODUCTS, MAX_BATCH):
            await service.keeper.upsert_products([_short(number) for number in range(start, start + MAX_BATCH)])

        async def all_are_found() -> bool:
            return (await service.search.Search(search_pb2.SearchRequest(query="Shorts"))).total_size == N_PRODUCTS

        await eventually(all_are_found)
        yield service


async def _look_at_mens(service: Service) -> str:
    views = [
        event_pb2.Event(
            event_id=f"view-{n}",
            event_type="detail-page-view",
            products=[event_pb2.EventProduct(product_id=f"p{FIRST_MENS + 2 * n:05d}")],
            **ANNA,
        )
        for n in range(5)
    ]
    return (await service.event.WriteEvents(event_pb2.WriteEventsRequest(events=views))).consistency_token


async def test_a_mens_history_brings_mens_to_page_one_and_400_pages_never_repeat_a_product(service: Service) -> None:
    request = search_pb2.SearchRequest(
        query="Shorts", facet_specs=[search_pb2.FacetSpec(key="gender")], return_products=True, **ANNA
    )
    request.consistency_token = await _look_at_mens(service)
    page = await whole(lambda: service.search.Search(request))
    assert [list(hit.product.audience.genders) for hit in page.hits] == [["men"]] * 24
    assert page.total_size == N_PRODUCTS
    assert {value.value: value.count for value in page.facets[0].values} == {"men": N_MEN, "women": N_PRODUCTS - N_MEN}

    seen = [hit.product_id for hit in page.hits]
    for _ in range(N_PAGES - 1):
        request.page_token = page.next_page_token
        page = await service.search.Search(request)
        seen += [hit.product_id for hit in page.hits]
    assert len(seen) == N_PAGES * 24
    assert len(set(seen)) == len(seen)
