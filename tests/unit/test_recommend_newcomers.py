"""FOR_YOU gives newcomers the share that was granted, and every hit tells how likely it stood there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest

from service.answers import Hit
from service.types import Consent, EventType, Placement, RecommendQuery, VisitorId, Who
from tests.harness.builders import event, product
from tests.harness.indexed import IndexedShop

ANNA = Who(VisitorId("anna"), consent=Consent.GRANTED)
N_KNOWN, N_NEW, PAGE = 20, 15, 10
N_SEEDS = 400
PURCHASE = EventType.PURCHASE_COMPLETE


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[IndexedShop]:
    """Lamps that five people or more bought lately, and lamps that nobody has touched yet."""
    known, new = ([f"{kind}{n:02d}" for n in range(count)] for kind, count in (("known", N_KNOWN), ("new", N_NEW)))
    folder: Path = tmp_path_factory.mktemp("newcomers")
    with IndexedShop(folder, [product(name, title="Lampe") for name in (*known, *new)]) as shop:
        for number, name in enumerate(known):
            for buyer in range(5 + number):
                shop.history.happen(event(f"{name}-{buyer}", of=name, event_type=PURCHASE, visitor_id=f"v{buyer}"))
        shop.now_ms += 60_000  # by then the new demand is due
        shop.publish()
        yield shop


def page(shop: IndexedShop, *, share: float, seed: int = 0, page_size: int = PAGE) -> Sequence[Hit]:
    query = RecommendQuery(Placement.FOR_YOU, who=ANNA, page_size=page_size, exploration_share=share, seed=seed)
    return shop.recommend(query).hits


def is_new(hit: Hit) -> bool:
    return hit.product_id.startswith("new")


def test_without_a_share_newcomers_come_last_and_nothing_is_left_to_chance(shop: IndexedShop) -> None:
    hits = page(shop, share=0.0, page_size=N_KNOWN + N_NEW)
    assert [is_new(hit) for hit in hits] == [False] * N_KNOWN + [True] * N_NEW
    assert {hit.propensity for hit in hits} == {1.0}


def test_newcomers_stand_between_the_ranked_who_keep_their_order(shop: IndexedShop) -> None:
    ranked = [hit.product_id for hit in page(shop, share=0.0)]
    for seed in range(20):
        hits = page(shop, share=0.25, seed=seed)
        known = [hit.product_id for hit in hits if not is_new(hit)]
        assert known == ranked[: len(known)]
        assert PAGE - len(known) in {2, 3}
        assert len({hit.product_id for hit in hits}) == PAGE
        assert hits == page(shop, share=0.25, seed=seed), "an answer can be replayed"


def test_a_hit_stands_at_its_place_as_often_as_its_propensity_says(shop: IndexedShop) -> None:
    counted: Counter[tuple[int, str]] = Counter()
    told: dict[tuple[int, str], float] = {}
    for seed in range(N_SEEDS):
        for at, hit in enumerate(page(shop, share=0.25, seed=seed)):
            counted[at, hit.product_id] += 1
            told[at, hit.product_id] = hit.propensity
    for entry, propensity in told.items():
        spread = np.sqrt(propensity * (1 - propensity) / N_SEEDS)
        assert abs(counted[entry] / N_SEEDS - propensity) <= 5 * spread + 1e-9, entry


def test_newcomers_are_for_whom_the_visitor_looks(tmp_path: Path) -> None:
    kinds = {"men": "Herrenschuhe", "women": "Damenschuhe"}
    shoes = [
        product(f"{gender}{number:02d}", title=title, genders=(gender,), categories=(f"{title} > Schuhe",))
        for gender, title in kinds.items()
        for number in range(12)
    ]
    with IndexedShop(tmp_path, shoes) as shop:
        for seed in range(30):
            query = RecommendQuery(Placement.FOR_YOU, who=ANNA, page_size=6, exploration_share=0.5, seed=seed)
            hits = shop.recommend(query, [event("e", of="women03")]).hits
            assert sum(hit.propensity < 0.2 for hit in hits) == 3
            assert all(hit.product_id.startswith("women") for hit in hits)


def test_what_many_want_is_no_newcomer_though_it_misses_the_page(shop: IndexedShop) -> None:
    shown = {hit.product_id for seed in range(50) for hit in page(shop, share=0.5, seed=seed, page_size=5)}
    missed = {hit.product_id for hit in page(shop, share=0.0, page_size=N_KNOWN)[5:]}
    assert not shown & missed
