"""A recommendation as a pure function: each placement proposes products, scores and order are common to all."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from service.answers import Hit, RecommendResult
from service.ranking.score import joined
from service.types import EventType, Placement, RecommendQuery, Visitor
from service.usecases.features import Person, known_person, personal_parts
from service.usecases.recommend_candidates import around_context, led_to, trail_in, with_alike
from service.usecases.recommend_purchases import bought_again, leaving_rows, purchase_parts, touched_rows
from service.usecases.recommend_ranking import Candidates, best_hits, common_parts, same_for_all
from service.usecases.recommend_scope import Scope, present_rows, scope_of
from service.usecases.recommend_sources import fitting, other_kind, popular, reduced, shared_values
from service.usecases.search_core import degradations
from service.usecases.snapshot import Snapshot
from service.visitor.intent import seen_products

Int32 = NDArray[np.int32]
Float64 = NDArray[np.float64]

_VIEWED = frozenset({EventType.DETAIL_PAGE_VIEW, EventType.CLICK})
_NO_ROWS = np.zeros(0, np.int32)


@dataclass(frozen=True, slots=True)
class _Asked:
    """One request, with who asks and what may be shown."""

    query: RecommendQuery
    person: Person
    scope: Scope


@dataclass(frozen=True, slots=True)
class _Suited:
    """What may suit a visitor.

    Attributes:
        rows: of all of it, ascending, shape (n,).
        plain: what suits everybody, ascending, shape (m,).
        parts: what the visitor's trail and purchases say, each of shape (n,).
        leaving: rows that the visitor is done with.
    """

    rows: Int32
    plain: Int32
    parts: Mapping[str, Float64]
    leaving: Int32


_NOTHING = _Suited(_NO_ROWS, _NO_ROWS, {}, _NO_ROWS)


def recommend(query: RecommendQuery, visitor: Visitor, snapshot: Snapshot, now_ms: int) -> RecommendResult:
    """Answer a placement from a pinned snapshot. Never returns what is hidden, sold out, filtered or in the context.

    Raises InvalidArgument if the filter cannot be understood.
    """
    person = known_person(query.who, visitor, snapshot, now_ms=now_ms)
    hits = _ANSWERS[query.placement](_Asked(query, person, scope_of(query, snapshot, now_ms)))
    return RecommendResult(hits, degradations(query.who.consent, snapshot), snapshot.version, visitor.seq)


def _for_you(asked: _Asked) -> tuple[Hit, ...]:
    """What is popular, and what the visitor's trail leads to; of the two the latter is personal.

    Purchased and rejected products leave, and so does what was just looked at, which RECENTLY_VIEWED shows.
    """
    return _best_suited(asked, _suited(asked, popular(asked.scope)))


def _on_sale(asked: _Asked) -> tuple[Hit, ...]:
    """The same of what is reduced; what was just looked at stays, since its price is news."""
    on_sale = reduced(asked.scope)
    suited = _suited(asked, on_sale)
    shown = np.isin(suited.rows, on_sale)
    rows = suited.rows[shown]
    parts = {name: part[shown] for name, part in suited.parts.items()}
    return _best_suited(asked, _Suited(rows, rows, parts, _NO_ROWS))


def _best_suited(asked: _Asked, suited: _Suited) -> tuple[Hit, ...]:
    snapshot, rows = asked.scope.snapshot, suited.rows
    tiers = np.zeros(rows.size, np.int32)
    personal = {**suited.parts, **personal_parts(rows, snapshot, asked.person)}
    scores = joined(common_parts(rows, tiers, snapshot), personal)
    plain, shown = np.isin(rows, suited.plain), ~np.isin(rows, suited.leaving)
    return best_hits(Candidates(rows, tiers, scores, plain, shown), snapshot, asked.query)


def _suited(asked: _Asked, plain: Int32) -> _Suited:
    person, scope = asked.person, asked.scope
    trail = trail_in(scope, person, asked.query.who.session_id)
    found = led_to(trail, Placement.FOR_YOU, scope, strength=person.strength)
    if scope.snapshot.bundle is None:
        found = with_alike(found, touched_rows(person, scope), scope, strength=person.strength)
    rows = np.union1d(plain, np.union1d(found.rows, scope.keep(fitting(person, scope)))).astype(np.int32)
    parts = {**found.laid_out(rows), **purchase_parts(rows, person, scope)}
    return _Suited(rows, plain, parts, leaving_rows(person, scope))


def _near_context(asked: _Asked) -> tuple[Hit, ...]:
    """What is near the context; where it does not fill the page, what may suit the visitor follows.

    Nothing around unknown products.
    """
    query, scope = asked.query, asked.scope
    if not scope.context.size:
        return ()
    near, near_tiers = around_context(query.placement, scope)
    filling = _suited(asked, popular(scope)) if near.rows.size < query.page_size else _NOTHING
    rows = np.union1d(near.rows, filling.rows).astype(np.int32)
    is_near = np.isin(rows, near.rows)
    tiers = np.full(rows.size, near_tiers.max(initial=-1) + 1, np.int32)
    tiers[is_near] = near_tiers
    snapshot = scope.snapshot
    base = common_parts(rows, tiers, snapshot) | near.laid_out(rows)
    base["shared"] = shared_values(rows, scope.context, snapshot)
    scores = joined(base, personal_parts(rows, snapshot, asked.person))
    plain, shown = is_near | np.isin(rows, filling.plain), is_near | ~np.isin(rows, filling.leaving)
    if query.placement is Placement.COMPLETE_THE_BASKET:
        other = other_kind(rows, scope.context, snapshot)
        plain, shown = plain & other, shown & other
    return best_hits(Candidates(rows, tiers, scores, plain, shown), snapshot, query)


def _trending(asked: _Asked) -> tuple[Hit, ...]:
    rows = popular(asked.scope)
    tiers = np.zeros(rows.size, np.int32)
    scores = joined(common_parts(rows, tiers, asked.scope.snapshot), {})
    return best_hits(same_for_all(rows, tiers, scores), asked.scope.snapshot, asked.query)


def _recently_viewed(asked: _Asked) -> tuple[Hit, ...]:
    viewed = seen_products(reversed(asked.person.events), _VIEWED)
    return _listed(asked, present_rows(viewed, asked.scope.snapshot.index.columns))


def _buy_again(asked: _Asked) -> tuple[Hit, ...]:
    return _listed(asked, bought_again(asked.person, asked.scope))


def _listed(asked: _Asked, rows: Int32) -> tuple[Hit, ...]:
    """Those of the rows that may be shown, in the order given."""
    columns = asked.scope.snapshot.index.columns
    shown = rows[np.isin(rows, asked.scope.keep(rows))][: asked.query.page_size]
    return tuple(Hit(columns.id(row), 0.0, 0, 0, ()) for row in shown.tolist())


_ANSWERS: Mapping[Placement, Callable[[_Asked], tuple[Hit, ...]]] = {
    Placement.FOR_YOU: _for_you,
    Placement.SIMILAR: _near_context,
    Placement.ALSO_VIEWED: _near_context,
    Placement.BOUGHT_TOGETHER: _near_context,
    Placement.COMPLETE_THE_BASKET: _near_context,
    Placement.TRENDING: _trending,
    Placement.BUY_AGAIN: _buy_again,
    Placement.RECENTLY_VIEWED: _recently_viewed,
    Placement.ON_SALE: _on_sale,
}
