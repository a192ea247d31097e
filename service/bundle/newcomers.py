"""Factors of products that a model has never seen: predicted, since nobody has touched them yet."""

from __future__ import annotations

from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

Float32: TypeAlias = NDArray[np.float32]


class Latest(NamedTuple):
    """The latest newcomers.

    Attributes:
        first: the number of the first of them; the others follow it one by one.
        factors: all zeros where nothing is known to be alike, shape (m, d).
    """

    first: int
    factors: Float32

    @property
    def end(self) -> int:
        """The number after the last of them."""
        return self.first + len(self.factors)


class NewcomerFactors:
    """Those of the latest newcomers. One thread adds, any may look up.

    Attributes:
        latest: replaced as a whole.
    """

    def __init__(self, n_items: int, n_factors: int) -> None:
        self.latest = Latest(n_items, np.zeros((0, n_factors), np.float32))

    def add(self, added: Latest, *, most: int) -> None:
        """Go on with these, which need not follow the last ones; the oldest leave when there are more than `most`."""
        before = self.latest
        following = [before.factors] if before.end == added.first else []
        kept = np.concatenate([*following, added.factors])[-most:]
        self.latest = Latest(added.end - len(kept), kept)
