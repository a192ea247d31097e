"""What all visitors want lately: counts that fade, kept by the keeper because it alone sees every event."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from service.retrieval.demand import DemandRecord
from service.types import EventType, ProductId, RecordedEvent, Seq

HALF_LIFE_MS = 3.5 * 24 * 3600 * 1000
EVENT_WEIGHT = {
    EventType.CLICK: 1.0,
    EventType.DETAIL_PAGE_VIEW: 1.0,
    EventType.ADD_TO_WISHLIST: 2.0,
    EventType.ADD_TO_CART: 3.0,
    EventType.PURCHASE_COMPLETE: 5.0,
}
_NEGLIGIBLE = 1e-3
_MAX_HALF_LIVES = 500.0
# What a clock that was set back makes of events from its future still has to fit a float32.
_MAX_COUNT = 1e30


class DemandCounter:
    """Counts by product with exponential decay.

    Forward decay (Cormode et al., ICDE 2009): an event weighs 2^((t - t0) / half-life) once and for all, so late events
    land where they belong and nothing is updated as time passes.

    A product that the catalogue does not hold is counted, too, but a restart forgets that.

    Args:
        origin_ms: t0, near the time of use so that weights stay within floating point.

    Attributes:
        seq: every event of the ledger up to it is counted.
    """

    def __init__(self, origin_ms: int) -> None:
        self._origin_ms = origin_ms
        self._weights: dict[ProductId, float] = {}
        self.seq = Seq(0)

    def add(self, recorded: RecordedEvent) -> bool:
        """Count the next event of the ledger; False if its type does not speak of demand."""
        self.seq = recorded.seq
        weight = EVENT_WEIGHT.get(recorded.event.event_type)
        if weight is None or not recorded.event.products:
            return False
        grown = weight * self._growth(recorded.event.at_ms)
        for product in recorded.event.products:
            self._weights[product.product_id] = self._weights.get(product.product_id, 0.0) + grown
        return True

    def restore(self, record: DemandRecord, ids: Sequence[ProductId]) -> None:
        """Go back to counts that were published before; `ids` are the products by number."""
        grown = self._growth(record.as_of_ms)
        indices, weights = np.frombuffer(record.indices, np.int32), np.frombuffer(record.weights, np.float32)
        self._weights = {
            ids[index]: weight * grown for index, weight in zip(indices.tolist(), weights.tolist(), strict=True)
        }
        self.seq = Seq(record.seq)

    def record(self, index_of: Mapping[ProductId, int], now_ms: int) -> DemandRecord:
        """The counts as of `now_ms`, by product number; what faded below a thousandth of a view is left out."""
        fade = 1.0 / self._growth(now_ms)
        counts = sorted(
            (index_of[product_id], weight * fade)
            for product_id, weight in self._weights.items()
            if product_id in index_of and weight * fade > _NEGLIGIBLE
        )
        return DemandRecord(
            as_of_ms=now_ms,
            seq=self.seq,
            indices=np.array([index for index, _ in counts], np.int32).tobytes(),
            weights=np.minimum([weight for _, weight in counts], _MAX_COUNT).astype(np.float32).tobytes(),
        )

    def _growth(self, at_ms: int) -> float:
        half_lives = (at_ms - self._origin_ms) / HALF_LIFE_MS
        return float(2.0 ** max(-_MAX_HALF_LIVES, min(half_lives, _MAX_HALF_LIVES)))
