"""Step 1: what all visitors want orders equal matches, and it can change within seconds."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import correlation

from auslage.v1.search_pb2 import Hit

from service.cli.story.outcome import SHOWN, Claim, Listing, Outcome
from service.cli.story.traits import count, ids, is_childrens, is_mens, is_womens, part
from service.cli.story.world import World, seconds_until

BURST_PRODUCTS = 3
BURST_WITHIN_S = 60.0
CLOSELY = 0.7


async def newcomer_sees_demand(world: World) -> Outcome:
    """A newcomer's first page holds something for everybody, most wanted first; a burst of demand changes it."""
    shop, newcomer = world.shop, world.newcomer
    page = await shop.search("Shorts", newcomer)
    every = await shop.search_all("Shorts", newcomer)
    equal = [hit for hit in every if hit.tier == every[0].tier and _can_be_bought(hit)]
    least = [hit.product_id for hit in equal if is_childrens(hit.product)][-BURST_PRODUCTS:]
    best_rank = 1 + min(ids(every).index(product_id) for product_id in least)
    took_s = await _burst(world, least)
    after = await shop.search("Shorts", newcomer)
    agreement = _rank_correlation(equal)
    burst = f"{len(world.crowd)} visitors view {len(least)} children's shorts that stood at rank {best_rank} or lower"
    return Outcome(
        claims=(
            Claim(
                "men's, women's and children's shorts stand on the first page",
                all(count(page.hits, trait) for trait in (is_mens, is_womens, is_childrens)),
            ),
            Claim(
                f"equal matches follow demand, which `parts` names (rank correlation {agreement:.2f})",
                agreement > CLOSELY and all(part(hit, "demand") > 0 for hit in page.hits),
            ),
            Claim(f"{burst}: first page {_after(took_s)}", took_s is not None),
        ),
        listings=(
            Listing("Shorts, for a newcomer", page.hits[:SHOWN], page.total_size),
            Listing("Shorts, after the burst", after.hits[:SHOWN], after.total_size),
        ),
    )


async def _burst(world: World, wanted: Sequence[str]) -> float | None:
    """Let the crowd view these products; how long it took until all stood on the first page, None if too long."""
    views = [(shopper, product_id) for shopper in world.crowd for product_id in wanted]
    await world.shop.tell("detail-page-view", views)

    async def all_on_first_page() -> bool:
        page = await world.shop.search("Shorts", world.newcomer)
        return set(wanted) <= set(ids(page.hits))

    return await seconds_until(all_on_first_page, within_s=BURST_WITHIN_S)


def _rank_correlation(hits: Sequence[Hit]) -> float:
    """Spearman's correlation between the order of the hits and the order of their demand: 1 is the same order."""
    if len(hits) < 2:
        return 0.0
    demand = [part(hit, "demand") for hit in hits]
    by_demand = sorted(range(len(demand)), key=lambda place: -demand[place])
    # `by_demand` and the ranks it implies are inverse permutations, and correlate with the places alike.
    return correlation(range(len(demand)), by_demand)


def _can_be_bought(hit: Hit) -> bool:
    return hit.product.availability == hit.product.IN_STOCK


def _after(took_s: float | None) -> str:
    return f"not within {BURST_WITHIN_S:.0f} s" if took_s is None else f"after {took_s:.1f} s"
