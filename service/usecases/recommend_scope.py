"""What a recommendation may show: applied before anything is ranked, so that a selective filter still fills the page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from tantivy import Occur, Query

from service.catalog.columns import Columns
from service.query.filter_grammar import parse_filter
from service.query.filters import Range
from service.query.parsed import AUDIENCE_SLOTS
from service.retrieval.clauses import Clauses
from service.retrieval.lexical import Ranked
from service.retrieval.schema import UNKNOWN
from service.types import Availability, Placement, ProductId, RecommendQuery
from service.usecases.question import standing_gates
from service.usecases.snapshot import Snapshot

Int32 = NDArray[np.int32]
Bools = NDArray[np.bool_]

_UNISEX = "unisex"
# No code, not even that of no value.
_NO_VALUE = -2
_REDUCED = Range("discount", low=0.0, low_inclusive=False)
_MOST_VARIANTS = 8


@dataclass(frozen=True, slots=True)
class Scope:
    """The products that one answer may show, of one pinned snapshot.

    Attributes:
        context: present rows of the page's products, which are never shown, nor are their variants, shape (n,).
        placement: SIMILAR keeps the audience of the context, ON_SALE shows what is reduced, COMPLETE_THE_BASKET no leaf
            category of the context.
        narrowing: what the filter asks, and what the products' own times do, as index queries.
        is_filtered: whether there is a filter.
    """

    snapshot: Snapshot
    now_ms: int
    context: Int32
    placement: Placement
    narrowing: tuple[Query, ...]
    is_filtered: bool

    @property
    def narrows(self) -> bool:
        """Whether the index is asked for less than everything that is on sale."""
        return self.is_filtered or bool(self._placement_gates())

    def search(self, wanted: Query, limit: int, *, order_by: str = "") -> Ranked:
        """The best matches of `wanted` that may be shown, by score or by a number ("rating desc").

        Of a catalogue with variants more than `limit`, since they match in packs and one of each group is shown.
        """
        index = self.snapshot.index
        gates = (*self.narrowing, *self._placement_gates())
        query = [(Occur.Must, wanted), *((Occur.Must, Query.const_score_query(gate, 0.0)) for gate in gates)]
        query.append((Occur.MustNot, index.lexical.clauses.facet("availability", str(Availability.OUT_OF_STOCK))))
        ranked = index.lexical.search(Query.boolean_query(query), limit=limit * self._n_variants, order_by=order_by)
        fits = self._fits(ranked.rows)
        return Ranked(ranked.rows[fits], ranked.scores[fits], ranked.total)

    def keep(self, rows: Int32) -> Int32:
        """Those of the distinct `rows` that may be shown, ascending."""
        kept = rows[self.snapshot.index.columns.sellable(rows, self.now_ms) & self._fits(rows)]
        if self.narrowing and kept.size:
            kept = self.search(self.snapshot.index.lexical.clauses.rows(kept.tolist()), kept.size).rows
        return np.sort(kept)

    def among(self, rows: Int32, others: Int32) -> Bools:
        """Which rows are one of the others, or a variant of one. Shape as `rows`."""
        groups = self.snapshot.index.columns.groups
        return np.isin(rows, others) if groups is None else np.isin(groups.of[rows], groups.of[others])

    def _fits(self, rows: Int32) -> Bools:
        """Which rows context and placement leave. Shape as given."""
        columns, fits = self.snapshot.index.columns, ~self.among(rows, self.context)
        if self.placement is Placement.SIMILAR:
            fits &= suits_audience(rows, self.context, columns)
        elif self.placement is Placement.ON_SALE:
            fits &= columns.numbers["discount"][rows] > 0
        elif self.placement is Placement.COMPLETE_THE_BASKET:
            codes = columns.slots["category"].codes
            fits &= (~np.isin(codes[rows], codes[self.context]) | (codes[rows] < 0)).all(axis=1)
        return np.asarray(fits)

    def _placement_gates(self) -> list[Query]:
        """The same as index queries, so that a search does not spend its limit on what does not fit."""
        clauses, columns = self.snapshot.index.lexical.clauses, self.snapshot.index.columns
        if self.placement is Placement.SIMILAR:
            return _audience(self.context, columns, clauses)
        if self.placement is Placement.ON_SALE:
            return [clauses.filter(_REDUCED, self.now_ms)]
        if self.placement is Placement.COMPLETE_THE_BASKET and self.context.size:
            leaves = _values_of("category", self.context, columns)
            banned = [(Occur.MustNot, clauses.facet("node", leaf)) for leaf in leaves]
            return [Query.boolean_query([(Occur.Must, Query.all_query()), *banned])]
        return []

    @property
    def _n_variants(self) -> int:
        """How many products a group of variants has on average, rounded up."""
        index = self.snapshot.index
        if index.columns.groups is None:
            return 1
        return min(_MOST_VARIANTS, -(-index.lexical.n_products // index.columns.groups.n_groups))


def scope_of(query: RecommendQuery, snapshot: Snapshot, now_ms: int) -> Scope:
    """What the request's filter, its context and its placement leave."""
    context = present_rows(query.context, snapshot.index.columns)
    gates = standing_gates(parse_filter(query.filter) if query.filter else None, snapshot, now_ms)
    narrowing = tuple(gate.query for gate in gates)
    return Scope(snapshot, now_ms, context, query.placement, narrowing, is_filtered=bool(query.filter))


def present_rows(products: Sequence[ProductId], columns: Columns) -> Int32:
    """The present rows of those products that have one, in the order given."""
    return np.array([row for row in map(columns.row, products) if row >= 0], np.int32)


def suits_audience(rows: Int32, of: Int32, columns: Columns) -> Bools:
    """Which rows do not contradict gender and age group of some other rows; unisex and unknown contradict nobody."""
    suits = np.ones(rows.size, np.bool_)
    for slot in AUDIENCE_SLOTS:
        column = columns.slots[slot]
        unisex, asked = column.numbers.get(_UNISEX, _NO_VALUE), np.unique(column.codes[of])
        if (asked >= 0).any() and unisex not in asked:
            codes = column.codes[rows]
            suits &= (np.isin(codes, asked[asked >= 0]) | (codes == unisex)).any(axis=1) | (codes < 0).all(axis=1)
    return suits


def _audience(context: Int32, columns: Columns, clauses: Clauses) -> list[Query]:
    """Gender and age group must not contradict the context's; unisex and unknown contradict nobody."""
    asked = []
    for slot in AUDIENCE_SLOTS:
        values = _values_of(slot, context, columns)
        if values and _UNISEX not in values:
            fitting = (*values, UNKNOWN, _UNISEX) if slot == "gender" else (*values, UNKNOWN)
            asked.append(Query.boolean_query([(Occur.Should, clauses.facet(slot, value)) for value in fitting]))
    return asked


def _values_of(slot: str, rows: Int32, columns: Columns) -> list[str]:
    """The values that these rows carry in a slot, each once."""
    codes = np.unique(columns.slots[slot].codes[rows])
    return [columns.slots[slot].names[code] for code in codes.tolist() if code >= 0]
