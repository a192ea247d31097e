"""What all visitors want lately: counts that fade, kept by the keeper because it alone sees every event."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping

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
MAX_STRANGERS = 20_000
_NEGLIGIBLE = 1e-3
_MAX_HALF_LIVES = 500.0
# What a clock that was set back makes of events from its future still has to fit a float32.
_MAX_COUNT = 1e30


class DemandCounter:
    """Counts by product number with exponential decay.

    Forward decay (Cormode et al., ICDE 2009): an event weighs 2^((t - t0) / half-life) once and for all, so late events
    land where they belong and nothing is updated as time passes.

    A product that the catalogue does not hold is counted, too, until it arrives, 20,000 others were asked for since, or
    the keeper restarts.

    Args:
        origin_ms: t0, near the time of use so that weights stay within floating point.

    Attributes:
        seq: every event of the ledger up to it is counted.
    """

    def __init__(self, origin_ms: int) -> None:
        self._origin_ms = origin_ms
        self._number_of: Mapping[ProductId, int] = {}
        self._weights = np.zeros(0)
        self._strangers: OrderedDict[ProductId, float] = OrderedDict()
        self.seq = Seq(0)

    @property
    def n_counted(self) -> int:
        """How many products have a count, faded ones included."""
        return int(np.count_nonzero(self._weights))

    def add(self, recorded: RecordedEvent) -> bool:
        """Count the next event of the ledger; False if its type does not speak of demand."""
        self.seq = recorded.seq
        weight = EVENT_WEIGHT.get(recorded.event.event_type)
        if weight is None or not recorded.event.products:
            return False
        grown = weight * self._growth(recorded.event.at_ms)
        for product in recorded.event.products:
            self._count(product.product_id, grown)
        return True

    def follow(self, number_of: Mapping[ProductId, int]) -> None:
        """Count by these numbers from now on, which grow with the catalogue; what was counted moves along.

        Args:
            number_of: products in the order of their numbers, which begin at 0.
        """
        counted = dict(zip(self._number_of, self._weights.tolist(), strict=False))
        self._number_of, self._weights = number_of, np.zeros(len(number_of))
        for product_id, weight in counted.items():
            if weight:
                self._count(product_id, weight)

    def restore(self, record: DemandRecord, number_of: Mapping[ProductId, int]) -> None:
        """Go back to counts that were published before, by these numbers."""
        indices, weights = np.frombuffer(record.indices, np.int32), np.frombuffer(record.weights, np.float32)
        self._number_of, self._weights = number_of, np.zeros(len(number_of))
        self._weights[indices] = weights * self._growth(record.as_of_ms)
        self._strangers.clear()
        self.seq = Seq(record.seq)

    def record(self, now_ms: int) -> DemandRecord:
        """The counts as of `now_ms`, by product number; what faded below a thousandth of a view is left out."""
        for product_id in [known for known in self._strangers if known in self._number_of]:
            self._count(product_id, self._strangers.pop(product_id))
        counts = np.minimum(self._weights / self._growth(now_ms), _MAX_COUNT)
        indices = np.flatnonzero(counts > _NEGLIGIBLE)
        return DemandRecord(
            as_of_ms=now_ms,
            seq=self.seq,
            indices=indices.astype(np.int32).tobytes(),
            weights=counts[indices].astype(np.float32).tobytes(),
        )

    def _count(self, product_id: ProductId, grown: float) -> None:
        number = self._number_of.get(product_id)
        if number is None:
            self._strangers[product_id] = self._strangers.pop(product_id, 0.0) + grown
            if len(self._strangers) > MAX_STRANGERS:
                self._strangers.popitem(last=False)
            return
        if number >= self._weights.size:
            self._weights = np.append(self._weights, np.zeros(number + 1 + self._weights.size))
        self._weights[number] += grown

    def _growth(self, at_ms: int) -> float:
        half_lives = (at_ms - self._origin_ms) / HALF_LIFE_MS
        return float(2.0 ** max(-_MAX_HALF_LIVES, min(half_lives, _MAX_HALF_LIVES)))
