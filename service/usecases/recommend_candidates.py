"""Which products a placement considers, and what each source says of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from service.candidates.blend import gather
from service.candidates.content import DECAY, May, alike
from service.candidates.sources import shares_of, sources_worth
from service.candidates.trail import Trail, visit_trail
from service.types import Placement
from service.usecases.recommend_scope import Scope, suits_audience
from service.usecases.recommend_standing import item_rows
from service.usecases.snapshot import Snapshot

Int32 = NDArray[np.int32]
Float64 = NDArray[np.float64]

BLEND = 12.0
"""What the sources of a placement together add to the product of which they say most, and less to others by the logarithm of
their chance: so slots and demand are evidence beside it, and do not outweigh all that is less likely than the very first."""
_ALIKE: Mapping[Placement, float] = {Placement.SIMILAR: 18.0, Placement.ALSO_VIEWED: 4.5}
"""What being like the products of the page adds at most."""
# To the power of three: what is less than a fifth as alike as the most alike is another thing.
_LEAST_ALIKE = 0.008
FRESH = 0.5
"""What having become available just now adds."""
LIKENESS = "likeness"
"""Beside the sources: so it is told from what a share of content has added, and clicks on it teach no share."""
_NAMED_FOR: Mapping[Placement, tuple[str, ...]] = {
    Placement.ALSO_VIEWED: ("follows", "together"),
    Placement.BOUGHT_TOGETHER: ("bought",),
    Placement.COMPLETE_THE_BASKET: ("bought",),
}


@dataclass(frozen=True, slots=True)
class Proposed:
    """Products that may be shown.

    Attributes:
        rows: distinct, shape (n,).
        parts: source -> what it adds to their scores, each of shape (n,).
    """

    rows: Int32
    parts: Mapping[str, Float64]


NONE = Proposed(np.zeros(0, np.int32), {})


def side_by_side(several: Sequence[Int32], snapshot: Snapshot) -> tuple[Int32, list[Int32]]:
    """Several arrays of rows as one, in which each row stands once, and the places of each array's rows in it."""
    given = np.concatenate(several)
    numbers = np.arange(given.size, dtype=np.int32)
    # Where a row is given twice, the number that was assigned last stands for it.
    place_of = np.empty(snapshot.index.columns.n_rows, np.int32)
    place_of[given] = numbers
    rows = given[place_of[given] == numbers]
    place_of[rows] = numbers[: rows.size]
    return rows, [place_of[some] for some in several]


def laid_out(parts: Mapping[str, Float64], places: Int32, n: int) -> dict[str, Float64]:
    """Parts beside `n` rows, of which those at these places have them and all others 0; each of shape (n,)."""
    beside = dict(zip(parts, np.zeros((len(parts), n)), strict=True))
    for name, part in parts.items():
        beside[name][places] = part
    return beside


def merged(one: Proposed, other: Proposed, snapshot: Snapshot) -> Proposed:
    """What both propose; what they add under one name is added up."""
    rows, (of_one, of_other) = side_by_side([one.rows, other.rows], snapshot)
    parts = laid_out(one.parts, of_one, rows.size)
    for name, part in laid_out(other.parts, of_other, rows.size).items():
        parts[name] = parts[name] + part if name in parts else part
    return Proposed(rows, parts)


def led_to(trail: Trail | None, placement: Placement, scope: Scope, *, strength: float = 1.0) -> Proposed:
    """What a trail leads to, by the sources of the placement."""
    bundle = scope.snapshot.bundle
    if bundle is None or trail is None:
        return NONE
    gathered = gather(trail, bundle.model, sources_worth(placement, bundle.model), scope.standing.among)
    rows = item_rows(scope.snapshot).take(gathered.items, mode="clip")
    shown = scope.shows(rows)
    shares = shares_of(placement, bundle.model)
    said = gathered.shares[shown].T * np.array([[shares[name]] for name in gathered.names])
    chances = said.sum(axis=0)
    likelier = np.log1p(chances * bundle.model.n_items)
    worth = strength * BLEND * likelier / (likelier.max(initial=0.0) or 1.0)
    said *= np.divide(worth, chances, out=np.zeros(chances.size), where=chances > 0)
    return Proposed(rows[shown], dict(zip(gathered.names, said, strict=True)))


def wanted(scope: Scope) -> Proposed:
    """What most visitors want."""
    rows = scope.standing.popular
    return Proposed(rows[scope.shows(rows)] if scope.context.size else rows, {})


def plain(scope: Scope) -> Proposed:
    """What most visitors want, and new arrivals."""
    rows, fresh = scope.standing.plain, FRESH * scope.standing.newness_at(scope.now_ms)
    if scope.context.size:
        shown = scope.shows(rows)
        rows, fresh = rows[shown], fresh[shown]
    return Proposed(rows, {"fresh": fresh})


def around_context(placement: Placement, scope: Scope) -> tuple[Proposed, Int32]:
    """What is near the products of the page, and the tier of each, shape (n,).

    What the placement is named for has tier 0 and what is merely near tier 1, though there be nothing else. Without a model
    all is merely near, and has tier 0.
    """
    bundle = scope.snapshot.bundle
    near = NONE
    if bundle is not None and scope.context.size:
        items = scope.snapshot.item_of[scope.snapshot.index.columns.product_index[scope.context]]
        # The first of the context counts most, as the newest of a trail does.
        trail = visit_trail(items[items >= 0][::-1], confidence=1.0)
        near = led_to(trail, placement, scope)
    if placement in _ALIKE:
        near = with_alike(near, scope.context, scope, most=_ALIKE[placement])
    tiers = np.zeros(near.rows.size, np.int32)
    if bundle is not None and placement in _NAMED_FOR:
        tiers[:] = 1
        for name in near.parts.keys() & _NAMED_FOR[placement]:
            tiers[near.parts[name] > 0] = 0
    return near, tiers


def with_alike(found: Proposed, touched: Int32, scope: Scope, *, most: float) -> Proposed:
    """The same, and what shares traits with these rows, of which the first say most: the most alike gets `most`.

    A thing for another audience is not alike, however rare the words that it shares.
    """
    if not touched.size:
        return found
    columns = scope.snapshot.index.columns
    numbers = columns.product_index[touched]
    weights = np.power(DECAY, np.arange(numbers.size)).astype(np.float32)
    near = alike(columns.traits, numbers, weights, may=_may(scope))
    likeness = near.scores / near.scores.max(initial=1e-9)
    rows = columns.row_of[near.items]
    fits = scope.shows(rows) & (likeness >= _LEAST_ALIKE)
    fits[fits] = suits_audience(rows[fits], touched, columns)
    like = Proposed(rows[fits], {LIKENESS: most * likeness[fits].astype(np.float64)})
    return merged(found, like, scope.snapshot)


def _may(scope: Scope) -> May | None:
    """What may be found, by product number."""
    if scope.standing.among is None:
        return None
    bundle = scope.snapshot.bundle
    if bundle is not None and bundle.model.traits is not None:
        return May(bundle.model.traits.item_of, scope.standing.among.bits)
    # Without a model all are newcomers, numbered as products are.
    return May(scope.snapshot.product_of, scope.standing.among.bits)
