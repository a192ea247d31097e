"""Purchases that were sent back say nothing, as `service.visitor.refunds` reads them."""

from __future__ import annotations

from collections import defaultdict
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Bools: TypeAlias = NDArray[np.bool_]
Int32: TypeAlias = NDArray[np.int32]


def refunded(person: Int32, row: Int32, *, is_purchase: Bools, is_refund: Bools) -> Bools:
    """Which entries are refunds, or the purchases they cancel: of each product the person's latest before them.

    A refund without a purchase before it is none of them. All of shape (n,), in order of person and time.
    """
    gone = np.zeros(person.size, np.bool_)
    told = np.flatnonzero(is_purchase | is_refund)
    pair_of = person[told].astype(np.int64) * (int(row.max(initial=0)) + 1) + row[told]
    told = told[np.isin(pair_of, pair_of[is_refund[told]])]
    bought: dict[tuple[int, int], list[int]] = defaultdict(list)
    for entry, *pair in zip(told.tolist(), person[told].tolist(), row[told].tolist(), strict=True):
        open_purchases = bought[pair[0], pair[1]]
        if is_purchase[entry]:
            open_purchases.append(entry)
        elif open_purchases:
            gone[[entry, open_purchases.pop()]] = True
    return gone
