"""What a visitor leans to after all they did, what came back included: a product sent back for its size moves the size."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from service.catalog.columns import Columns
from service.types import EventType, VisitEvent
from service.visitor.intent import Affinity, Touches, affinities, affinities_of, touches
from service.visitor.refunds import without_refunded
from service.visitor.sizes import next_size

Int32 = NDArray[np.int32]

_SIZE = "size"


def slot_leanings(events: Sequence[VisitEvent], columns: Columns, *, start_ms: int) -> dict[str, Affinity]:
    """Per slot the leaning of who did this, oldest first; `start_ms`: when the present visit began.

    A purchase that was sent back says nothing, but of sizes: what was too small speaks for the next larger size of its
    scale, as all touches of that size before it do, and what was too large for the next smaller one. Where the catalogue
    has none, they speak for no size.
    """
    learned = affinities(touches(without_refunded(events), columns, start_ms=start_ms), columns)
    misfits = [event for event in events if event.reason is not None]
    if misfits:
        worn = touches(
            [event for event in events if event.event_type is not EventType.REFUND], columns, start_ms=start_ms
        )
        learned.pop(_SIZE, None)
        learned |= affinities_of({_SIZE: _fitted(worn, misfits, columns)}, worn, columns)
    return learned


def _fitted(worn: Touches, misfits: Sequence[VisitEvent], columns: Columns) -> Int32:
    """The size that each touch speaks for, as codes padded with -1, shape (n, width)."""
    column = columns.slots[_SIZE]
    codes = column.codes[worn.rows]
    for refund in misfits:
        rows = [row for row in map(columns.row, refund.product_ids) if row >= 0]
        for code in {int(column.codes[row, 0]) for row in rows} - {-1}:
            if refund.reason is not None:
                is_earlier = (worn.at_ms <= refund.at_ms)[:, None]
                codes = np.where(is_earlier & (codes == code), next_size(column, code, refund.reason), codes)
    return codes
