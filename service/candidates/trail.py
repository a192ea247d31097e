"""What a visitor did, as the sources of candidates read it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from service.bundle.model import Model
from service.types import VisitEvent

Float32: TypeAlias = NDArray[np.float32]
Int32: TypeAlias = NDArray[np.int32]

_DAY_MS = 24 * 3600 * 1000
MAX_TOUCHES = 200


class Found(NamedTuple):
    """What one source proposes.

    Attributes:
        items: distinct, shape (m,).
        scores: > 0, shape (m,).
    """

    items: Int32
    scores: Float32


NOTHING = Found(np.zeros(0, np.int32), np.zeros(0, np.float32))


@dataclass(frozen=True, slots=True, eq=False)
class Trail:
    """The telling touches of items the model knows, newest first.

    Attributes:
        items: repeats allowed, shape (n,).
        weights: the confidence of one fresh event of its type, negative where it takes interest back, shape (n,).
        ages: how many newer telling events there are, shape (n,).
        days: how long ago, shape (n,).
        in_visit: whether it happened in the present visit, shape (n,).
    """

    items: Int32
    weights: Float32
    ages: Int32
    days: Float32
    in_visit: NDArray[np.bool_]

    @property
    def n(self) -> int:
        """How many touches there are."""
        return len(self.items)


def trail_of(events: Sequence[VisitEvent], model: Model, *, start_ms: int, now_ms: int) -> Trail:
    """The newest touches, at most MAX_TOUCHES of them; events oldest first. `start_ms`: when the present visit began.

    Ages count telling events only, newest = 0: a search or an unknown product between two views ages nothing.
    """
    touched: list[tuple[int, float, int, float, bool]] = []
    age = 0
    for event in reversed(events):
        weight = model.confidence.get(event.event_type)
        known = [model.rows[product] for product in event.product_ids if product in model.rows]
        if weight is None or not known:
            continue
        days = max(0.0, (now_ms - event.at_ms) / _DAY_MS)
        touched += [(item, weight, age, days, event.at_ms >= start_ms) for item in known]
        age += 1
        if len(touched) >= MAX_TOUCHES:
            break
    table = np.array(touched[:MAX_TOUCHES], np.float64).reshape(-1, 5)
    return Trail(
        items=table[:, 0].astype(np.int32),
        weights=table[:, 1].astype(np.float32),
        ages=table[:, 2].astype(np.int32),
        days=table[:, 3].astype(np.float32),
        in_visit=table[:, 4] > 0,
    )


def visit_trail(items: Int32, *, confidence: float) -> Trail:
    """One visit of equal events at one moment; items oldest first, shape (n,)."""
    newest = np.ascontiguousarray(items[::-1][:MAX_TOUCHES], np.int32)
    n = len(newest)
    return Trail(
        items=newest,
        weights=np.full(n, confidence, np.float32),
        ages=np.arange(n, dtype=np.int32),
        days=np.zeros(n, np.float32),
        in_visit=np.ones(n, np.bool_),
    )
