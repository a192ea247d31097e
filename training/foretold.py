"""How well the last items of sequences were foretold, user by user."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Float64: TypeAlias = NDArray[np.float64]

CUTS = (5, 10, 20)


@dataclass(frozen=True, slots=True, eq=False)
class Foretold:
    """Where the last item of each user stood.

    Attributes:
        places: from 1 on; infinite beyond the largest of CUTS. Shape (n_users,).
    """

    places: Float64

    def hits(self, cut: int) -> Float64:
        """Whether each stood among the first `cut`, 1 or 0: their mean is HR. Shape (n_users,)."""
        return (self.places <= cut).astype(np.float64)

    def gains(self, cut: int) -> Float64:
        """1 / log2(1 + place) of each, 0 beyond the cut: their mean is NDCG. Shape (n_users,)."""
        return np.where(self.places <= cut, 1 / np.log2(1 + self.places), 0.0)

    def hr(self, cut: int) -> float:
        """The share of users whose last item is among the first `cut`."""
        return float(self.hits(cut).mean())

    def ndcg(self, cut: int) -> float:
        """The mean gain over users."""
        return float(self.gains(cut).mean())


def place_among(shown: Sequence[object], wanted: object) -> float:
    """The place of what was wanted among what is shown, best first; infinite beyond the largest of CUTS."""
    foremost = shown[: max(CUTS)]
    return float(foremost.index(wanted) + 1) if wanted in foremost else np.inf
