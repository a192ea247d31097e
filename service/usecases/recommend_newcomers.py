"""Newcomers, of whom too little is known to rank them by it: a share of the places of a page is theirs."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from service.query.parsed import AUDIENCE_SLOTS
from service.ranking.exploration import explore
from service.types import RecommendQuery
from service.usecases.features import leaning_parts
from service.usecases.person import Person
from service.usecases.snapshot import Snapshot

Bools = NDArray[np.bool_]
Int32 = NDArray[np.int32]
Int64 = NDArray[np.int64]
Float64 = NDArray[np.float64]

FEW_EVENTS = 20.0
"""As demand counts them: a purchase more than a view, half forgotten in three and a half days."""
N_DRAWN_FROM = 50
"""Chance decides between the best of them only …"""
N_NEAR = 200
"""… among so many candidates that just missed the page."""


class Page(NamedTuple):
    """What is shown of some candidates.

    Attributes:
        places: of the shown among the candidates, in their order, shape (n,).
        taken: what each lost to others like it, shape (n,).
        propensity: the probability with which each stands where it stands, shape (n,).
    """

    places: Int64
    taken: Float64
    propensity: Float64


def with_newcomers(
    page: Page, in_order: Int64, rows: Int32, person: Person, *, snapshot: Snapshot, query: RecommendQuery
) -> Page:
    """A page with the query's share of newcomers, drawn by its seed from those that just missed it.

    They are for the same audience as the page, as far as the visitor leans to one.

    Args:
        page: the best candidates, where nothing was left to chance yet.
        in_order: the places of all candidates that may be shown, best first.
        rows: of all candidates, by place.
        person: who asks.
        snapshot: whose model and demand tell who is new.
        query: with a share and a seed.
    """
    missed = np.ones(rows.size, np.bool_)
    missed[page.places] = False
    near = in_order[: page.places.size + N_NEAR]
    near = near[missed[near]]
    suit = _suit_audience(rows[near], rows[page.places], person, snapshot)
    new = near[_are_new(rows[near], snapshot) & suit][:N_DRAWN_FROM]
    n_places = page.places.size
    stands = explore(n_places, n_places, new.size, share=query.exploration_share, seed=query.seed)
    ranked, drawn, lost = page.places.tolist(), new.tolist(), page.taken.tolist()
    return Page(
        places=np.array([(drawn if stand.is_newcomer else ranked)[stand.number] for stand in stands], np.int64),
        taken=np.array([0.0 if stand.is_newcomer else lost[stand.number] for stand in stands]),
        propensity=np.array([stand.propensity for stand in stands]),
    )


def _are_new(rows: Int32, snapshot: Snapshot) -> Bools:
    """Which products the model has never seen, and few have wanted since. Shape as `rows`."""
    numbers = snapshot.index.columns.product_index[rows]
    demand = snapshot.index.demand
    # Demand is told as a share of the strongest on a log scale.
    is_known = demand.of(numbers) * np.log1p(demand.peak) >= np.log1p(FEW_EVENTS)
    return np.asarray((snapshot.item_of[numbers] < 0) & ~is_known)


def _suit_audience(rows: Int32, page: Int32, person: Person, snapshot: Snapshot) -> Bools:
    """Of which rows the visitor's leaning says no less than of the least fitting of the page's. Shape as `rows`."""
    suit = np.ones(rows.size, np.bool_)
    said, of_page = leaning_parts(rows, snapshot, person), leaning_parts(page, snapshot, person)
    for slot in AUDIENCE_SLOTS:
        if (name := f"slot.{slot}") in said:
            suit &= said[name] >= of_page[name].min(initial=np.inf)
    return suit
