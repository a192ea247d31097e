"""Twenty thousand products with the same title words: what the two phases promise when everything matches."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from service.limits import MAX_RESULT_WINDOW
from service.types import EventType, FacetSpec, Product, SearchQuery
from tests.harness.builders import NOON_MS, event, product
from tests.harness.indexed import ANNA, IndexedShop

N_PRODUCTS, N_MEN = 20_000, 300
SHORTS = SearchQuery("Shorts", who=ANNA, facets=(FacetSpec("gender"),))


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[IndexedShop]:
    folder: Path = tmp_path_factory.mktemp("twenty-thousand")
    with IndexedShop(folder, [_short(number) for number in range(N_PRODUCTS)]) as shop:
        yield shop


def _short(number: int) -> Product:
    # The men's stand late in the catalogue, where no first five hundred reach.
    men = number >= N_PRODUCTS - 2 * N_MEN and number % 2 == 0
    return product(
        f"p{number:05d}",
        title="Shorts kurz bequem",
        categories=("Mode > Shorts",),
        genders=("men",) if men else ("women",),
        age_groups=("adult",),
    )


def _mens_history() -> list:
    return [
        event(
            f"e{n}", of=f"p{N_PRODUCTS - 2 * N_MEN + 2 * n:05d}", at_ms=NOON_MS - 60_000 + n, event_type=EventType.CLICK
        )
        for n in range(5)
    ]


def test_a_mens_history_brings_mens_to_page_one(shop: IndexedShop) -> None:
    result = shop.search(SHORTS, _mens_history())
    genders = {shop.view.columns.records[shop.view.columns.row(hit.product_id)].genders for hit in result.hits}
    assert genders == {("men",)}


def test_total_size_and_facets_are_exact(shop: IndexedShop) -> None:
    result = shop.search(SHORTS, _mens_history())
    assert result.total_size == N_PRODUCTS
    assert {value.value: value.count for value in result.facets[0].values} == {
        "men": N_MEN,
        "women": N_PRODUCTS - N_MEN,
    }


def test_four_hundred_pages_never_repeat_a_product(shop: IndexedShop) -> None:
    history = _mens_history()
    seen: list[str] = []
    for page in range(400):
        seen += shop.found(replace(SHORTS, facets=(), offset=page * 24), history)
    assert len(seen) == 400 * 24
    assert len(set(seen)) == len(seen)


def test_without_history_the_order_has_no_personal_part(shop: IndexedShop) -> None:
    result = shop.search(SHORTS)
    assert [hit.rank_without_personalization for hit in result.hits] == list(range(1, 25))
    assert all(not part.name.startswith("slot.") for hit in result.hits for part in hit.parts)


def test_the_rank_without_personalisation_is_the_rank_at_strength_zero(shop: IndexedShop) -> None:
    history = _mens_history()
    unpersonalised = replace(SHORTS, who=replace(ANNA, strength=0.0), page_size=120)
    ranks: dict[str, int] = {}
    for page in range(84):
        found = shop.found(replace(unpersonalised, facets=(), offset=page * 120), history)
        ranks |= {product_id: page * 120 + place for place, product_id in enumerate(found, start=1)}
    for hit in shop.search(SHORTS, history).hits:
        beyond = hit.product_id not in ranks and hit.rank_without_personalization > MAX_RESULT_WINDOW
        assert beyond or hit.rank_without_personalization == ranks[hit.product_id]
