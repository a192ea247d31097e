"""Pages of a personalised search belong together, whatever the visitor does meanwhile."""

from __future__ import annotations

from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path

import pytest_asyncio

from service.limits import MAX_VISIT_EVENTS
from tests.harness.served import Service, quick_settings, served
from tests.harness.storefront import happening, ids, search, see, shorts, stock, tell, whole


@pytest_asyncio.fixture
async def service(tmp_path: Path) -> AsyncIterator[Service]:
    async with served(quick_settings(tmp_path)) as service:
        await stock(service, shorts(30))
        await see(service, "women01", "women02")
        yield service


async def pages(service: Service, first_token: str, size: int) -> list[list[str]]:
    found, token = [], first_token
    while token:
        page = await whole(partial(search, service, page_size=size, page_token=token))
        found.append(ids(page))
        token = page.next_page_token
    return found


async def test_events_between_pages_do_not_change_the_next_one(service: Service) -> None:
    first = await whole(partial(search, service, page_size=20))
    undisturbed = await pages(service, first.next_page_token, 20)
    for product_id in ("men03", "men04", "men05", "women29"):
        await see(service, product_id)
        assert await pages(service, first.next_page_token, 20) == undisturbed
    assert ids(await whole(partial(search, service, page_size=20))) != ids(first)


async def test_pages_stay_disjoint_after_more_events_than_a_visit_keeps(service: Service) -> None:
    first = await whole(partial(search, service, page_size=20))
    undisturbed = await pages(service, first.next_page_token, 20)
    for start in range(0, MAX_VISIT_EVENTS + 50, 50):
        await tell(service, *(happening(f"men{(start + n) % 30:02d}") for n in range(50)))
    assert await pages(service, first.next_page_token, 20) == undisturbed
    every = [product_id for page in [ids(first), *undisturbed] for product_id in page]
    assert len(every) == len(set(every)) == 60
