"""Variants rolled up: an answer shows one product of each group, the one that fits best, and counts groups."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from service.answers import Hit
from service.types import Availability, Event, Product, SearchQuery
from tests.harness.builders import event, product
from tests.harness.indexed import ANNA, IndexedShop, parts_of

N_PRODUCTS, N_GROUPS = 240, 40
COLOURS, SIZES = ("Rot", "Blau", "Grau"), ("38", "40", "42")
SHOES, SHIRTS = "Damen > Schuhe > Stiefel", "Damen > Bekleidung > Blusen"


def _random_product(rng: random.Random, number: int) -> Product:
    group = rng.randrange(N_GROUPS)
    return product(
        f"p{number:03d}",
        primary_product_id=f"g{group}" if group % 4 else f"p{number:03d}" if group % 8 else "",
        title=rng.choice(("Stiefel", "Hohe Stiefel", f"Stiefel {rng.choice(COLOURS)}")),
        categories=(rng.choice((SHOES, SHIRTS)),),
        color_families=(rng.choice(COLOURS),),
        sizes=(rng.choice(SIZES),) if rng.random() < 0.8 else SIZES,
        brands=(f"Marke{group % 5}",),
        price=float(rng.randint(1, 60)),
        rating_average=float(rng.randint(1, 5)) if rng.random() < 0.8 else None,
        availability=rng.choice(list(Availability)),
        hidden=rng.random() < 0.05,
    )


@pytest.fixture(scope="module")
def seed() -> int:
    seed = random.randrange(2**32)
    print("seed", seed)
    return seed


@pytest.fixture(scope="module")
def products(seed: int) -> dict[str, Product]:
    rng = random.Random(seed)
    return {item.id: item for item in (_random_product(rng, number) for number in range(N_PRODUCTS))}


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory, products: dict[str, Product]) -> Iterator[IndexedShop]:
    folder: Path = tmp_path_factory.mktemp("index")
    with IndexedShop(folder, [*products.values()][: N_PRODUCTS // 2]) as shop:
        for item in [*products.values()][N_PRODUCTS // 3 :]:
            shop.history.put(item)
        shop.publish()
        yield shop


def _pages(shop: IndexedShop, query: SearchQuery, events: Sequence[Event] = (), *, size: int = 120) -> list[Hit]:
    pages = (shop.search(replace(query, page_size=size, offset=at), events).hits for at in range(0, N_PRODUCTS, size))
    return [hit for page in pages for hit in page]


def _group(item: Product) -> str:
    return item.primary_product_id or item.id


def _first_of_each(ids: Sequence[str], products: dict[str, Product]) -> list[str]:
    return list({_group(products[product_id]): product_id for product_id in reversed(ids)}.values())


VISITS = {
    "nobody": (),
    "a size": tuple(event(f"e{n}", of=of) for n, of in enumerate(("p001", "p002", "p003"))),
}
QUERIES = [
    SearchQuery("", who=ANNA),
    SearchQuery("stiefel", who=ANNA),
    SearchQuery("stiefel rot", who=ANNA),
    SearchQuery("", who=ANNA, filter='size: ANY("42") AND price > 10'),
    SearchQuery("stiefel", who=ANNA, filter='NOT color: ANY("Rot")'),
    *(
        SearchQuery("stiefel", who=ANNA, order_by=f"{key} {way}")
        for key in ("price", "rating")
        for way in ("asc", "desc")
    ),
]


@pytest.mark.parametrize("visit", VISITS)
@pytest.mark.parametrize("query", QUERIES, ids=lambda query: f"{query.text} {query.filter} {query.order_by}")
def test_each_group_stands_where_its_best_product_would(
    shop: IndexedShop, products: dict[str, Product], query: SearchQuery, visit: str
) -> None:
    every = _pages(shop, replace(query, variant_rollup=False), VISITS[visit])
    rolled_up = _pages(shop, query, VISITS[visit])
    firsts = set(_first_of_each([hit.product_id for hit in every], products))
    assert [hit.product_id for hit in rolled_up] == [hit.product_id for hit in every if hit.product_id in firsts]
    assert len({_group(products[hit.product_id]) for hit in rolled_up}) == len(rolled_up)
    assert shop.search(query).total_size == len(rolled_up)
    if not query.order_by:
        strangers = sorted(every, key=lambda hit: hit.rank_without_personalization)
        order = [_group(products[hit.product_id]) for hit in strangers]
        ranks = {group: rank for rank, group in enumerate(dict.fromkeys(order), start=1)}
        assert [hit.rank_without_personalization for hit in rolled_up] == [
            ranks[_group(products[hit.product_id])] for hit in rolled_up
        ]


@pytest.mark.parametrize("query", QUERIES[:4], ids=lambda query: f"{query.text} {query.filter}")
@pytest.mark.parametrize("size", [1, 7, 24])
def test_small_pages_show_every_group_once_in_the_order_of_large_ones(
    shop: IndexedShop, query: SearchQuery, size: int
) -> None:
    visit = VISITS["a size"]
    assert _pages(shop, query, visit, size=size) == _pages(shop, query, visit)


def test_a_hit_that_stands_for_several_products_says_so(shop: IndexedShop, products: dict[str, Product]) -> None:
    groups = [_group(item) for item in products.values()]
    for hit in _pages(shop, SearchQuery("")):
        several = groups.count(_group(products[hit.product_id])) > 1
        assert hit.matched_variant_id == (hit.product_id if several else "")
    assert {hit.matched_variant_id for hit in _pages(shop, SearchQuery("", variant_rollup=False))} == {""}


def _boots(group: str, *, sold_out: Sequence[str] = (), **fields: object) -> list[Product]:
    """Boots in three sizes, some of them sold out."""
    return [
        product(
            f"{group}-{size}",
            title="Stiefel",
            primary_product_id=group,
            categories=(SHOES,),
            sizes=(size,),
            availability=Availability.OUT_OF_STOCK if size in sold_out else Availability.IN_STOCK,
            **fields,
        )
        for size in SIZES
    ]


def test_a_variant_sold_out_sinks_behind_its_sibling_and_a_group_without_the_visitors_size_sinks(
    tmp_path: Path,
) -> None:
    seen = product("seen", title="Sandale", categories=("Damen > Schuhe > Sandalen",), sizes=("42",))
    stock = [*_boots("a", sold_out=["42"]), *_boots("b"), *_boots("c", sold_out=SIZES), seen]
    with IndexedShop(tmp_path, stock) as shop:
        assert shop.found("stiefel") == ["a-38", "b-38", "c-38"]
        visit = [event("e1", of="seen")]
        assert shop.found("stiefel", visit) == ["b-42", "a-38", "c-42"]
        assert parts_of(shop.search("stiefel", visit).hits[0])["slot.size"] > 0
        assert {f"{u.slot} {u.value}" for u in shop.search("stiefel", visit).understood} >= {"size 42"}
        # What the query names overrules the visit.
        assert shop.found("stiefel größe 40", visit) == ["a-40", "b-40", "c-40"]
        assert shop.found("stiefel größe 42", visit) == ["b-42", "a-42", "c-42"]


def test_of_variants_whose_words_are_the_same_the_one_that_is_what_the_query_names_is_shown(tmp_path: Path) -> None:
    shirts = [
        product(
            f"{group}-{colour}",
            title="Bluse in Rot, Blau oder Grau",
            primary_product_id=group,
            categories=(SHIRTS,),
            color_families=(colour,),
        )
        for group in ("a", "b")
        for colour in COLOURS
    ]
    with IndexedShop(tmp_path, shirts) as shop:
        assert shop.found("blaue bluse") == ["a-Blau", "b-Blau"]
        assert shop.found("bluse grau") == ["a-Grau", "b-Grau"]


def test_a_catalogue_that_gets_its_first_variants_rolls_them_up(tmp_path: Path) -> None:
    with IndexedShop(tmp_path, [product("lamp", title="Lampe"), product("large", title="Lampe")]) as shop:
        assert shop.view.columns.groups is None
        assert shop.found("lampe") == ["lamp", "large"]
        shop.history.put(product("large", title="Lampe", primary_product_id="lamp"))
        shop.publish()
        assert shop.found("lampe") == ["lamp"]
        shop.restart()
        assert shop.found("lampe") == ["lamp"]
        shop.history.delete("lamp")
        shop.publish()
        assert shop.found("lampe") == ["large"]


def test_many_sizes_of_one_product_are_not_enough_of_an_answer(tmp_path: Path) -> None:
    one = [product(f"a{n}", title="Kork Lampe", primary_product_id="a", sizes=(f"{n}",)) for n in range(30)]
    others = [product(f"b{n}", title="Lampe") for n in range(20)]
    with IndexedShop(tmp_path, [*one, *others]) as shop:
        answer = shop.search("kork lampe")
        assert (answer.hits[0].product_id, answer.total_size) == ("a0", 21)
        assert shop.search(SearchQuery("kork lampe", variant_rollup=False)).total_size == 30
