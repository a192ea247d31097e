"""New arrivals: what a model has never seen, the latest first."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from service.candidates.trail import Found
from service.catalog.columns import Columns

Int32: TypeAlias = NDArray[np.int32]

N_FRESH = 200
HALF_LIFE_DAYS = 14.0
_N_LATEST = 1_000
_DAY_MS = 24 * 3600 * 1000


def fresh(newcomers: Int32, columns: Columns, now_ms: int, *, n: int = N_FRESH) -> Found:
    """The newest of the latest thousand newcomers: their product numbers and how new they are, in (0, 1].

    A product is as old as the time since it became available. Where the shop does not say when that was, it is as old as
    the oldest that is looked at. What is not on sale yet, hidden or gone is left out.

    Args:
        newcomers: product numbers in the order of their arrival, shape (m,).
        columns: the catalogue.
        now_ms: milliseconds since the epoch.
        n: how many are wanted.
    """
    latest = newcomers[-_N_LATEST:][::-1]
    rows = columns.row_of[latest]
    there = rows >= 0
    latest, begun_ms = latest[there], columns.available_ms[rows[there]]
    stated = (begun_ms > 0) & (begun_ms <= now_ms)
    days = np.where(stated, (now_ms - begun_ms) / _DAY_MS, np.inf)
    days = np.where(stated, days, days[stated].max(initial=HALF_LIFE_DAYS))
    kept = np.flatnonzero(begun_ms <= now_ms)
    kept = kept[np.argsort(days[kept], kind="stable")][:n]
    return Found(latest[kept], np.maximum(np.power(0.5, days[kept] / HALF_LIFE_DAYS), 1e-6).astype(np.float32))
