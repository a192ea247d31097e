"""Products that the index and the demand propose, beside those that a model does."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from tantivy import Occur, Query

from service.bundle.reader import Bundle
from service.candidates.content import DECAY
from service.candidates.content import alike as products_alike
from service.candidates.fresh import fresh
from service.ranking.score import SLOT_WEIGHT
from service.types import Placement, RecommendQuery
from service.usecases.features import popularity_shares
from service.usecases.recommend_scope import Scope, scope_of, suits_audience
from service.usecases.recommend_visitor import Known
from service.usecases.snapshot import Snapshot

Int32 = NDArray[np.int32]
Float32 = NDArray[np.float32]
Float64 = NDArray[np.float64]

N_CANDIDATES = 200
N_POPULAR = 500
N_ENOUGH = 300
# To the power of three: what is less than a fifth as alike as the most alike is another thing.
_LEAST_ALIKE = 0.008
_NO_ROWS = np.zeros(0, np.int32)
# Else half of a catalogue would be looked at for its gender.
_OCCURS = {"category": Occur.Must}


def alike(touched: Int32, scope: Scope) -> tuple[Int32, Float64]:
    """What shares traits with these rows, of which the first say most: rows, ascending, and how much, at most 1; shape (n,).

    A thing for another audience is not alike, however rare the words that it shares.
    """
    columns = scope.snapshot.index.columns
    numbers = columns.product_index[touched]
    if not numbers.size:
        return _NO_ROWS, np.zeros(0)
    found = products_alike(columns.traits, numbers, np.power(DECAY, np.arange(numbers.size)).astype(np.float32))
    likeness = found.scores / found.scores.max(initial=1e-9)
    rows = np.where(likeness >= _LEAST_ALIKE, columns.row_of[found.items], -1)
    rows[~suits_audience(rows, touched, columns)] = -1
    return _kept(rows, likeness, scope)


def arrivals(scope: Scope) -> tuple[Int32, Float64]:
    """What came after the model was learned: rows, ascending, and how new they are, in (0, 1]; shape (n,)."""
    snapshot = scope.snapshot
    n_items = 0 if snapshot.bundle is None else snapshot.bundle.model.n_items
    found = fresh(snapshot.product_of[n_items:], snapshot.index.columns, scope.now_ms)
    return _kept(snapshot.index.columns.row_of[found.items], found.scores, scope)


def fitting(known: Known, scope: Scope) -> Int32:
    """What carries the visitor's strongest values, within their strongest category: rows, ascending; slots score them."""
    clauses = scope.snapshot.index.lexical.clauses
    wanted = [
        (
            _OCCURS.get(slot, Occur.Should),
            Query.const_score_query(clauses.facet(_key(slot), affinity.top.value), weight),
        )
        for slot, affinity in known.affinities.items()
        if slot != "price_band" and (weight := SLOT_WEIGHT[slot] * affinity.top.weight) > 0
    ]
    if not wanted:
        return _NO_ROWS
    return np.sort(scope.search(Query.boolean_query(wanted), N_CANDIDATES).rows)


def popular(scope: Scope) -> Int32:
    """What most visitors want; while too few of that may be shown, what they wanted in training, then what they rate best.

    Rows, ascending.
    """
    snapshot = scope.snapshot
    columns = snapshot.index.columns
    strongest = snapshot.index.demand.strongest(N_POPULAR)
    rows = columns.row_of[strongest[strongest < columns.row_of.size]]
    wanted = scope.keep(rows[rows >= 0])
    if wanted.size < N_ENOUGH and snapshot.bundle is not None:
        rows = snapshot.rows_of_items(_most_popular(snapshot.bundle))
        wanted = _joined(wanted, scope.keep(rows[rows >= 0]))
    if wanted.size < N_ENOUGH:
        best = (
            _best_rated(scope)
            if scope.narrows
            else scope.keep(_best_rated_of_all(snapshot, columns.boundaries.around(scope.now_ms)[0]))
        )
        wanted = _joined(wanted, best)
    return wanted


def shared_values(rows: Int32, context: Int32, snapshot: Snapshot) -> Float64:
    """Share of the context's slot values, weighted by slot, that each row carries, in [0, 1]. Shape as `rows`."""
    shared, possible = np.zeros(rows.size), 0.0
    for slot, column in snapshot.index.columns.slots.items():
        wanted = np.unique(column.codes[context])
        wanted = wanted[wanted >= 0]
        if wanted.size:
            shared += SLOT_WEIGHT[slot] * np.isin(column.codes[rows], wanted).any(axis=1)
            possible += SLOT_WEIGHT[slot]
    return shared / possible if possible else shared


def _kept(rows: Int32, values: Float32, scope: Scope) -> tuple[Int32, Float64]:
    """Those of the rows that may be shown, ascending, and the values beside them; -1 is no row, all others are distinct."""
    order = np.argsort(rows)
    kept = scope.keep(rows[rows >= 0])
    return kept, values[order[np.searchsorted(rows, kept, sorter=order)]].astype(np.float64)


@lru_cache(maxsize=2)
def _most_popular(bundle: Bundle) -> Int32:
    """The bundle's rows of the largest popularity, at most N_POPULAR."""
    shares = popularity_shares(bundle)
    return np.argsort(-shares, kind="stable")[:N_POPULAR].astype(np.int32)


@lru_cache(maxsize=2)
def _best_rated_of_all(snapshot: Snapshot, since_ms: int) -> Int32:
    """The best rated of all that is on sale since then: a shop without demand asks for them at every request."""
    return _best_rated(scope_of(RecommendQuery(Placement.TRENDING), snapshot, since_ms))


def _best_rated(scope: Scope) -> Int32:
    return scope.search(Query.all_query(), N_ENOUGH, order_by="rating desc").rows


def _joined(rows: Int32, more: Int32) -> Int32:
    return np.union1d(rows, more).astype(np.int32)


def _key(slot: str) -> str:
    return "node" if slot == "category" else slot
