"""Newcomers, of whom too little is known to rank them by it: a share of the places of a page is theirs."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from service.query.parsed import AUDIENCE_SLOTS
from service.ranking.exploration import explore
from service.ranking.score import Scores
from service.types import RecommendQuery
from service.usecases.snapshot import Snapshot

Bools = NDArray[np.bool_]
Int32 = NDArray[np.int32]
Int64 = NDArray[np.int64]
Float64 = NDArray[np.float64]

FEW_EVENTS = 20.0
"""As demand counts them: a purchase more than a view, half forgotten in three and a half days."""
N_DRAWN_FROM = 50
"""Chance decides between the best of them only."""


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
    page: Page, in_order: Int64, rows: Int32, scores: Scores, *, snapshot: Snapshot, query: RecommendQuery
) -> Page:
    """A page with the query's share of newcomers, drawn by its seed from those that just missed it.

    They are for the same audience as the page, as far as the visitor leans to one.

    Args:
        page: the best candidates, where nothing was left to chance yet.
        in_order: the places of all candidates that may be shown, best first.
        rows: of all candidates, by place.
        scores: of all candidates.
        snapshot: whose model and demand tell who is new.
        query: with a share and a seed.
    """
    missed = in_order[~np.isin(in_order, page.places)]
    new = missed[_are_new(rows[missed], snapshot) & _suit_audience(missed, page, scores)][:N_DRAWN_FROM]
    n_places = page.places.size
    drawn = explore(n_places, n_places, new.size, share=query.exploration_share, seed=query.seed)
    ranked = np.where(drawn.is_newcomer, 0, drawn.index)
    places, taken = page.places[ranked], page.taken[ranked]
    places[drawn.is_newcomer] = new[drawn.index[drawn.is_newcomer]]
    taken[drawn.is_newcomer] = 0.0
    return Page(places, taken, drawn.propensity)


def _are_new(rows: Int32, snapshot: Snapshot) -> Bools:
    """Which products the model has never seen, and few have wanted since. Shape as `rows`."""
    numbers = snapshot.index.columns.product_index[rows]
    demand = snapshot.index.demand
    n_events = np.expm1(demand.of(numbers) * np.log1p(demand.peak))
    return np.asarray((snapshot.item_of[numbers] < 0) & (n_events < FEW_EVENTS))


def _suit_audience(places: Int64, page: Page, scores: Scores) -> Bools:
    """Of which candidates the visitor's leaning says no less than of the page's least fitting. Shape as `places`."""
    suit = np.ones(places.size, np.bool_)
    for slot in AUDIENCE_SLOTS:
        if f"slot.{slot}" in scores.names:
            said = scores.values[:, scores.names.index(f"slot.{slot}")]
            suit &= said[places] >= said[page.places].min(initial=np.inf)
    return suit
