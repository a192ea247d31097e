"""By how much the weights of an answer should differ from what they are, judged by what was clicked where."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from training.clicks import Clicks

Float64: TypeAlias = NDArray[np.float64]

CAUTION = 1_000.0
"""How many clicks the weights as they are count for."""
_LEAST_CAUTION = 400.0
"""What they count for at least, where clicks hardly tell anything of a part: its log factor has a spread of 0.05."""
BOUND = 2.0
"""No factor is larger, and none smaller than its inverse."""
_MAX_KNOTS = 10
_Bounds: TypeAlias = list[tuple[float | None, float | None]]


@dataclass(frozen=True, slots=True, eq=False)
class _Logit:
    """Utilities u = e^t (e^r * rest + sum of e^f * part) + p * position, of what `asked` = (t, r, f of each part, p …) says.

    Attributes:
        rest: shape (n,).
        parts: at the weights as they are, shape (n, n_parts).
        positions: how near each position is to the powers of 2, shape (n, n_knots).
        starts: where each click begins; the clicked is the first of it, shape (n_clicks,).
    """

    rest: Float64
    parts: Float64
    positions: Float64
    starts: NDArray[np.int64]

    def effects(self, asked: Float64) -> Float64:
        """What r, each f and each p add to the utilities, shape (n, 1 + n_parts + n_knots)."""
        n_parts = self.parts.shape[1]
        scales = np.exp(asked[0] + asked[1 : 2 + n_parts])
        return np.column_stack(
            [np.column_stack([self.rest, self.parts]) * scales, self.positions * asked[2 + n_parts :]]
        )

    def log_chances(self, utilities: Float64) -> Float64:
        """The log of the chance of each to be the clicked one, shape (n,)."""
        sizes = np.diff(self.starts, append=utilities.size)
        below = utilities - np.repeat(np.maximum.reduceat(utilities, self.starts), sizes)
        return np.asarray(below - np.repeat(np.log(np.add.reduceat(np.exp(below), self.starts)), sizes))

    def surprise(self, asked: Float64) -> tuple[float, Float64]:
        """- sum log P of what was clicked, and its gradient by `asked`."""
        n_scaled = 1 + self.parts.shape[1]
        effects = self.effects(asked)
        logs = self.log_chances(effects.sum(axis=1))
        excess = np.exp(logs)
        excess[self.starts] -= 1
        by_scaled = excess @ effects[:, :n_scaled]
        return -float(logs[self.starts].sum()), np.r_[by_scaled.sum(), by_scaled, excess @ self.positions]

    def telling(self, asked: Float64) -> Float64:
        """What one click tells of each f on average (its Fisher information), shape (n_parts,)."""
        effects = self.effects(asked)
        chances, parts = np.exp(self.log_chances(effects.sum(axis=1)))[:, None], effects[:, 1 : 1 + self.parts.shape[1]]
        means, squares = (np.add.reduceat(chances * one, self.starts) for one in (parts, parts**2))
        return np.asarray((squares - means**2).mean(axis=0))


def click_factors(
    seen: Clicks, weights: Mapping[str, float], most: Mapping[str, float], *, rest_is_fixed: bool
) -> dict[str, float]:
    """The factor of each weight under which what was clicked is most likely, drawn towards 1.

    Conditional logit (McFadden 1974) with the examination of positions: if one product of an answer is clicked, it is i with
    P = exp(u_i) / sum of exp(u), where u is steepness x score + log examination of the position. That is the position-based
    model, its bias estimated with the relevance as by Wang, Golbandi, Bendersky, Metzler and Najork, "Position Bias Estimation
    for Unbiased Learning to Rank in Personal Search", WSDM 2018; the log is linear between powers of 2. Where chance has placed
    products, it tells bias from relevance by itself: P is given what stood where, so propensities need no further use.

    Minimised is - sum log P + 1/2 sum of caution x squared log factor. The caution of a part is what CAUTION clicks tell of it,
    and at least _LEAST_CAUTION; that of all other numbers is 1, for positions of the step from one to the next.

    Args:
        seen: what was clicked beside what.
        weights: as they are now, of all names of `seen`.
        most: the limits of some of them.
        rest_is_fixed: whether all else adds to a score what it is seen to add. Only the ratios of a blend's shares are served,
            so there the weight of the rest is estimated, too, and let go.
    """
    logit = _laid_out(seen, weights)
    n_parts, n_knots = logit.parts.shape[1], logit.positions.shape[1]
    steps = np.eye(n_knots) - np.eye(n_knots, k=-1)
    stiffness = np.eye(2 + n_parts + n_knots)
    stiffness[2 + n_parts :, 2 + n_parts :] = steps.T @ steps
    scales: _Bounds = [(-3.0, 3.0), (0.0, 0.0) if rest_is_fixed else (-3.0, 3.0)]
    free: _Bounds = [(None, None)] * n_knots
    as_it_is = _fitted(logit, np.zeros(len(stiffness)), stiffness, [*scales, *[(0.0, 0.0)] * n_parts, *free])
    caution = np.maximum(_LEAST_CAUTION, CAUTION * logit.telling(as_it_is))
    stiffness[np.arange(2, 2 + n_parts), np.arange(2, 2 + n_parts)] = caution
    reach = np.log(BOUND)
    room = [np.log(most[name] / weights[name]) if weights[name] and name in most else reach for name in seen.names]
    reaches = [(-reach, min(reach, max(0.0, above))) for above in room]
    found = _fitted(logit, as_it_is, stiffness, [*scales, *reaches, *free])
    return dict(zip(seen.names, np.exp(found[2 : 2 + n_parts]).round(4).tolist(), strict=True))


def _fitted(logit: _Logit, start: Float64, stiffness: Float64, bounds: _Bounds) -> Float64:
    def loss(asked: Float64) -> tuple[float, Float64]:
        value, slope = logit.surprise(asked)
        pull = stiffness @ asked
        return value + float(asked @ pull) / 2, slope + pull

    return np.asarray(minimize(loss, start, jac=True, method="L-BFGS-B", bounds=bounds).x)


def _laid_out(seen: Clicks, weights: Mapping[str, float]) -> _Logit:
    height = np.log2(seen.positions)
    knots = np.arange(1, min(_MAX_KNOTS, int(np.ceil(height.max(initial=0.0)))) + 1)
    # 1 at a knot, 0 at its neighbours and beyond, linear between; what lies beyond the last knot is on it.
    near = np.maximum(0.0, 1 - np.abs(np.minimum(height, knots.max(initial=0))[:, None] - knots))
    parts = seen.parts * np.array([weights[name] for name in seen.names])
    return _Logit(seen.rest.astype(np.float64), parts, near, seen.starts)
