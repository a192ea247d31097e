"""A recommendation as a pure function: each placement proposes products, scores and order are common to all."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from service.answers import Hit, Reason, RecommendResult
from service.ranking.score import Scores
from service.types import EventType, Placement, RecommendQuery, Visitor
from service.usecases.person import Person, known_person
from service.usecases.recommend_candidates import (
    Proposed,
    around_context,
    laid_out,
    led_to,
    plain,
    side_by_side,
    wanted,
    with_alike,
)
from service.usecases.recommend_origins import NO_ORIGINS, Origins, of_page, of_visitor
from service.usecases.recommend_purchases import bought_again, leaving_rows, purchase_parts
from service.usecases.recommend_ranking import Candidates, Chosen, chosen, one_a_group, same_for_all
from service.usecases.recommend_reasons import reasons_of
from service.usecases.recommend_scope import Scope, present_rows, scope_of
from service.usecases.recommend_sources import fitting, shared_values
from service.usecases.search_core import degradations
from service.usecases.snapshot import Snapshot
from service.visitor.intent import EVENT_WEIGHT, seen_products

Int32 = NDArray[np.int32]

N_JUST_SEEN = 5
N_FEW = 100
"""While fewer products than that may suit the visitor, variants of one counted once, those that carry their values are considered, too."""
STRANGE = 1.0
"""What being like products that no model knows adds at most: less than a single look says of whom it is for."""
_VIEWED = frozenset({EventType.DETAIL_PAGE_VIEW, EventType.CLICK})
_TOUCHED = frozenset(event_type for event_type, weight in EVENT_WEIGHT.items() if weight > 0)
_NO_ROWS = np.zeros(0, np.int32)


@dataclass(frozen=True, slots=True)
class _Asked:
    """One request, with who asks and what may be shown.

    Attributes:
        touched: the present rows of the products in which the visitor showed interest, newest first, shape (n,).
    """

    query: RecommendQuery
    person: Person
    touched: Int32
    scope: Scope


def recommend(query: RecommendQuery, visitor: Visitor, snapshot: Snapshot, now_ms: int) -> RecommendResult:
    """Answer a placement from a pinned snapshot. Never returns what is hidden, sold out, filtered or in the context.

    Raises InvalidArgument if the filter cannot be understood.
    """
    person = known_person(query.who, visitor, snapshot, now_ms=now_ms)
    touched = present_rows(seen_products(reversed(person.events), _TOUCHED), snapshot.index.columns)
    asked = _Asked(query, person, touched, scope_of(query, snapshot, now_ms))
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
    return asked.touched[:N_JUST_SEEN]


def _best_suited(asked: _Asked, *, done_with: Int32) -> tuple[Hit, ...]:
    scope = asked.scope
    suited = _suited(asked, plain(scope), done_with=done_with)
    page = chosen(suited, asked.person, scope.snapshot, asked.query)
    return _shown(asked, page, reasons_of(page.rows, page.scores, _of_visitor(asked), asked.person, scope))


def _suited(asked: _Asked, for_all: Proposed, *, done_with: Int32) -> Candidates:
    """What suits everybody, and what may suit the visitor. All of tier 0."""
    person, scope = asked.person, asked.scope
    found = led_to(person.trail, Placement.FOR_YOU, scope, strength=person.strength)
    found = with_alike(found, _strange(asked.touched, scope), scope, most=person.strength * STRANGE)
    few = one_a_group(found.rows, scope.snapshot).size < N_FEW
    fits = fitting(person, scope) if few else _NO_ROWS
    rows, (of_plain, of_found, _) = side_by_side([for_all.rows, found.rows, fits], scope.snapshot)
    is_plain = np.zeros(rows.size, np.bool_)
    is_plain[of_plain] = True
    done = np.concatenate([done_with, leaving_rows(person, scope)])
    return Candidates(
        rows,
        tiers=np.zeros(rows.size, np.int32),
        base=laid_out(for_all.parts, of_plain, rows.size),
        personal=laid_out(found.parts, of_found, rows.size) | purchase_parts(rows, person, scope),
        plain=is_plain,
        shown=~scope.among(rows, done),
    )


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
    near, tiers = around_context(query.placement, scope)
    candidates = same_for_all(near.rows, tiers, near.parts)
    if one_a_group(near.rows, snapshot).size < query.page_size:
        candidates = _followed(candidates, _suited(asked, wanted(scope), done_with=_just_seen(asked)), snapshot)
    shared = {"shared": shared_values(candidates.rows, scope.context, snapshot)}
    page = chosen(replace(candidates, base={**candidates.base, **shared}), asked.person, snapshot, query)
    n_near = int(np.count_nonzero(page.tiers <= tiers.max(initial=-1)))
    reasons = [
        reason
        for origins, part in ((of_page(scope), slice(n_near)), (_of_visitor(asked), slice(n_near, None)))
        for reason in reasons_of(page.rows[part], page.scores.of(part), origins, asked.person, scope)
    ]
    return _shown(asked, page, reasons)


def _followed(near: Candidates, suited: Candidates, snapshot: Snapshot) -> Candidates:
    """What is near, and in a tier of its own what else may suit the visitor."""
    rows, (of_near, of_suited) = side_by_side([near.rows, suited.rows], snapshot)
    # Tier 0 is for what the placement is named for, though there be none.
    tiers = np.full(rows.size, near.tiers.max(initial=0) + 1, np.int32)
    tiers[of_near] = near.tiers
    plain, shown = np.zeros(rows.size, np.bool_), np.zeros(rows.size, np.bool_)
    plain[of_suited], shown[of_suited] = suited.plain, suited.shown
    plain[of_near] = shown[of_near] = True
    personal = laid_out(suited.personal, of_suited, rows.size)
    for part in personal.values():
        part[of_near] = 0.0
    return Candidates(rows, tiers, laid_out(near.base, of_near, rows.size), personal, plain, shown)


def _trending(asked: _Asked) -> tuple[Hit, ...]:
    rows, scope = wanted(asked.scope).rows, asked.scope
    page = chosen(same_for_all(rows, np.zeros(rows.size, np.int32), {}), Person(), scope.snapshot, asked.query)
    return _shown(asked, page, reasons_of(page.rows, page.scores, NO_ORIGINS, asked.person, scope))


def _recently_viewed(asked: _Asked) -> tuple[Hit, ...]:
    viewed = seen_products(reversed(asked.person.events), _VIEWED)
    return _listed(asked, present_rows(viewed, asked.scope.snapshot.index.columns))


def _buy_again(asked: _Asked) -> tuple[Hit, ...]:
    return _listed(asked, bought_again(asked.person, asked.scope))


def _listed(asked: _Asked, rows: Int32) -> tuple[Hit, ...]:
    """Those of the rows that may be shown, one of each group of variants, in the order given."""
    snapshot = asked.scope.snapshot
    shown = rows[asked.scope.shows(rows)]
    page = shown[one_a_group(shown, snapshot)][: asked.query.page_size]
    unscored = Scores((), np.zeros((page.size, 0)))
    reasons = reasons_of(page, unscored, NO_ORIGINS, asked.person, asked.scope)
    ids = map(snapshot.index.columns.id, page.tolist())
    return tuple(Hit(product, 0.0, 0, 0, (), reasons=why) for product, why in zip(ids, reasons, strict=True))


def _of_visitor(asked: _Asked) -> Origins:
    return of_visitor(asked.person, asked.touched)


def _shown(asked: _Asked, page: Chosen, reasons: Sequence[tuple[Reason, ...]]) -> tuple[Hit, ...]:
    return page.hits(reasons, asked.scope.snapshot, every=asked.query.explain)


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
