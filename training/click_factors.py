"""By how much the weights of an answer should differ from what they are, judged by what was clicked where."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from training.clicks import Clicks
from training.position_logit import PositionLogit, near_knots

CAUTION = 1_000.0
"""How many clicks the weights as they are count for."""
BOUND = 2.0
"""No factor is larger, and none smaller than its inverse."""
# Where clicks hardly tell anything of a part: the logarithm of its factor has a spread of 0.05 before any is seen.
_LEAST_STIFFNESS = 400.0
_SCALE = (-3.0, 3.0)
_AS_IT_IS = (0.0, 0.0)
_ANYTHING = (None, None)


def click_factors(
    seen: Clicks, weights: Mapping[str, float], most: Mapping[str, float], *, rest_is_fixed: bool
) -> dict[str, float]:
    """The factor of each weight under which what was clicked is most likely (`PositionLogit`), drawn towards 1.

    Minimised is - sum log P + half the sum of stiffness x squared logarithm of the factors. The stiffness of a factor is what
    CAUTION clicks tell of it under the weights as they are. Where chance has placed products, it tells bias from relevance by
    itself: P is given what stood where, so propensities need no further use.

    Args:
        seen: what was clicked beside what.
        weights: as they are now, of all names of `seen`.
        most: the limits of some of them.
        rest_is_fixed: whether all else adds to a score what it is seen to add. Only the ratios of a blend's shares are served,
            so there the weight of the rest is estimated, too, and let go.
    """
    near, parts = near_knots(seen.positions), seen.parts * np.array([weights[name] for name in seen.names])
    logit = PositionLogit(seen.rest.astype(np.float64), parts, near, seen.starts)
    n_parts, n_knots = parts.shape[1], near.shape[1]
    scales, free = [_SCALE, _AS_IT_IS if rest_is_fixed else _SCALE], [_ANYTHING] * n_knots
    # Scales and the steps of examination from knot to knot are held by 1: a few dozen clicks outweigh it.
    stiffness, steps = np.eye(2 + n_parts + n_knots), np.eye(n_knots) - np.eye(n_knots, k=-1)
    stiffness[2 + n_parts :, 2 + n_parts :] = steps.T @ steps
    unmoved = logit.fitted(np.zeros(len(stiffness)), stiffness, [*scales, *[_AS_IT_IS] * n_parts, *free])
    of_parts = np.arange(2, 2 + n_parts)
    stiffness[of_parts, of_parts] = np.maximum(_LEAST_STIFFNESS, CAUTION * logit.told(unmoved))
    reaches = [_reach(weights[name], most.get(name, np.inf)) for name in seen.names]
    moved = logit.fitted(unmoved, stiffness, [*scales, *reaches, *free])
    return dict(zip(seen.names, np.exp(moved[of_parts]).round(4).tolist(), strict=True))


def _reach(weight: float, most: float) -> tuple[float, float]:
    """Between which logarithms the factor of a weight lies."""
    room = np.log(most / weight) if 0 < weight < most else 0.0
    return -np.log(BOUND), min(np.log(BOUND), room)
