"""How soon a change can be found, in the whole service."""

from __future__ import annotations

import time
from pathlib import Path

from auslage.v1 import catalog_pb2, search_pb2

from tests.harness.served import quick_settings, served
from tests.harness.waiting import eventually

N_CHANGES = 10


async def test_a_change_is_searchable_soon_after_it_was_acknowledged(tmp_path: Path) -> None:
    async with served(quick_settings(tmp_path)) as service:
        took_ms = []
        for number in range(N_CHANGES):
            title = f"Zelt{number:02d}x"

            async def is_found(title: str = title) -> bool:
                return bool((await service.search.Search(search_pb2.SearchRequest(query=title))).hits)

            product = catalog_pb2.Product(id="p", title=title)
            await service.catalog.UpsertProducts(catalog_pb2.UpsertProductsRequest(products=[product]))
            acknowledged = time.monotonic()
            await eventually(is_found)
            took_ms.append(round(1000 * (time.monotonic() - acknowledged)))
        print("searchable after ms:", sorted(took_ms))


async def test_wait_for_visible_answers_when_the_change_is_found(tmp_path: Path) -> None:
    async with served(quick_settings(tmp_path)) as service:
        for number in range(N_CHANGES):
            product = catalog_pb2.Product(id=f"p{number}", title="Zelt")
            written = await service.catalog.UpsertProducts(
                catalog_pb2.UpsertProductsRequest(products=[product], wait_for_visible=True)
            )
            found = await service.search.Search(search_pb2.SearchRequest(query="Zelt"))
            assert written.visible
            assert found.total_size == number + 1
