"""Answers a made-up visitor before a snapshot serves: kernels are compiled at their first call, which takes seconds."""

from __future__ import annotations

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

_LOOKED_THROUGH = 50
_WHO = Who(consent=Consent.GRANTED)


def rehearse(snapshot: Snapshot, now_ms: int) -> None:
    """Ask every placement of somebody who touched a product that the model knows and one that came last."""
    touched = _some_products(snapshot)
    events = tuple(
        VisitEvent(product, EventType.CLICK, now_ms, (product,), SessionId(""), Seq(0)) for product in touched
    )
    for placement in Placement:
        recommend(RecommendQuery(placement, touched[:1], _WHO), Visitor(events), snapshot, now_ms)


def _some_products(snapshot: Snapshot) -> tuple[ProductId, ...]:
    columns = snapshot.index.columns
    known = () if snapshot.bundle is None else snapshot.bundle.model.product_ids[:_LOOKED_THROUGH]
    latest = columns.ids[-_LOOKED_THROUGH:]
    there = [[product for product in some if columns.row(product) >= 0] for some in (known, reversed(latest))]
    return tuple(product for some in there for product in some[:2])
