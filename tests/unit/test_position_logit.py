"""The likelihood of clicks: chances as the formula has them, and a gradient that agrees with differences."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import approx_fprime

from training.position_logit import PositionLogit, near_knots

POSITIONS = np.array([3, 1, 2, 2, 1, 6], np.int32)
REST = np.array([0.1, 0.5, 0.0, -0.2, 0.3, 0.0])
PARTS = np.array([[1.0, 0.0], [0.0, 0.4], [0.3, 0.2], [0.0, 2.0], [1.5, 0.0], [0.2, 0.1]])
ASKED = np.array([0.2, -0.3, 0.4, -0.1, -0.5, -0.9, 0.3])


def logit(scale: float | None) -> PositionLogit:
    return PositionLogit(REST, PARTS, near_knots(POSITIONS), np.array([0, 3]), scale)


@pytest.mark.parametrize("scale", [None, 1.7])
def test_a_chance_is_a_share_of_the_odds_of_its_answer(scale: float | None) -> None:
    factors, examined = np.exp(ASKED[2:4]), dict(zip((1, 2, 4, 8), (0.0, *ASKED[4:]), strict=True))
    examined[3] = examined[2] + (examined[4] - examined[2]) * np.log2(3 / 2)
    examined[6] = examined[4] + (examined[8] - examined[4]) * np.log2(6 / 4)
    sums = PARTS @ factors
    scores = np.exp(ASKED[0]) * (np.exp(ASKED[1]) * REST + (scale * np.log(1 + sums) if scale else sums))
    odds = np.exp(scores + [examined[place] for place in POSITIONS.tolist()])
    expected = np.log([odds[0] / odds[:3].sum(), odds[3] / odds[3:].sum()])
    assert logit(scale).surprise(ASKED)[0] == pytest.approx(-expected.sum())


@pytest.mark.parametrize("scale", [None, 1.7])
def test_the_gradient_is_that_of_the_surprise(scale: float | None) -> None:
    slope = approx_fprime(ASKED, lambda asked: logit(scale).surprise(asked)[0], 1e-7)
    np.testing.assert_allclose(logit(scale).surprise(ASKED)[1], slope, atol=1e-5)


def test_positions_lie_between_powers_of_two_and_the_farthest_on_the_last() -> None:
    near = near_knots(np.array([1, 2, 3, 4, 5_000], np.int32))
    assert near[:4].sum(axis=1) == pytest.approx([0, 1, 1, 1])
    assert near[1].tolist() == [1.0, *[0.0] * 9]
    assert near[4].tolist() == [*[0.0] * 9, 1.0]
    assert near_knots(np.ones(3, np.int32)).shape == (3, 0)
