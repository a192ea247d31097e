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
_OLD = 1e-6


def fresh(newcomers: Int32, columns: Columns, now_ms: int, *, n: int = N_FRESH) -> Found:
    """The newest of the latest thousand newcomers: their product numbers and how new they are, in (0, 1].

    Newness halves in HALF_LIFE_DAYS from when a product became available; where the shop does not say when that was, next
    to nothing is left of it. What is not on sale yet, hidden or gone is left out.

    Args:
        newcomers: product numbers in the order of their arrival, shape (m,).
        columns: the catalogue.
        now_ms: milliseconds since the epoch.
        n: how many are wanted.
    """
    latest = newcomers[-_N_LATEST:][::-1]
    rows = columns.row_of[latest]
    latest, begun_ms = latest[rows >= 0], columns.available_ms[rows[rows >= 0]]
    days = np.where(begun_ms > 0, (now_ms - begun_ms) / _DAY_MS, np.inf)
    begun = np.flatnonzero(days >= 0)
    newest = begun[np.argsort(days[begun], kind="stable")][:n]
    return Found(latest[newest], np.maximum(np.power(0.5, days[newest] / HALF_LIFE_DAYS), _OLD).astype(np.float32))
