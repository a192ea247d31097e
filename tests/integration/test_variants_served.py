"""Variants, facets and sorting as callers see them through gRPC."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from auslage.v1 import search_pb2

from service.types import Availability
from tests.harness.builders import product
from tests.harness.served import Service, quick_settings, served
from tests.harness.waiting import eventually

SIZES, COLOURS = ("38", "40", "42"), ("Rot", "Blau")
N_GROUPS = 10
PRODUCTS = [
    product(
        f"boot{group}-{colour}-{size}",
        primary_product_id=f"boot{group}",
        title="Stiefel",
        sizes=(size,),
        color_families=(colour,),
        price=10.0 * (group + 1) + SIZES.index(size),
        availability=Availability.OUT_OF_STOCK if (group, size) == (0, "42") else Availability.IN_STOCK,
    )
    for group in range(N_GROUPS)
    for colour in COLOURS
    for size in SIZES
]


@pytest.fixture
async def service(tmp_path: Path) -> AsyncIterator[Service]:
    async with served(quick_settings(tmp_path)) as service:
        await service.keeper.upsert_products(PRODUCTS)

        async def all_are_found() -> bool:
            return (await service.search.Search(search_pb2.SearchRequest())).total_size == N_GROUPS

        await eventually(all_are_found)
        yield service


async def test_a_storefront_shows_a_tile_for_each_group_and_lets_further_sizes_be_chosen(service: Service) -> None:
    size = search_pb2.FacetSpec(key="size", disjunctive=True)
    request = search_pb2.SearchRequest(query="Stiefel", filter='size: ANY("42")', facet_specs=[size], page_size=4)
    shown: list[str] = []
    while True:
        page = await service.search.Search(request)
        assert page.total_size == N_GROUPS
        assert {value.value: value.count for value in page.facets[0].values} == dict.fromkeys(SIZES, N_GROUPS)
        assert all(hit.matched_variant_id == hit.product_id and hit.product_id.endswith("42") for hit in page.hits)
        shown += [hit.product_id for hit in page.hits]
        if not page.next_page_token:
            break
        request.page_token = page.next_page_token
    assert len({product_id.split("-")[0] for product_id in shown}) == len(shown) == N_GROUPS
    assert shown[-1].startswith("boot0-")


async def test_without_roll_up_every_variant_answers_for_itself(service: Service) -> None:
    request = search_pb2.SearchRequest(
        query="Stiefel", variant_rollup=False, order_by="price desc", facet_specs=[search_pb2.FacetSpec(key="size")]
    )
    page = await service.search.Search(request)
    assert (page.total_size, page.facets[0].values[0].count) == (len(PRODUCTS), len(PRODUCTS) // len(SIZES))
    assert [hit.product_id for hit in page.hits][:3] == ["boot9-Rot-42", "boot9-Blau-42", "boot9-Rot-40"]
    assert {hit.matched_variant_id for hit in page.hits} == {""}
    request.ClearField("variant_rollup")
    request.order_by = "price"
    page = await service.search.Search(request)
    assert [hit.product_id for hit in page.hits] == [f"boot{group}-Rot-38" for group in range(N_GROUPS)]
