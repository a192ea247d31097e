"""What a recommendation may show: applied before anything is ranked, so that a selective filter still fills the page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from tantivy import Occur, Query

from service.catalog.columns import Columns
from service.query.filter_grammar import parse_filter
from service.query.parsed import AUDIENCE_SLOTS
from service.retrieval.clauses import Clauses
from service.retrieval.lexical import Ranked
from service.retrieval.schema import UNKNOWN
from service.types import Availability, Placement, ProductId, RecommendQuery
from service.usecases.question import standing_gates
from service.usecases.snapshot import Snapshot

Int32 = NDArray[np.int32]

_UNISEX = "unisex"


@dataclass(frozen=True, slots=True)
class Scope:
    """The products that one answer may show, of one pinned snapshot.

    Attributes:
        context: present rows of the page's products, which are never shown, shape (n,).
        narrowing: what filter and audience ask, as index queries.
    """

    snapshot: Snapshot
    now_ms: int
    context: Int32
    narrowing: tuple[Query, ...]

    def search(self, wanted: Query, limit: int, *, order_by: str = "") -> Ranked:
        """The best matches of `wanted` that may be shown, by score or by a number ("rating desc")."""
        lexical = self.snapshot.index.lexical
        banned = [lexical.clauses.facet("availability", str(Availability.OUT_OF_STOCK))]
        if self.context.size:
            banned.append(lexical.clauses.rows(self.context.tolist()))
        query = [(Occur.Must, wanted), *((Occur.Must, Query.const_score_query(gate, 0.0)) for gate in self.narrowing)]
        query += [(Occur.MustNot, ban) for ban in banned]
        return lexical.search(Query.boolean_query(query), limit=limit, order_by=order_by)

    def keep(self, rows: Int32) -> Int32:
        """Those of the distinct `rows` that may be shown, ascending."""
        sellable = self.snapshot.index.columns.sellable(rows, self.now_ms)
        kept = np.sort(rows[sellable & ~np.isin(rows, self.context)])
        if not self.narrowing or not kept.size:
            return kept
        chosen = self.snapshot.index.lexical.clauses.rows(kept.tolist())
        return np.sort(self.search(chosen, kept.size).rows)


def scope_of(query: RecommendQuery, snapshot: Snapshot, now_ms: int) -> Scope:
    """What the request's filter, its context and, for SIMILAR, the audience of its context leave."""
    index = snapshot.index
    context = present_rows(query.context, index.columns)
    gates = standing_gates(parse_filter(query.filter) if query.filter else None, snapshot, now_ms)
    narrowing = [gate.query for gate in gates]
    if query.placement is Placement.SIMILAR:
        narrowing += _audience(context, index.columns, index.lexical.clauses)
    return Scope(snapshot, now_ms, context, tuple(narrowing))


def present_rows(products: Sequence[ProductId], columns: Columns) -> Int32:
    """The present rows of those products that have one, in the order given."""
    return np.array([row for row in map(columns.row, products) if row >= 0], np.int32)


def _audience(context: Int32, columns: Columns, clauses: Clauses) -> list[Query]:
    """Gender and age group must not contradict the context's; unisex and unknown contradict nobody."""
    asked = []
    for slot in AUDIENCE_SLOTS:
        values = values_of(slot, context, columns)
        if values and _UNISEX not in values:
            fitting = (*values, UNKNOWN, _UNISEX) if slot == "gender" else (*values, UNKNOWN)
            asked.append(Query.boolean_query([(Occur.Should, clauses.facet(slot, value)) for value in fitting]))
    return asked


def values_of(slot: str, rows: Int32, columns: Columns) -> list[str]:
    """The values that these rows carry in a slot, each once."""
    codes = np.unique(columns.slots[slot].codes[rows])
    return [columns.slots[slot].names[code] for code in codes.tolist() if code >= 0]
