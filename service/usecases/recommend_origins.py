"""Which product led to each hit: one of the page, or one that the visitor touched."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from service.answers import ReasonKind
from service.bundle.model import BOUGHT, FOLLOWS, TOGETHER
from service.types import EventType, ProductId
from service.usecases.person import Person
from service.usecases.recommend_candidates import LIKENESS
from service.usecases.recommend_scope import Scope
from service.usecases.snapshot import Snapshot
from service.visitor.intent import seen_products

Int32 = NDArray[np.int32]
Float64 = NDArray[np.float64]

N_ORIGINS = 10
_FADE = 0.8
"""By which each newer product makes an older one a less likely origin, as the tables of relations are read."""
# What tells most of how much the visitor wanted the product comes last.
_DEEDS = (
    (ReasonKind.VIEWED, frozenset({EventType.DETAIL_PAGE_VIEW, EventType.CLICK})),
    (ReasonKind.NOTED, frozenset({EventType.ADD_TO_WISHLIST})),
    (ReasonKind.IN_BASKET, frozenset({EventType.ADD_TO_CART})),
    (ReasonKind.BOUGHT, frozenset({EventType.PURCHASE_COMPLETE})),
)
_VIEWED_WITH = (FOLLOWS, TOGETHER)
_TABLES: Mapping[str, tuple[str, ...]] = {"bought": (BOUGHT,)}
"""The tables of relations that bear out what a part says of the page; of all others _VIEWED_WITH."""


@dataclass(frozen=True, slots=True)
class Origins:
    """Products that may have led to others.

    Attributes:
        rows: the likeliest first, at most N_ORIGINS, shape (n,).
        deeds: what the visitor did with each; empty where they stand on the page.
        on_page: whether they do.
    """

    rows: Int32
    deeds: Mapping[ProductId, ReasonKind]
    on_page: bool = False


NO_ORIGINS = Origins(np.zeros(0, np.int32), {})


def of_page(scope: Scope) -> Origins:
    """The products of the page or the basket."""
    return Origins(scope.context[:N_ORIGINS], {}, on_page=True)


def of_visitor(person: Person, touched: Int32) -> Origins:
    """What the visitor touched, rows newest first; of each product the deed that told most."""
    deeds: dict[ProductId, ReasonKind] = {}
    for kind, event_types in _DEEDS:
        deeds |= dict.fromkeys(seen_products(person.events, event_types), kind)
    return Origins(touched[:N_ORIGINS], deeds)


def leading(rows: Int32, names: Sequence[str], origins: Origins, snapshot: Snapshot) -> Int32:
    """The origin that leads most to each row, -1 where none does, shape (n,).

    Args:
        rows: of the hits, shape (n,).
        names: of the largest part that lead to each.
        origins: newer ones are likelier.
        snapshot: whose tables and values join them.
    """
    if not origins.rows.size or not rows.size:
        return np.full(rows.size, -1, np.int32)
    if origins.on_page:
        said = _said_of_page(rows, names, origins.rows, snapshot)
    else:
        said = _said_of_visitor(rows, origins.rows, snapshot)
    said *= np.power(_FADE, np.arange(origins.rows.size))[:, None]
    return np.where(said.any(axis=0), origins.rows[said.argmax(axis=0)], np.int32(-1))


def _said_of_page(rows: Int32, names: Sequence[str], origins: Int32, snapshot: Snapshot) -> Float64:
    """How much each pair is what the reason will say of it, shape (n_origins, n_rows): bought together, viewed, or alike."""
    said, of = np.zeros((origins.size, rows.size)), np.array(names)
    for name in set(names):
        theirs = rows[of == name]
        said[:, of == name] = (
            _sharing(theirs, origins, snapshot)
            if name == LIKENESS
            else _related(theirs, origins, _TABLES.get(name, _VIEWED_WITH), snapshot)
        )
    return said


def _said_of_visitor(rows: Int32, origins: Int32, snapshot: Snapshot) -> Float64:
    """By the tables of relations; where they say nothing, by the values that the two share, shape (n_origins, n_rows)."""
    said = _related(rows, origins, _VIEWED_WITH, snapshot)
    silent = ~said.any(axis=0)
    said[:, silent] = _sharing(rows[silent], origins, snapshot)
    return said


def _related(rows: Int32, origins: Int32, tables: Sequence[str], snapshot: Snapshot) -> Float64:
    """What the tables say of each pair, each as a share of its origin's sum, shape (n_origins, n_rows)."""
    related = np.zeros((origins.size, rows.size))
    if snapshot.bundle is None:
        return related
    items, of = (snapshot.item_of[snapshot.index.columns.product_index[each]] for each in (rows, origins))
    known = np.flatnonzero(of >= 0)
    # A newcomer, -1, is not what stands where relations end.
    ascending = np.argsort(items)
    hits = np.where(items >= 0, items, -2)[ascending]
    for name in tables:
        table = snapshot.bundle.model.tables[name]
        scores, found = table.scores[of[known]], table.items[of[known]]
        places = hits.searchsorted(found)
        origin, entry = np.nonzero(hits.take(places, mode="clip") == found)
        shares = scores[origin, entry] / np.maximum(scores.sum(axis=1), 1e-9)[origin]
        related[known[origin], ascending[places[origin, entry]]] += shares
    return related


def _sharing(rows: Int32, origins: Int32, snapshot: Snapshot) -> Float64:
    """How many slots have a value in common, the leaf category before all others, shape (n_origins, n_rows)."""
    shared = np.zeros((origins.size, rows.size))
    for slot, column in snapshot.index.columns.slots.items():
        carried = np.zeros((origins.size, column.n_values + 1), np.bool_)
        carried[np.arange(origins.size)[:, None], column.codes[origins]] = True
        # The padding, -1, stands for no value.
        carried[:, -1] = False
        shared += carried[:, column.codes[rows]].any(axis=2) * (10.0 if slot == "category" else 1.0)
    return shared
