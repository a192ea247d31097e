"""Where recommended products come from: each source names rows, and how much speaks for each of them."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from tantivy import Occur, Query

from service.bundle.reader import Bundle
from service.query.filter_grammar import parse_filter
from service.ranking.score import SLOT_WEIGHT
from service.usecases.features import Person, popularity_shares
from service.usecases.recommend_scope import Scope
from service.usecases.snapshot import Snapshot

Int32 = NDArray[np.int32]
Float32 = NDArray[np.float32]
Float64 = NDArray[np.float64]
Found = dict[int, float]

N_CANDIDATES = 200
N_POPULAR = 500
N_COMPARED = 5
"""Products that words are compared with; each costs a search."""
N_ENOUGH = 300
_NEXT_PRODUCT = 0.8
_LEAF_WEIGHT = 8.0


def alike(context: Int32, scope: Scope) -> Found:
    """What shares words and leaf category with the first of these rows, in [0, 1] of the best a row."""
    found: Found = {}
    share = 1.0
    for row in context[:N_COMPARED].tolist():
        ranked = scope.search(_resembling(row, scope.snapshot), N_CANDIDATES)
        best = float(ranked.scores.max(initial=0.0)) or 1.0
        for near, score in zip(ranked.rows.tolist(), ranked.scores.tolist(), strict=True):
            found[near] = found.get(near, 0.0) + share * score / best
        share *= _NEXT_PRODUCT
    return found


def fitting(person: Person, scope: Scope) -> Int32:
    """What carries the visitor's strongest slot values: what to show before any model knows them. Rows; slots score them."""
    clauses = scope.snapshot.index.lexical.clauses
    wanted = [
        (Occur.Should, Query.const_score_query(clauses.facet(_key(slot), affinity.top.value), weight))
        for slot, affinity in person.affinities.items()
        if slot != "price_band" and (weight := SLOT_WEIGHT[slot] * affinity.top.weight) > 0
    ]
    ranked = scope.search(Query.boolean_query(wanted), N_CANDIDATES)
    return ranked.rows


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
        rated = scope.search(Query.all_query(), N_ENOUGH, order_by="rating desc").rows
        wanted = _joined(wanted, scope.keep(rated))
    return wanted


def reduced(scope: Scope) -> Int32:
    """What costs less than it did, the largest discounts of the shop. Rows, ascending."""
    wanted = scope.snapshot.index.lexical.clauses.filter(parse_filter("discount > 0"), scope.now_ms)
    return scope.keep(scope.search(wanted, N_POPULAR, order_by="discount desc").rows)


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


def other_kind(rows: Int32, context: Int32, snapshot: Snapshot) -> NDArray[np.bool_]:
    """Which rows share no leaf category with the context. Shape as `rows`."""
    codes = snapshot.index.columns.slots["category"].codes
    there = np.unique(codes[context])
    return np.asarray(~np.isin(codes[rows], there[there >= 0]).any(axis=1))


def laid_out(found: Found, rows: Int32) -> Float64:
    """The values of a source beside ascending rows, 0 where it names none. Shape as `rows`."""
    named = np.fromiter(found.keys(), np.int32, len(found))
    places = np.minimum(np.searchsorted(rows, named), max(0, rows.size - 1))
    values = np.zeros(rows.size)
    if rows.size:
        there = rows[places] == named
        values[places[there]] = np.fromiter(found.values(), np.float64, len(found))[there]
    return values


def _resembling(row: int, snapshot: Snapshot) -> Query:
    record, clauses = snapshot.index.columns.records[row], snapshot.index.lexical.clauses
    # The leaf category weighs most: a title's other words are brands, colours and materials.
    ways = [Query.const_score_query(clauses.facet("node", leaf), _LEAF_WEIGHT) for leaf in record.leaves]
    if record.terms:
        ways.append(clauses.alike(record.terms))
    return Query.boolean_query([(Occur.Should, way) for way in ways])


@lru_cache(maxsize=2)
def _most_popular(bundle: Bundle) -> Int32:
    """The bundle's rows of the largest popularity, at most N_POPULAR."""
    shares = popularity_shares(bundle)
    return np.argsort(-shares, kind="stable")[:N_POPULAR].astype(np.int32)


def _joined(rows: Int32, more: Int32) -> Int32:
    return np.union1d(rows, more).astype(np.int32)


def _key(slot: str) -> str:
    return "node" if slot == "category" else slot
