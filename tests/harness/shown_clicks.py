"""Made-up visitors who click by a taste that is known, and as far down as is known, what the real service shows them.

`python -m tests.harness.shown_clicks N` says what is learned from the clicks on N pages, with and without position bias.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TypeAlias

import numpy as np
from auslage.v1 import recommendation_pb2, search_pb2

from service.bootstrap import open_history
from service.bundle.manifest import Manifest
from service.demo.shop import demo_products
from service.demo.shoppers import demo_events
from service.ranking.score import SEARCH
from service.types import Placement, Product, VisitorId
from service.usecases.recommend_candidates import BLEND
from tests.harness.clicked_pages import earliest, regardless_of_place
from tests.harness.demo_catalogue import SMALL
from tests.harness.served import Service, quick_settings, served
from tests.harness.storefront import GRANTED, happening, recommend, tell, whole
from tests.harness.waiting import eventually
from training.cli import run
from training.click_factors import click_factors
from training.clicks import Clicks, clicks
from training.impressions import read_outcomes
from training.search_weights import MOST
from training.shown_parts import DEFAULTS, weights_of
from training.shown_weights import weights_shown

Request: TypeAlias = recommendation_pb2.RecommendRequest | search_pb2.SearchRequest
Response: TypeAlias = recommendation_pb2.RecommendResponse | search_pb2.SearchResponse
FOR_YOU = Placement.FOR_YOU.value
_N_PRODUCTS = 300
_N_VISITORS = 300
_N_EVENTS = 6_000
_AT_ONCE = 8
_PATIENCE_S = 30.0


@dataclass(frozen=True, slots=True)
class Habit:
    """How visitors choose: the chance of a hit is exp(steepness * score) / place ** fading, up to a constant.

    Attributes:
        factors: by what visitors multiply the weight of a part; all others are to them what they are.
        fading: 0: they look at all places alike.
    """

    factors: Mapping[str, float]
    steepness: float = 1.0
    fading: float = 1.0

    def clicked(self, answer: Response, rng: np.random.Generator) -> str:
        """The product that this visitor clicks."""
        scores = [self._score({part.name: part.value for part in hit.parts}) for hit in answer.hits]
        places = np.arange(1, len(scores) + 1)
        wish = self.steepness * np.array(scores) - self.fading * np.log(places) + rng.gumbel(size=places.size)
        return answer.hits[int(wish.argmax())].product_id

    def _score(self, parts: Mapping[str, float]) -> float:
        """What it would be by the weights of this habit, which of sources make up a chance, of slots a sum."""
        scale = BLEND / np.log1p(0.1 * _N_PRODUCTS)
        said = {name: value for name, value in parts.items() if name in DEFAULTS[FOR_YOU]}
        rest = sum(value * self.factors.get(name, 1.0) for name, value in parts.items() if name not in said)
        chance = np.expm1(sum(said.values()) / scale)
        liked = sum(value * self.factors.get(name, 1.0) for name, value in said.items())
        return float(rest + scale * np.log1p(chance * liked / (sum(said.values()) or 1.0)))


def _products() -> list[Product]:
    everything = demo_products()
    return everything[:: len(everything) // _N_PRODUCTS]


async def clicked_shop(
    folder: Path, n_pages: int, habit: Habit, *, queries: Sequence[str] = (), seed: int = 7
) -> Mapping[str, Mapping[str, float]]:
    """A small shop with a bundle, then pages and a click on each; the weights of the bundle that showed them.

    Pages are of searches for the queries in turn, or without any of FOR_YOU.
    """
    print(f"shown clicks: seed {seed}, {n_pages} pages, {habit}")
    rng, products, now_ms = np.random.default_rng(seed), _products(), int(time.time() * 1000)
    async with served(quick_settings(folder)) as service:
        await service.keeper.upsert_products(products)
        await service.keeper.write_events(demo_events(products, now_ms, n_visitors=_N_VISITORS, n_events=_N_EVENTS))
        first = trained(folder)
        await eventually(partial(_is_served, service, first))
        visitors = [VisitorId(f"demo-7-{number:05d}") for number in range(_N_VISITORS)]
        for start in range(0, n_pages, _AT_ONCE):
            asked = [
                _request(visitors[page % _N_VISITORS], queries[page % len(queries)] if queries else "")
                for page in range(start, min(start + _AT_ONCE, n_pages))
            ]
            await asyncio.gather(*(_click(service, request, habit, rng) for request in asked))
    return first.weights


def trained(folder: Path) -> Manifest:
    """One training of a data folder, published whatever the gate says."""
    with closing(open_history(folder)) as history:
        published = run(history, folder, SMALL, lambda _step, _done, _of: None, force=True)[0].published
    assert published is not None
    return published


def read_clicks(folder: Path) -> Mapping[str, Clicks]:
    """What a training of the data folder knows of clicks."""
    with closing(open_history(folder)) as history:
        shown_by = weights_shown(folder / "bundles")
        return clicks(read_outcomes(history), shown_by, n_items=_N_PRODUCTS, split_at_ms=0).everything


async def _is_served(service: Service, bundle: Manifest) -> bool:
    return (await recommend(service, "TRENDING")).snapshot_version.endswith(bundle.version)


def _request(visitor: VisitorId, query: str) -> Request:
    if query:
        return search_pb2.SearchRequest(query=query, visitor_id=visitor, consent=GRANTED)
    return recommendation_pb2.RecommendRequest(
        placement=recommendation_pb2.PLACEMENT_FOR_YOU, visitor_id=visitor, consent=GRANTED, page_size=24
    )


async def _click(service: Service, request: Request, habit: Habit, rng: np.random.Generator) -> None:
    is_search = isinstance(request, search_pb2.SearchRequest)
    ask = service.search.Search if is_search else service.recommendation.Recommend
    answer = await whole(partial(ask, request, timeout=_PATIENCE_S))
    token, clicked = answer.attribution_token, habit.clicked(answer, rng)
    await tell(service, happening(clicked, event_type="click", visitor_id=request.visitor_id, attribution_token=token))


def learned(seen: Clicks, weights: Mapping[str, float], key: str) -> dict[str, float]:
    """The factors that training would learn from these clicks, if these were its weights."""
    is_search = key == SEARCH
    return click_factors(seen, weights_of(key, {key: weights}), MOST if is_search else {}, rest_is_fixed=is_search)


def _told(factors: Mapping[str, float]) -> str:
    return " ".join(f"{name} {factor:.2f}" for name, factor in factors.items())


def main(arguments: Sequence[str]) -> None:
    """Simulate a taste of its own, one as the score has it, clicks that follow places alone, and searches."""
    habits = (
        (FOR_YOU, Habit({"content": 2.0, "visits": 0.5})),
        (FOR_YOU, Habit({})),
        (FOR_YOU, Habit({}, steepness=0.0)),
        (SEARCH, Habit({"slot.color": 0.5, "next": 2.0})),
    )
    for key, habit in habits:
        with tempfile.TemporaryDirectory() as name:
            queries = ("Shorts", "T-Shirts", "Kleider", "Hosen") if key == SEARCH else ()
            shown_by = asyncio.run(clicked_shop(Path(name), int(arguments[0]), habit, queries=queries))
            weights, seen = shown_by.get(key, {}), read_clicks(Path(name))[key]
            print(key, "shown by", weights)
            for n in (20, 200, 1_000, 3_000, seen.starts.size):
                some = earliest(seen, n)
                print(f"{some.starts.size:6} clicks:", _told(learned(some, weights, key)))
                print("  places alike:", _told(learned(regardless_of_place(some), weights, key)))


if __name__ == "__main__":
    main(sys.argv[1:])
