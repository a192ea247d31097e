"""Past visits, laid out so that those like the present one are found quickly."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
from numba import njit
from numpy.typing import NDArray

from service.bundle.model import Visits
from training.dataset import DAY_MS, Interactions

Int32: TypeAlias = NDArray[np.int32]
Int64: TypeAlias = NDArray[np.int64]

# What a visitor does in an hour. More is the work of a machine, and would make every look at its visit slow.
MAX_TOUCHES = 100


def visits(interactions: Interactions, *, max_visits: int, max_of_item: int) -> Visits:
    """The newest `max_visits` visits of at least two liked touches; of each item the newest `max_of_item` of them.

    Visits are ordered by their ends, equal ones by number. Of a long one the newest MAX_TOUCHES touches are kept.
    """
    liked = interactions.weight > 0
    row, last = interactions.row[liked], np.flatnonzero(np.diff(interactions.visit[liked], append=-1))
    sizes, ended = np.diff(last, prepend=-1), interactions.at_ms[liked][last]
    several = np.flatnonzero(sizes > 1)
    kept = several[np.argsort(ended[several], kind="stable")][-max_visits:]
    lengths = np.minimum(sizes[kept], MAX_TOUCHES)
    starts = np.r_[0, np.cumsum(lengths)]
    # Entry e of visit v stands at last[v] + 1 - lengths[v] + (e - starts[v]).
    items = row[np.repeat(last[kept] + 1 - lengths - starts[:-1], lengths) + np.arange(starts[-1])]
    of_item, of_item_starts = _postings(items, starts, interactions.n_products, max_of_item)
    at_days = (interactions.at_ms.max(initial=0) - ended[kept]) / DAY_MS
    return Visits(items, starts, at_days.astype(np.float32), of_item, of_item_starts)


@njit(cache=True, nogil=True)
def _postings(items: Int32, starts: Int64, n_items: int, most: int) -> tuple[Int32, Int64]:
    """For each item its newest visits, newest first, each once, at most `most`; and where each item begins."""
    counts = np.zeros(n_items + 1, np.int64)
    seen_in = np.full(n_items, -1, np.int32)
    for visit in range(starts.size - 2, -1, -1):
        for item in items[starts[visit] : starts[visit + 1]]:
            if seen_in[item] != visit:
                seen_in[item] = visit
                counts[item + 1] = min(counts[item + 1] + 1, most)
    of_item_starts = np.cumsum(counts)
    of_item = np.empty(of_item_starts[-1], np.int32)
    filled = of_item_starts[:-1].copy()
    seen_in[:] = -1
    for visit in range(starts.size - 2, -1, -1):
        for item in items[starts[visit] : starts[visit + 1]]:
            if seen_in[item] != visit and filled[item] < of_item_starts[item + 1]:
                seen_in[item] = visit
                of_item[filled[item]] = visit
                filled[item] += 1
    return of_item, of_item_starts
