"""Live intent in search: for each click, where does the category's search show it, with the visit so far and without?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from service.catalog.row import leaf
from service.limits import MAX_VISIT_EVENTS
from service.types import (
    Consent,
    EventType,
    Product,
    ProductId,
    SearchQuery,
    Seq,
    SessionId,
    VisitEvent,
    Visitor,
    VisitorId,
    Who,
)
from service.usecases.matched import MatchMemo
from service.usecases.search_core import search
from service.usecases.snapshot import Snapshot

Float64: TypeAlias = NDArray[np.float64]

CUT = 20
_SEED = 7
_N_RESAMPLES = 10_000
_STEP_MS = 10_000
VISIT = SessionId("visit")


@dataclass(frozen=True, slots=True)
class Lift:
    """MRR@20 with and without personalisation, their ratio, and its 95 % interval by paired bootstrap over visits."""

    n_clicks: int
    on: float
    off: float
    lift: float
    low: float
    high: float


def measure(
    visits: Sequence[list[ProductId]], products: dict[ProductId, Product], snapshot: Snapshot, now_ms: int
) -> Lift:
    """Search for every click from the second on; clicks on products without a category are left out."""
    memo = MatchMemo()
    sums = [
        _visit_sums(number, clicked, products, snapshot, memo=memo, now_ms=now_ms)
        for number, clicked in enumerate(visits)
    ]
    table = np.array(sums).reshape(-1, 3)
    n, on, off = table.sum(axis=0)
    lift, (low, high) = _ratio(on, off), _interval(table)
    return Lift(int(n), float(on / max(n, 1)), float(off / max(n, 1)), lift, low, high)


def _visit_sums(
    number: int,
    clicked: list[ProductId],
    products: dict[ProductId, Product],
    snapshot: Snapshot,
    *,
    memo: MatchMemo,
    now_ms: int,
) -> tuple[int, float, float]:
    """How many clicks of a visit were looked for, and the sums of their reciprocal ranks with and without the visit."""
    n, on, off = 0, 0.0, 0.0
    who = Who(VisitorId(f"visitor-{number}"), VISIT, consent=Consent.GRANTED)
    for step in range(1, len(clicked)):
        categories = products[clicked[step]].categories if clicked[step] in products else ()
        if not categories:
            continue
        query = SearchQuery(leaf(categories[0]), who, page_size=CUT, variant_rollup=False)
        visitor = after_clicks(clicked[:step], now_ms)
        n += 1
        on += _reciprocal_rank(clicked[step], query, visitor, snapshot, memo=memo, now_ms=now_ms)
        off += _reciprocal_rank(
            clicked[step],
            replace(query, who=replace(who, strength=0.0)),
            visitor,
            snapshot,
            memo=memo,
            now_ms=now_ms,
        )
    return n, on, off


def after_clicks(clicked: Sequence[ProductId], now_ms: int) -> Visitor:
    """A visitor who clicked these until just now, oldest first, in one visit; only what a visit holds is kept."""
    newest = clicked[-MAX_VISIT_EVENTS:]
    first_ms = now_ms - len(newest) * _STEP_MS
    events = [
        VisitEvent(str(number), EventType.CLICK, first_ms + number * _STEP_MS, (product,), VISIT, Seq(number + 1))
        for number, product in enumerate(newest)
    ]
    return Visitor(tuple(events), Seq(len(clicked)))


def _reciprocal_rank(
    wanted: ProductId, query: SearchQuery, visitor: Visitor, snapshot: Snapshot, *, memo: MatchMemo, now_ms: int
) -> float:
    hits = search(query, visitor, snapshot, now_ms, memo=memo).hits
    return next((1 / rank for rank, hit in enumerate(hits, start=1) if hit.product_id == wanted), 0.0)


def _ratio(on: float, off: float) -> float:
    return float(on / off) if off else 1.0


def _interval(sums: Float64) -> tuple[float, float]:
    """Of the ratio of sums, resampling visits; `sums` has shape (n_visits, 3)."""
    rng = np.random.default_rng(_SEED)
    n = len(sums)
    ratios = []
    for _ in range(_N_RESAMPLES // 10):
        drawn = sums[rng.integers(0, n, n)].sum(axis=0) if n else np.zeros(3)
        ratios.append(_ratio(drawn[1], drawn[2]))
    low, high = np.quantile(ratios, [0.025, 0.975])
    return float(low), float(high)
