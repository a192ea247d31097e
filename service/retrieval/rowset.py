"""What a unit or a constraint finds, as arrays of rows that grow with the index, and where they are remembered."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from service.retrieval.clauses import NO_SCORE
from service.retrieval.memo import Memo

Int16 = NDArray[np.int16]
Int32 = NDArray[np.int32]
Bool = NDArray[np.bool_]

_MAX_BYTES = 192 << 20
# A unit as key, and the shells of its arrays (measured: 1.6 KiB).
_ENTRY_BYTES = 2 << 10


@dataclass(frozen=True, slots=True, eq=False)
class RowSet:
    """The products that one unit finds.

    Attributes:
        rows: ascending, outdated ones included, shape (n,).
        scores: what the unit says of each, as `clauses` reads it, shape (n,).
        until: above every row that was asked for.
    """

    rows: Int32
    scores: Int16
    until: int

    @property
    def nbytes(self) -> int:
        """The memory it holds."""
        return self.rows.nbytes + self.scores.nbytes

    def with_later(self, later: RowSet) -> RowSet:
        """With the rows that came since."""
        if not later.rows.size:
            return RowSet(self.rows, self.scores, later.until)
        rows, scores = np.concatenate([self.rows, later.rows]), np.concatenate([self.scores, later.scores])
        return RowSet(rows, scores, later.until)

    def look_up(self, rows: Int32) -> Int16:
        """The scores of these rows; NO_SCORE for those it does not hold. Shape as `rows`."""
        if not self.rows.size:
            return np.full(rows.size, NO_SCORE)
        places = self.rows.searchsorted(rows)
        held = self.rows.take(places, mode="clip") == rows
        return np.where(held, self.scores.take(places, mode="clip"), NO_SCORE)


@dataclass(frozen=True, slots=True, eq=False)
class RowMask:
    """Of each row whether it passes a constraint, outdated ones included, shape (until,)."""

    passing: Bool
    until: int

    @property
    def nbytes(self) -> int:
        """The memory it holds."""
        return self.passing.nbytes

    def with_later(self, later: RowMask) -> RowMask:
        """With the rows that came since."""
        return RowMask(np.concatenate([self.passing, later.passing[self.until :]]), later.until)


class RowSetMemo(Memo["RowSet | RowMask"]):
    """What was asked of all builds that are open, 192 MiB of it: pages are still asked of earlier ones."""

    def __init__(self) -> None:
        super().__init__(max_bytes=_MAX_BYTES, entry_bytes=_ENTRY_BYTES)
