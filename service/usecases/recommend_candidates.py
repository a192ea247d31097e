"""Which products a placement considers, and what each source says of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from service.candidates.blend import gather
from service.candidates.sources import shares_of, sources_worth
from service.candidates.trail import Trail, visit_trail
from service.types import Placement
from service.usecases.recommend_scope import Scope
from service.usecases.recommend_sources import alike, arrivals

Int32 = NDArray[np.int32]
Float64 = NDArray[np.float64]

BLEND = 4.0
"""What the sources of a placement together add to the product of which they say most."""
_ALIKE: Mapping[Placement, float] = {Placement.SIMILAR: 6.0, Placement.ALSO_VIEWED: 1.5}
"""What being like the products of the page adds at most."""
FRESH = 0.5
"""What having become available just now adds."""
CONTENT = "content"
_NAMED_FOR: Mapping[Placement, tuple[str, ...]] = {
    Placement.ALSO_VIEWED: ("follows", "together"),
    Placement.BOUGHT_TOGETHER: ("bought",),
    Placement.COMPLETE_THE_BASKET: ("bought",),
}


@dataclass(frozen=True, slots=True)
class Proposed:
    """Products that may be shown.

    Attributes:
        rows: ascending, shape (n,).
        parts: source -> what it adds to their scores, each of shape (n,).
    """

    rows: Int32
    parts: Mapping[str, Float64]

    def laid_out(self, rows: Int32) -> dict[str, Float64]:
        """The parts beside ascending rows that hold these, 0 for those that were not proposed. Shape as `rows`."""
        places = np.searchsorted(rows, self.rows)
        beside = {name: np.zeros(rows.size) for name in self.parts}
        for name, part in self.parts.items():
            beside[name][places] = part
        return beside


NONE = Proposed(np.zeros(0, np.int32), {})


def led_to(trail: Trail | None, placement: Placement, scope: Scope, *, strength: float = 1.0) -> Proposed:
    """What a trail leads to, by the sources of the placement."""
    bundle = scope.snapshot.bundle
    if bundle is None or trail is None:
        return NONE
    gathered = gather(trail, bundle.model, sources_worth(placement, bundle.model))
    shares = shares_of(placement, bundle.model)
    rows = scope.snapshot.rows_of_items(gathered.items)
    kept = scope.keep(rows[rows >= 0])
    # No two items share a row, so each kept row has one place.
    order = np.argsort(rows)
    places = order[np.searchsorted(rows, kept, sorter=order)]
    said = gathered.shares[places].astype(np.float64) * [shares[name] for name in gathered.names]
    said *= strength * BLEND / (said.sum(axis=1).max(initial=0.0) or 1.0)
    return Proposed(kept, dict(zip(gathered.names, said.T, strict=True)))


def arrived(scope: Scope) -> Proposed:
    """New arrivals."""
    rows, newness = arrivals(scope)
    return Proposed(rows, {"fresh": FRESH * newness})


def around_context(placement: Placement, scope: Scope) -> tuple[Proposed, Int32]:
    """What is near the products of the page, and the tier of each, shape (n,).

    What the placement is named for has tier 0, what is merely near comes after it, and is all there is without a model.
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
    asked_for = np.ones(near.rows.size, np.bool_)
    if placement in _NAMED_FOR:
        said = [near.parts[name] > 0 for name in _NAMED_FOR[placement] if name in near.parts]
        asked_for = np.logical_or.reduce(said) if said else ~asked_for
    return near, (~asked_for & asked_for.any()).astype(np.int32)


def with_alike(found: Proposed, touched: Int32, scope: Scope, *, most: float) -> Proposed:
    """The same, and what is like these rows: the most alike gets `most`."""
    if not touched.size:
        return found
    near, likeness = alike(touched, scope)
    rows = np.union1d(found.rows, near).astype(np.int32)
    parts = found.laid_out(rows)
    parts[CONTENT] = parts.get(CONTENT, 0.0) + Proposed(near, {CONTENT: most * likeness}).laid_out(rows)[CONTENT]
    return Proposed(rows, parts)
