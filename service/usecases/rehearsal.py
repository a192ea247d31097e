"""Answers a made-up visitor before a snapshot serves.

What an index, its columns and a model work out when they are first asked, and then keep, no visitor has to wait for.
"""

from __future__ import annotations

import numpy as np

from service.types import (
    Consent,
    EventType,
    Placement,
    ProductId,
    RecommendQuery,
    Seq,
    SessionId,
    VisitEvent,
    Visitor,
    Who,
)
from service.usecases.recommend_core import recommend
from service.usecases.snapshot import Snapshot

_LATEST = 50
_WHO = Who(consent=Consent.GRANTED)


def rehearse(snapshot: Snapshot, now_ms: int) -> None:
    """Ask every placement of somebody who touched the most popular products of the model and those that came last."""
    touched = _some_products(snapshot)
    events = tuple(
        VisitEvent(product, EventType.CLICK, now_ms, (product,), SessionId(""), Seq(0)) for product in touched
    )
    for placement in Placement:
        recommend(RecommendQuery(placement, touched[:1], _WHO), Visitor(events), snapshot, now_ms)


def _some_products(snapshot: Snapshot) -> tuple[ProductId, ...]:
    """At most two that are there of each kind."""
    columns = snapshot.index.columns
    latest = [product for product in reversed(columns.ids[-_LATEST:]) if columns.row(product) >= 0]
    return (*_most_popular(snapshot), *latest[:2])


def _most_popular(snapshot: Snapshot) -> tuple[ProductId, ...]:
    if snapshot.bundle is None:
        return ()
    popularity = snapshot.bundle.model.popularity
    rows = snapshot.rows_of_items(np.arange(popularity.size))
    there = np.flatnonzero(rows >= 0)
    best = there[np.argsort(-popularity[there], kind="stable")[:2]]
    return tuple(snapshot.index.columns.id(row) for row in rows[best].tolist())
