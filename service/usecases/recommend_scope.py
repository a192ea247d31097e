"""What one recommendation may show: what a filter, the placement and the products of the page leave."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from service.catalog.columns import Columns
from service.query.filter_grammar import parse_filter
from service.query.parsed import AUDIENCE_SLOTS
from service.types import Placement, ProductId, RecommendQuery
from service.usecases.recommend_standing import Limits, SlotRule, Standing, standing_of
from service.usecases.snapshot import Snapshot

Int32 = NDArray[np.int32]
Bools = NDArray[np.bool_]

_UNISEX = "unisex"


@dataclass(frozen=True, slots=True, eq=False)
class Scope:
    """The products that one answer may show, of one pinned snapshot.

    Attributes:
        standing: what filter and placement leave.
        context: present rows of the page's products, which are never shown, nor are their variants, shape (n,).
    """

    snapshot: Snapshot
    now_ms: int
    placement: Placement
    standing: Standing
    context: Int32

    def shows(self, rows: Int32) -> Bools:
        """Which rows may be shown; -1 is none. Shape as given."""
        if not self.standing.shown.size:
            return np.zeros(rows.size, np.bool_)
        shown = (rows >= 0) & self.standing.shown.take(rows, mode="clip")
        return shown & ~self.among(rows, self.context) if self.context.size else shown

    def among(self, rows: Int32, others: Int32) -> Bools:
        """Which rows are one of the others, or a variant of one. Shape as `rows`."""
        columns = self.snapshot.index.columns
        if columns.groups is None:
            is_one = np.zeros(columns.n_rows, np.bool_)
            is_one[others] = True
            return is_one.take(rows)
        is_one = np.zeros(columns.groups.n_groups, np.bool_)
        is_one[columns.groups.of.take(others)] = True
        return is_one.take(columns.groups.of.take(rows))


def scope_of(query: RecommendQuery, snapshot: Snapshot, now_ms: int) -> Scope:
    """What the request's filter, its context and its placement leave.

    SIMILAR keeps the audience of the context, ON_SALE shows what is reduced, COMPLETE_THE_BASKET no leaf category of the
    context. Raises InvalidArgument if the filter cannot be understood.
    """
    columns = snapshot.index.columns
    context = present_rows(query.context, columns)
    limits = Limits(
        filter=parse_filter(query.filter) if query.filter else None,
        rules=_rules(query.placement, context, columns),
        reduced=query.placement is Placement.ON_SALE,
    )
    return Scope(snapshot, now_ms, query.placement, standing_of(snapshot, limits, now_ms), context)


def present_rows(products: Sequence[ProductId], columns: Columns) -> Int32:
    """The present rows of those products that have one, in the order given."""
    return np.array([row for row in map(columns.row, products) if row >= 0], np.int32)


def suits_audience(rows: Int32, of: Int32, columns: Columns) -> Bools:
    """Which rows do not contradict gender and age group of some other rows; unisex and unknown contradict nobody."""
    suits = np.ones(rows.size, np.bool_)
    for rule in _audience(of, columns):
        suits &= rule.passes(rows, columns)
    return suits


def _rules(placement: Placement, context: Int32, columns: Columns) -> tuple[SlotRule, ...]:
    if placement is Placement.SIMILAR:
        return _audience(context, columns)
    if placement is Placement.COMPLETE_THE_BASKET and (leaves := _carried("category", context, columns)):
        return (SlotRule("category", leaves, banned=True),)
    return ()


def _audience(of: Int32, columns: Columns) -> tuple[SlotRule, ...]:
    rules = []
    for slot in AUDIENCE_SLOTS:
        asked, unisex = _carried(slot, of, columns), columns.slots[slot].numbers.get(_UNISEX)
        if asked and unisex not in asked:
            rules.append(SlotRule(slot, asked if unisex is None else (*asked, unisex)))
    return tuple(rules)


def _carried(slot: str, rows: Int32, columns: Columns) -> tuple[int, ...]:
    """The numbers of the values that these rows carry in a slot, ascending."""
    return tuple(sorted(set(columns.slots[slot].codes[rows].ravel().tolist()) - {-1}))
