"""A recommendation as a pure function: each placement proposes products, scores and order are common to all."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from service.answers import Hit, RecommendResult
from service.ranking.score import joined
from service.types import EventType, Placement, RecommendQuery, Visitor
from service.usecases.recommend_candidates import around_context, arrived, led_to, with_alike
from service.usecases.recommend_purchases import bought_again, leaving_rows, purchase_parts
from service.usecases.recommend_ranking import Candidates, best_hits, common_parts, one_a_group, same_for_all
from service.usecases.recommend_reasons import NO_ORIGINS, of_page, of_visitor, with_reasons
from service.usecases.recommend_scope import Scope, present_rows, scope_of
from service.usecases.recommend_sources import fitting, popular, shared_values
from service.usecases.recommend_visitor import Known, known_visitor, leaning_parts
from service.usecases.search_core import degradations
from service.usecases.snapshot import Snapshot
from service.visitor.intent import seen_products

Bools = NDArray[np.bool_]
Int32 = NDArray[np.int32]
Float64 = NDArray[np.float64]

N_JUST_SEEN = 5
N_FEW = 100
"""While fewer products than that may suit the visitor, variants of one counted once, those that carry their values are considered, too."""
STRANGE = 1.0
"""What being like products that no model knows adds at most: less than a single look says of whom it is for."""
_VIEWED = frozenset({EventType.DETAIL_PAGE_VIEW, EventType.CLICK})
_NO_ROWS = np.zeros(0, np.int32)


@dataclass(frozen=True, slots=True)
class _Asked:
    """One request, with who asks and what may be shown."""

    query: RecommendQuery
    known: Known
    scope: Scope


@dataclass(frozen=True, slots=True)
class _Suited:
    """What may suit a visitor.

    Attributes:
        rows: of all of it, ascending, shape (n,).
        plain: whether it suits everybody, shape (n,).
        shown: whether the visitor is not done with it, shape (n,).
        parts: what the visitor's trail and purchases add, each of shape (n,).
    """

    rows: Int32
    plain: Bools
    shown: Bools
    parts: Mapping[str, Float64]


_NOTHING = _Suited(_NO_ROWS, np.zeros(0, np.bool_), np.zeros(0, np.bool_), {})


def recommend(query: RecommendQuery, visitor: Visitor, snapshot: Snapshot, now_ms: int) -> RecommendResult:
    """Answer a placement from a pinned snapshot. Never returns what is hidden, sold out, filtered or in the context.

    Raises InvalidArgument if the filter cannot be understood.
    """
    asked = _Asked(query, known_visitor(query.who, visitor, snapshot, now_ms), scope_of(query, snapshot, now_ms))
    return RecommendResult(
        _ANSWERS[query.placement](asked), degradations(query.who.consent, snapshot), snapshot.version, visitor.seq
    )


def _for_you(asked: _Asked) -> tuple[Hit, ...]:
    """What is popular or new, and what the visitor's trail leads to; only the latter is personal.

    Purchased and rejected products leave, and so does what was just looked at, which RECENTLY_VIEWED shows.
    """
    return _best_suited(asked, done_with=_just_seen(asked))


def _on_sale(asked: _Asked) -> tuple[Hit, ...]:
    """The same of what is reduced; what was just looked at stays, since its price is news."""
    return _best_suited(asked, done_with=_NO_ROWS)


def _just_seen(asked: _Asked) -> Int32:
    return asked.known.touched[:N_JUST_SEEN]


def _best_suited(asked: _Asked, *, done_with: Int32) -> tuple[Hit, ...]:
    snapshot, new = asked.scope.snapshot, arrived(asked.scope)
    suited = _suited(asked, np.union1d(popular(asked.scope), new.rows), done_with=done_with)
    tiers = np.zeros(suited.rows.size, np.int32)
    personal = {**suited.parts, **leaning_parts(suited.rows, snapshot, asked.known)}
    scores = joined(common_parts(suited.rows, tiers, snapshot) | new.laid_out(suited.rows), personal)
    hits = best_hits(Candidates(suited.rows, tiers, scores, suited.plain, suited.shown), snapshot, asked.query)
    return with_reasons(hits, of_visitor(asked.known), asked.known, asked.scope)


def _suited(asked: _Asked, plain: Int32, *, done_with: Int32) -> _Suited:
    known, scope = asked.known, asked.scope
    found = led_to(known.trail, Placement.FOR_YOU, scope, strength=known.strength)
    found = with_alike(found, _strange(known.touched, scope), scope, most=known.strength * STRANGE)
    few = fitting(known, scope) if one_a_group(found.rows, scope.snapshot).size < N_FEW else _NO_ROWS
    rows = np.unique(np.concatenate([plain, found.rows, few]))
    parts = found.laid_out(rows) | purchase_parts(rows, known, scope)
    done = np.concatenate([done_with, leaving_rows(known, scope)])
    return _Suited(rows, np.isin(rows, plain, assume_unique=True), ~scope.among(rows, done), parts)


def _strange(rows: Int32, scope: Scope) -> Int32:
    """Those of the rows that no model knows: only their traits lead on."""
    return rows[scope.snapshot.item_of[scope.snapshot.index.columns.product_index[rows]] < 0]


def _near_context(asked: _Asked) -> tuple[Hit, ...]:
    """What is near the context; where it does not fill the page, what may suit the visitor follows.

    Nothing around unknown products.
    """
    query, scope, snapshot = asked.query, asked.scope, asked.scope.snapshot
    if not scope.context.size:
        return ()
    near, near_tiers = around_context(query.placement, scope)
    fills = one_a_group(near.rows, snapshot).size >= query.page_size
    suited = _NOTHING if fills else _suited(asked, popular(scope), done_with=_just_seen(asked))
    rows = np.union1d(near.rows, suited.rows).astype(np.int32)
    is_near, is_suited = np.isin(rows, near.rows), np.isin(rows, suited.rows)
    plain, shown, tiers = is_near.copy(), is_near.copy(), np.full(rows.size, near_tiers.max(initial=0) + 1, np.int32)
    plain[is_suited] |= suited.plain
    shown[is_suited] |= suited.shown
    tiers[is_near] = near_tiers
    base = common_parts(rows, tiers, snapshot) | near.laid_out(rows)
    base["shared"] = shared_values(rows, scope.context, snapshot)
    personal = leaning_parts(rows, snapshot, asked.known)
    for name, part in suited.parts.items():
        personal[name] = np.zeros(rows.size)
        personal[name][is_suited] = part
        personal[name][is_near] = 0.0
    hits = best_hits(Candidates(rows, tiers, joined(base, personal), plain, shown), snapshot, query)
    n_near = sum(hit.tier <= near_tiers.max(initial=-1) for hit in hits)
    near_hits = with_reasons(hits[:n_near], of_page(scope), asked.known, scope)
    return (*near_hits, *with_reasons(hits[n_near:], of_visitor(asked.known), asked.known, scope))


def _trending(asked: _Asked) -> tuple[Hit, ...]:
    snapshot, rows = asked.scope.snapshot, popular(asked.scope)
    scores = joined(common_parts(rows, np.zeros(rows.size, np.int32), snapshot), {})
    hits = best_hits(same_for_all(rows, scores), snapshot, asked.query)
    return with_reasons(hits, NO_ORIGINS, asked.known, asked.scope)


def _recently_viewed(asked: _Asked) -> tuple[Hit, ...]:
    viewed = seen_products(reversed(asked.known.events), _VIEWED)
    return _listed(asked, present_rows(viewed, asked.scope.snapshot.index.columns))


def _buy_again(asked: _Asked) -> tuple[Hit, ...]:
    return _listed(asked, bought_again(asked.known, asked.scope))


def _listed(asked: _Asked, rows: Int32) -> tuple[Hit, ...]:
    """Those of the rows that may be shown, one of each group of variants, in the order given."""
    snapshot = asked.scope.snapshot
    shown = rows[np.isin(rows, asked.scope.keep(rows))]
    page = shown[one_a_group(shown, snapshot)][: asked.query.page_size]
    hits = [Hit(snapshot.index.columns.id(row), 0.0, 0, 0, ()) for row in page.tolist()]
    return with_reasons(hits, NO_ORIGINS, asked.known, asked.scope)


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
