"""How likely each product of an answer is to be the one that is clicked, by its score and by where it stands.

Conditional logit (McFadden 1974) with the examination of positions: if one product is clicked, it is i with P = exp(u_i) / sum
of exp(u), where u is steepness x score + log examination of the position. That is the position-based model, its bias
estimated with the relevance as by Wang, Golbandi, Bendersky, Metzler and Najork, "Position Bias Estimation for Unbiased
Learning to Rank in Personal Search", WSDM 2018. The log is linear between the powers of 2.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

Float64: TypeAlias = NDArray[np.float64]
Bounds: TypeAlias = Sequence[tuple[float | None, float | None]]

_MAX_KNOTS = 10


@dataclass(frozen=True, slots=True, eq=False)
class PositionLogit:
    """Utilities u = e^t (e^r rest + worth(sum of e^f part)) + sum of p near, of what `asked` = (t, r, each f, each p) says.

    Attributes:
        rest: of a score, shape (n,).
        parts: shape (n, n_parts).
        near: how near each position is to each knot, shape (n, n_knots).
        starts: where each click begins; the clicked product is the first of it, shape (n_clicks,).
        scale: worth(x) is scale x log(1 + x), or x itself without a scale.
    """

    rest: Float64
    parts: Float64
    near: Float64
    starts: NDArray[np.int64]
    scale: float | None

    def log_chances(self, utilities: Float64) -> Float64:
        """The logarithm of P of each product, shape (n,)."""
        sizes = np.diff(self.starts, append=utilities.size)
        below = utilities - np.repeat(np.maximum.reduceat(utilities, self.starts), sizes)
        return np.asarray(below - np.repeat(np.log(np.add.reduceat(np.exp(below), self.starts)), sizes))

    def surprise(self, asked: Float64) -> tuple[float, Float64]:
        """- sum log P of what was clicked, and its gradient by `asked`."""
        scales, logs, positions = np.split(asked, [2, 2 + self.parts.shape[1]])
        steepness, rest = np.exp(scales[0]), np.exp(scales.sum()) * self.rest
        parts = steepness * np.exp(logs) * self.parts
        score = rest + parts.sum(axis=1)
        if self.scale is not None:
            likelier = 1 + parts.sum(axis=1) / steepness
            score = rest + steepness * self.scale * np.log(likelier)
            parts *= (self.scale / likelier)[:, None]
        chances = self.log_chances(score + self.near @ positions)
        excess = np.exp(chances)
        excess[self.starts] -= 1
        slope = np.r_[excess @ score, excess @ rest, excess @ parts, excess @ self.near]
        return -float(chances[self.starts].sum()), slope

    def fitted(self, stiffness: Float64, bounds: Bounds) -> Float64:
        """The `asked` of the least surprise + asked' stiffness asked / 2 within bounds that hold 0."""

        def loss(asked: Float64) -> tuple[float, Float64]:
            value, slope = self.surprise(asked)
            pull = stiffness @ asked
            return value + float(asked @ pull) / 2, slope + pull

        return np.asarray(minimize(loss, np.zeros(len(bounds)), jac=True, method="L-BFGS-B", bounds=bounds).x)


def near_knots(positions: NDArray[np.int32]) -> Float64:
    """How near positions, counted from 1, are to each power of 2 above 1, shape (n, n_knots).

    1 on it, 0 at its neighbours and beyond, linear in the logarithm between; what lies beyond the last is on it.
    """
    height = np.log2(positions)
    knots = np.arange(1, min(_MAX_KNOTS, int(np.ceil(height.max(initial=0.0)))) + 1)
    return np.asarray(np.maximum(0.0, 1 - np.abs(np.minimum(height, knots.max(initial=0))[:, None] - knots)))
