"""A recommendation as a pure function: each placement gathers its candidates, scores and order are common to all."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from service.answers import Hit, RecommendResult
from service.ranking.score import joined
from service.types import EventType, Placement, ProductId, RecommendQuery, Visitor
from service.usecases.features import Person, known_person, personal_parts
from service.usecases.recommend_ranking import Candidates, best_hits, common_parts, same_for_all, source_parts
from service.usecases.recommend_scope import Scope, present_rows, scope_of
from service.usecases.recommend_sources import (
    Found,
    alike,
    fitting,
    laid_out,
    near_in_factors,
    near_taste,
    popular,
    shared_values,
    together,
)
from service.usecases.search_core import degradations
from service.usecases.snapshot import Snapshot
from service.visitor.intent import EVENT_WEIGHT, seen_products

Int32 = NDArray[np.int32]

N_RECENT = 5
_TOUCHED = frozenset(EVENT_WEIGHT)
_LEAVING = frozenset({EventType.PURCHASE_COMPLETE, EventType.NOT_INTERESTED})
_VIEWED = frozenset({EventType.DETAIL_PAGE_VIEW, EventType.CLICK})
_NO_ROWS = np.zeros(0, np.int32)


@dataclass(frozen=True, slots=True)
class _Suited:
    """What may suit a visitor.

    Attributes:
        rows: of all of it, ascending, shape (n,).
        plain: what suits everybody, ascending, shape (m,).
        found: what lies near the visitor's latest products and taste, by source.
        leaving: rows that the visitor is done with.
    """

    rows: Int32
    plain: Int32
    found: dict[str, Found]
    leaving: Int32


_NOTHING = _Suited(_NO_ROWS, _NO_ROWS, {}, _NO_ROWS)


def recommend(query: RecommendQuery, visitor: Visitor, snapshot: Snapshot, now_ms: int) -> RecommendResult:
    """Answer a placement from a pinned snapshot. Never returns what is hidden, sold out, filtered or in the context.

    Raises InvalidArgument if the filter cannot be understood.
    """
    person = known_person(query.who, visitor, snapshot, now_ms=now_ms)
    hits = _ANSWERS[query.placement](query, person, scope_of(query, snapshot, now_ms))
    return RecommendResult(hits, degradations(query.who.consent, snapshot), snapshot.version, visitor.seq)


def _for_you(query: RecommendQuery, person: Person, scope: Scope) -> tuple[Hit, ...]:
    """What is popular, and what lies near the visitor's latest products and taste; of the two the latter is personal.

    Purchased and rejected products leave, and so does what was just looked at, which RECENTLY_VIEWED shows.
    """
    snapshot, suited = scope.snapshot, _suited(person, scope)
    rows, tiers = suited.rows, np.zeros(suited.rows.size, np.int32)
    personal = source_parts(rows, suited.found, strength=person.strength) | personal_parts(rows, snapshot, person)
    scores = joined(common_parts(rows, tiers, snapshot), personal)
    candidates = Candidates(
        rows, tiers, scores, plain=np.isin(rows, suited.plain), shown=~np.isin(rows, suited.leaving)
    )
    return best_hits(candidates, snapshot, query)


def _suited(person: Person, scope: Scope) -> _Suited:
    recent = seen_products(reversed(person.events), _TOUCHED)[:N_RECENT]
    found = _near(recent, scope) | {"taste_nearest": near_taste(person, scope.snapshot)}
    plain = popular(scope)
    rows = np.union1d(plain, scope.keep(_rows_of(*found.values(), fitting(person, scope)))).astype(np.int32)
    leaving = [*recent, *seen_products(person.events, _LEAVING)]
    return _Suited(rows, plain, found, present_rows(leaving, scope.snapshot.index.columns))


def _near(products: Sequence[ProductId], scope: Scope) -> dict[str, Found]:
    """What lies near these products: bought or viewed together, near in the factors, alike in words."""
    return {
        "together": together(products, scope.snapshot),
        "factors": near_in_factors(products, scope.snapshot),
        "alike": alike(products, scope),
    }


def _rows_of(*found: Found) -> Int32:
    return np.array(sorted({row for source in found for row in source}), np.int32)


def _similar(query: RecommendQuery, person: Person, scope: Scope) -> tuple[Hit, ...]:
    found = _near(query.context, scope)
    rows = scope.keep(_rows_of(*found.values()))
    return _around_context(rows, found, query, person, scope, tiers=np.zeros(rows.size, np.int32))


def _also_viewed(query: RecommendQuery, person: Person, scope: Scope) -> tuple[Hit, ...]:
    """What the same people went for; what is merely near comes after it, and is all there is without a model."""
    found = _near(query.context, scope)
    rows = scope.keep(_rows_of(*found.values()))
    merely_near = laid_out(found["together"], rows) == 0
    tiers = merely_near & ~merely_near.all()
    return _around_context(rows, found, query, person, scope, tiers=tiers.astype(np.int32))


def _around_context(
    near: Int32, found: Mapping[str, Found], query: RecommendQuery, person: Person, scope: Scope, *, tiers: Int32
) -> tuple[Hit, ...]:
    """What is near; where it does not fill the page, what may suit the visitor follows. Nothing around unknown products."""
    if not scope.context.size:
        return ()
    filling = _suited(person, scope) if near.size < query.page_size else _NOTHING
    rows = np.union1d(near, filling.rows).astype(np.int32)
    is_near = np.isin(rows, near)
    all_tiers = np.full(rows.size, tiers.max(initial=-1) + 1, np.int32)
    all_tiers[is_near] = tiers
    snapshot = scope.snapshot
    base = common_parts(rows, all_tiers, snapshot) | source_parts(rows, found)
    base["shared"] = shared_values(rows, scope.context, snapshot)
    scores = joined(base, personal_parts(rows, snapshot, person))
    plain, shown = is_near | np.isin(rows, filling.plain), is_near | ~np.isin(rows, filling.leaving)
    return best_hits(Candidates(rows, all_tiers, scores, plain, shown), snapshot, query)


def _trending(query: RecommendQuery, _person: Person, scope: Scope) -> tuple[Hit, ...]:
    rows = popular(scope)
    tiers = np.zeros(rows.size, np.int32)
    scores = joined(common_parts(rows, tiers, scope.snapshot), {})
    return best_hits(same_for_all(rows, tiers, scores), scope.snapshot, query)


def _recently_viewed(query: RecommendQuery, person: Person, scope: Scope) -> tuple[Hit, ...]:
    columns = scope.snapshot.index.columns
    rows = present_rows(seen_products(reversed(person.events), _VIEWED), columns)
    shown = rows[np.isin(rows, scope.keep(rows))][: query.page_size]
    return tuple(Hit(columns.id(row), 0.0, 0, 0, ()) for row in shown.tolist())


_ANSWERS: Mapping[Placement, Callable[[RecommendQuery, Person, Scope], tuple[Hit, ...]]] = {
    Placement.FOR_YOU: _for_you,
    Placement.SIMILAR: _similar,
    Placement.ALSO_VIEWED: _also_viewed,
    Placement.TRENDING: _trending,
    Placement.RECENTLY_VIEWED: _recently_viewed,
}
