"""A recommendation as a pure function: candidates from several sources, filtered, scored in named parts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray
from tantivy import Occur, Query

from service.answers import Hit, RecommendResult
from service.ranking.score import DEMAND, PRIOR, SLOT_WEIGHT, joined, order
from service.types import EventType, Placement, ProductId, RecommendQuery, Visitor
from service.usecases.features import Person, known_person, personal_parts
from service.usecases.search_core import degradations, standing_filters
from service.usecases.snapshot import Snapshot
from service.visitor.intent import EVENT_WEIGHT, seen_products

Int32 = NDArray[np.int32]
Float64 = NDArray[np.float64]
Candidates = dict[str, dict[int, float]]

N_CANDIDATES = 200
N_RECENT = 5
SOURCE_WEIGHT: Mapping[str, float] = {
    "together": 2.0,
    "factors": 1.5,
    "alike": 1.5,
    "taste_nearest": 0.5,
    "shared": 1.0,
}
AUDIENCE_SLOTS = ("gender", "age_group")
_TOUCHED = frozenset(EVENT_WEIGHT)
_LEAVING = frozenset({EventType.PURCHASE_COMPLETE, EventType.NOT_INTERESTED})


def recommend(query: RecommendQuery, visitor: Visitor, snapshot: Snapshot, now_ms: int) -> RecommendResult:
    """Answer a placement from a pinned snapshot. Never returns what is hidden, sold out, filtered or in the context."""
    person = known_person(query.who, visitor, snapshot, now_ms=now_ms)
    if query.placement is Placement.RECENTLY_VIEWED:
        hits = _recently_viewed(query, person, snapshot, now_ms)
    else:
        hits = _ranked(query, person, snapshot, now_ms)
    return RecommendResult(
        hits=hits,
        degraded=degradations(query.who.consent, snapshot),
        snapshot_version=snapshot.version,
        visitor_seq=visitor.seq,
    )


def _ranked(query: RecommendQuery, person: Person, snapshot: Snapshot, now_ms: int) -> tuple[Hit, ...]:
    left_out = set(query.context) | _left_by(query.placement, person)
    found = _SOURCES[query.placement](query, person, snapshot)
    rows = _allowed(_rows_of(found), query, snapshot, now_ms, left_out=left_out)
    if query.placement is Placement.SIMILAR:
        rows = _same_audience(rows, query.context, snapshot)
    if rows.size < query.page_size and query.placement in (Placement.FOR_YOU, Placement.TRENDING):
        rows = np.union1d(rows, _filling(query, snapshot, now_ms, left_out)).astype(np.int32)
    base = _source_parts(rows, found, snapshot)
    personal = {} if query.placement is Placement.TRENDING else personal_parts(rows, snapshot, person)
    scores = joined(base, personal)
    ties = snapshot.index.columns.product_index[rows]
    by_base = order(scores.base, ties)
    rank_of = np.empty(rows.size, np.int64)
    rank_of[by_base] = np.arange(1, rows.size + 1)
    totals = scores.total
    return tuple(
        Hit(
            snapshot.index.columns.id(int(rows[place])),
            float(totals[place]),
            0,
            int(rank_of[place]),
            scores.parts(place),
        )
        for place in order(totals, ties)[: query.page_size].tolist()
    )


def _for_you(query: RecommendQuery, person: Person, snapshot: Snapshot) -> Candidates:
    recent = seen_products(reversed(person.events), _TOUCHED)[:N_RECENT]
    found = _near(recent, snapshot)
    if snapshot.bundle is not None and person.taste.size:
        nearest = _nearest(person.taste, snapshot)
        found["taste_nearest"] = dict.fromkeys(nearest, 1.0)
    found["shared"] = _fitting(person, snapshot)
    return found | {"trending": _trending(query, person, snapshot)["trending"]}


def _similar(query: RecommendQuery, _person: Person, snapshot: Snapshot) -> Candidates:
    found = _near(query.context, snapshot)
    rows = _rows_of(found)
    found["shared"] = dict(zip(rows.tolist(), _shared_values(rows, query.context, snapshot).tolist(), strict=True))
    return found


def _also_viewed(query: RecommendQuery, person: Person, snapshot: Snapshot) -> Candidates:
    together = _together(query.context, snapshot)
    # Without a model, what is alike is the best honest answer; NO_BUNDLE says so.
    return {"together": together} if together else _similar(query, person, snapshot)


def _trending(_query: RecommendQuery, _person: Person, snapshot: Snapshot) -> Candidates:
    columns = snapshot.index.columns
    strongest = snapshot.index.demand.strongest(5 * N_CANDIDATES)
    rows = columns.row_of[strongest[strongest < columns.row_of.size]]
    return {"trending": {row: 0.0 for row in rows.tolist() if row >= 0}}


_SOURCES: Mapping[Placement, Callable[[RecommendQuery, Person, Snapshot], Candidates]] = {
    Placement.FOR_YOU: _for_you,
    Placement.SIMILAR: _similar,
    Placement.ALSO_VIEWED: _also_viewed,
    Placement.TRENDING: _trending,
}


def _near(products: Sequence[ProductId], snapshot: Snapshot) -> Candidates:
    """What lies near these products: bought or viewed together, near in the factors, alike in words."""
    found: Candidates = {"together": _together(products, snapshot), "alike": _alike(products, snapshot)}
    bundle = snapshot.bundle
    items = _items(products, snapshot)
    if bundle is not None and items:
        factors = bundle.item_factors[items]
        norms = np.linalg.norm(factors, axis=1, keepdims=True)
        centre = (factors / np.where(norms > 0, norms, 1.0)).sum(axis=0).astype(np.float32)
        nearest = _nearest(centre, snapshot)
        found["factors"] = {row: 1.0 / (1.0 + 0.05 * place) for place, row in enumerate(nearest)}
    return found


def _together(products: Sequence[ProductId], snapshot: Snapshot) -> dict[int, float]:
    bundle, found = snapshot.bundle, dict[int, float]()
    if bundle is None:
        return found
    for age, item in enumerate(_items(products, snapshot)):
        for neighbour, share in zip(
            bundle.neighbour_rows[item].tolist(), bundle.neighbour_scores[item].tolist(), strict=True
        ):
            row = _row_of_item(neighbour, snapshot)
            if row >= 0:
                found[row] = found.get(row, 0.0) + share * 0.8**age
    return found


def _alike(products: Sequence[ProductId], snapshot: Snapshot) -> dict[int, float]:
    found: dict[int, float] = {}
    columns, lexical = snapshot.index.columns, snapshot.index.lexical
    for age, row in enumerate(row for row in map(columns.row, products) if row >= 0):
        terms = columns.records[row].terms
        if not terms:
            continue
        # The leaf category weighs most: a title's other words are brands, colours and materials.
        same_leaf = [
            (Occur.Should, Query.const_score_query(lexical.clauses.facet("node", leaf), 8.0))
            for leaf in columns.records[row].leaves
        ]
        query = Query.boolean_query([(Occur.Should, lexical.clauses.alike(terms)), *same_leaf])
        ranked = lexical.search(query, limit=N_CANDIDATES)
        best = float(ranked.scores.max(initial=1e-9))
        for near, score in zip(ranked.rows.tolist(), ranked.scores.tolist(), strict=True):
            found[near] = found.get(near, 0.0) + score / best * 0.8**age
    return found


def _fitting(person: Person, snapshot: Snapshot) -> dict[int, float]:
    """Products that carry the visitor's strongest slot values: what to show before any model knows the visitor."""
    clauses = []
    for slot, affinity in person.affinities.items():
        if slot == "price_band" or affinity.top.weight <= 0:
            continue
        key = "node" if slot == "category" else slot
        facet = snapshot.index.lexical.clauses.facet(key, affinity.top.value)
        weight = SLOT_WEIGHT[slot] * affinity.top.weight
        clauses.append((Occur.Should, Query.const_score_query(facet, weight)))
    if not clauses:
        return {}
    ranked = snapshot.index.lexical.search(Query.boolean_query(clauses), limit=N_CANDIDATES)
    return dict.fromkeys(ranked.rows.tolist(), 0.0)


def _nearest(vector: NDArray[np.float32], snapshot: Snapshot) -> list[int]:
    bundle = snapshot.bundle
    if bundle is None:
        return []
    _, items = bundle.vectors.search(vector[None, :].astype(np.float32), min(N_CANDIDATES, len(bundle.product_ids)))
    rows = (_row_of_item(int(item), snapshot) for item in items[0])
    return [row for row in rows if row >= 0]


def _items(products: Sequence[ProductId], snapshot: Snapshot) -> list[int]:
    if snapshot.bundle is None:
        return []
    return [snapshot.bundle.rows[product] for product in products if product in snapshot.bundle.rows]


def _row_of_item(item: int, snapshot: Snapshot) -> int:
    number = int(snapshot.product_of[item]) if item >= 0 else -1
    return int(snapshot.index.columns.row_of[number]) if number >= 0 else -1


def _rows_of(found: Candidates) -> Int32:
    rows = {row for source in found.values() for row in source}
    return np.array(sorted(rows), np.int32)


def _allowed(
    rows: Int32, query: RecommendQuery, snapshot: Snapshot, now_ms: int, *, left_out: Iterable[ProductId]
) -> Int32:
    columns, lexical = snapshot.index.columns, snapshot.index.lexical
    banned = np.array([columns.row(product) for product in left_out], np.int32)
    rows = rows[columns.sellable(rows, now_ms) & ~np.isin(rows, banned)]
    if query.filter and rows.size:
        filters = standing_filters(query.filter, lexical, columns, now_ms)
        passing = Query.boolean_query([(Occur.Must, part) for part in (lexical.clauses.rows(rows.tolist()), *filters)])
        rows = np.sort(lexical.search(passing, limit=rows.size).rows)
    return rows


def _filling(query: RecommendQuery, snapshot: Snapshot, now_ms: int, left_out: Iterable[ProductId]) -> Int32:
    """Whatever may be shown, when wanted products do not fill the page."""
    lexical = snapshot.index.lexical
    filters = standing_filters(query.filter, lexical, snapshot.index.columns, now_ms)
    filters.append(lexical.clauses.facet("availability", "IN_STOCK"))
    anything = Query.boolean_query([(Occur.Must, part) for part in filters])
    found = lexical.search(anything, limit=N_CANDIDATES).rows
    return _allowed(np.sort(found), query, snapshot, now_ms, left_out=left_out)


def _same_audience(rows: Int32, context: Sequence[ProductId], snapshot: Snapshot) -> Int32:
    """Rows whose gender and age group do not contradict the context's; unisex and unknown contradict nobody."""
    columns = snapshot.index.columns
    pages = np.array([row for row in map(columns.row, context) if row >= 0], np.int32)
    for slot in AUDIENCE_SLOTS:
        column = columns.slots[slot]
        wanted = np.unique(column.codes[pages])
        wanted = wanted[wanted >= 0]
        unisex = column.numbers.get("unisex", -2)
        if wanted.size and not (slot == "gender" and unisex in wanted):
            codes = column.codes[rows]
            fits = np.isin(codes, [*wanted.tolist(), unisex]).any(axis=1) | (codes < 0).all(axis=1)
            rows = rows[fits]
    return rows


def _shared_values(rows: Int32, context: Sequence[ProductId], snapshot: Snapshot) -> Float64:
    """Share of the context's slot values, weighted by slot, that each row carries, in [0, 1]. Shape (n,)."""
    columns = snapshot.index.columns
    pages = np.array([row for row in map(columns.row, context) if row >= 0], np.int32)
    shared, possible = np.zeros(rows.size), 0.0
    for slot, column in columns.slots.items():
        wanted = np.unique(column.codes[pages])
        wanted = wanted[wanted >= 0]
        if wanted.size:
            shared += SLOT_WEIGHT[slot] * np.isin(column.codes[rows], wanted).any(axis=1)
            possible += SLOT_WEIGHT[slot]
    return shared / possible if possible else shared


def _source_parts(rows: Int32, found: Candidates, snapshot: Snapshot) -> dict[str, Float64]:
    columns = snapshot.index.columns
    parts = {
        name: SOURCE_WEIGHT[name] * np.array([source.get(row, 0.0) for row in rows.tolist()])
        for name, source in found.items()
        if name in SOURCE_WEIGHT
    }
    parts["demand"] = DEMAND * snapshot.index.demand.of(columns.product_index[rows]).astype(np.float64)
    parts["prior"] = PRIOR * columns.prior[rows].astype(np.float64)
    return parts


def _left_by(placement: Placement, person: Person) -> set[ProductId]:
    """Purchased and rejected products leave FOR_YOU; so does what was just looked at, which RECENTLY_VIEWED shows."""
    if placement is not Placement.FOR_YOU:
        return set()
    recent = seen_products(reversed(person.events), _TOUCHED)[:N_RECENT]
    return {*seen_products(person.events, _LEAVING), *recent}


def _recently_viewed(query: RecommendQuery, person: Person, snapshot: Snapshot, now_ms: int) -> tuple[Hit, ...]:
    columns = snapshot.index.columns
    seen = seen_products(reversed(person.events), frozenset({EventType.DETAIL_PAGE_VIEW, EventType.CLICK}))
    rows = [row for row in map(columns.row, seen) if row >= 0]
    allowed = set(_allowed(np.array(sorted(rows), np.int32), query, snapshot, now_ms, left_out=query.context).tolist())
    shown = [row for row in rows if row in allowed][: query.page_size]
    return tuple(Hit(columns.id(row), 0.0, 0, 0, ()) for row in shown)
