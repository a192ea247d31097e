"""By how much the weights of an answer should differ from what they are, judged by what was clicked where."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from scipy.linalg import block_diag

from training.clicks import Clicks
from training.position_logit import PositionLogit, near_knots

CAUTION = 500.0
"""How stiff the logarithm of a factor is: as if that many clicks between products that differ by it in score spoke for 1."""
BOUND = 2.0
"""No factor is larger, and none smaller than its inverse."""
_SCALE = (-3.0, 3.0)
_AS_IT_IS = (0.0, 0.0)
_ANYTHING = (None, None)


def click_factors(
    seen: Clicks, weights: Mapping[str, float], most: Mapping[str, float], *, rest_is_fixed: bool
) -> dict[str, float]:
    """The factor of each weight under which what was clicked is most likely (`PositionLogit`), drawn towards 1.

    Minimised is - sum log P + CAUTION / 2 * the sum of squared logarithms of the factors. Where chance has placed products, it
    tells bias from relevance by itself: P is given what stood where, so propensities need no further use.

    Args:
        seen: what was clicked beside what.
        weights: as they are now, of all names of `seen`.
        most: the limits of some of them.
        rest_is_fixed: whether all else adds to a score what it is seen to add. Only the ratios of a blend's shares are served,
            so there the weight of the rest is estimated, too, and let go.
    """
    near, parts = near_knots(seen.positions), seen.parts * np.array([weights[name] for name in seen.names])
    n_parts, n_knots = parts.shape[1], near.shape[1]
    # The scales, and the steps of examination from knot to knot, are held by 1: a few dozen clicks outweigh it.
    steps = np.eye(n_knots) - np.eye(n_knots, k=-1)
    stiffness = block_diag(np.eye(2), CAUTION * np.eye(n_parts), steps.T @ steps)
    reaches = [_reach(weights[name], most.get(name, np.inf)) for name in seen.names]
    bounds = [_SCALE, _AS_IT_IS if rest_is_fixed else _SCALE, *reaches, *[_ANYTHING] * n_knots]
    found = PositionLogit(seen.rest.astype(np.float64), parts, near, seen.starts, seen.scale).fitted(stiffness, bounds)
    return dict(zip(seen.names, np.exp(found[2 : 2 + n_parts]).round(4).tolist(), strict=True))


def _reach(weight: float, most: float) -> tuple[float, float]:
    """Between which logarithms the factor of a weight lies."""
    room = np.log(most / weight) if 0 < weight < most else 0.0
    return -np.log(BOUND), min(np.log(BOUND), room)
