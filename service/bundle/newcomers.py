"""Factors of products that a model has never seen: predicted, since nobody has touched them yet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Float32: TypeAlias = NDArray[np.float32]
Int64: TypeAlias = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class NewcomerFactors:
    """Those of the latest newcomers in one state of the catalogue. Later states share memory with it and leave it as it is.

    Attributes:
        first: the number of the first of them; the others follow it one by one.
        rows: where the factors of each are, shape (m,).
        factors: all zeros where nothing is known to be alike, shape (k, d).
    """

    first: int
    rows: Int64
    factors: Float32

    @property
    def end(self) -> int:
        """The number after the last of them."""
        return self.first + len(self.rows)

    @property
    def each(self) -> Float32:
        """The factors of one after the other, shape (m, d)."""
        return self.factors[self.rows]
