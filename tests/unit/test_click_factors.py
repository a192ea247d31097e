"""Weights move towards what is clicked: slowly, within bounds, and not for standing high."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tests.harness.clicked_pages import clicked_pages, earliest, regardless_of_place
from training.click_factors import BOUND, click_factors
from training.clicks import Clicks

WEIGHTS = {"sung": 0.4, "told": 0.3, "drawn": 0.2, "hummed": 0.1}
AS_SCORED = dict.fromkeys(WEIGHTS, 1.0)


def learned(seen: Clicks) -> dict[str, float]:
    return click_factors(seen, WEIGHTS, {}, rest_is_fixed=False)


@pytest.fixture(scope="module")
def fond_of_songs() -> Clicks:
    """Visitors to whom songs are worth 1.8 times what the score says, and tales .6 times."""
    tastes = AS_SCORED | {"sung": 1.8, "told": 0.6}
    return clicked_pages(4_000, WEIGHTS, tastes, fading=1.0, steepness=1.0, scale=2.0, seed=1)


def test_the_more_clicks_the_nearer_shares_come_to_what_visitors_like(fond_of_songs: Clicks) -> None:
    few, some, many = (learned(earliest(fond_of_songs, n)) for n in (20, 200, 4_000))
    songs, tales = ([of[name] / of["drawn"] for of in (few, some, many)] for name in ("sung", "told"))
    assert 1 < songs[0] < 1.05 < songs[1] < 1.3 < songs[2] < 1.8
    assert 1 > tales[0] > 0.95 > tales[1] > 0.8 > tales[2] > 0.6
    assert many["hummed"] / many["drawn"] == pytest.approx(1, abs=0.07)


@pytest.mark.parametrize("fading", [0.5, 1.0, 2.0])
def test_clicks_that_follow_the_place_alone_teach_nothing(fading: float) -> None:
    seen = clicked_pages(2_000, WEIGHTS, AS_SCORED, fading=fading, steepness=0.0, scale=2.0, seed=2)
    assert learned(seen) == pytest.approx(AS_SCORED, abs=0.04)


def test_a_part_that_stands_high_and_is_no_more_liked_would_pass_for_liked_if_places_were_not_told_apart() -> None:
    shown_by, weights = {"loud": 0.8, "quiet": 0.1, "still": 0.1}, {"loud": 0.2, "quiet": 0.4, "still": 0.4}
    seen = clicked_pages(2_000, shown_by, dict.fromkeys(weights, 1.0), fading=1.0, steepness=0.0, seed=3)
    told_apart, alike = (
        click_factors(one, weights, {}, rest_is_fixed=False) for one in (seen, regardless_of_place(seen))
    )
    assert told_apart == pytest.approx(dict.fromkeys(weights, 1.0), abs=0.02)
    assert alike["loud"] > 1.08


def test_no_factor_leaves_its_bounds_however_many_clicks() -> None:
    weights = {"loud": 0.8, "liked": 0.2}
    seen = clicked_pages(1_500, weights, {"loud": 0.0, "liked": 9.0}, fading=0.0, seed=4)
    factors = click_factors(seen, weights, {}, rest_is_fixed=False)
    assert factors == {"loud": 1 / BOUND, "liked": pytest.approx(BOUND, abs=0.3)}
    assert max(factors.values()) <= BOUND


def test_a_weight_at_its_limit_does_not_grow_and_one_near_it_reaches_no_further() -> None:
    tastes = dict.fromkeys(WEIGHTS, 6.0)
    seen = clicked_pages(1_500, WEIGHTS, tastes, fading=0.0, seed=5)
    most = {"sung": WEIGHTS["sung"], "told": WEIGHTS["told"] * 1.1}
    factors = click_factors(seen, WEIGHTS, most, rest_is_fixed=True)
    assert factors["sung"] <= 1
    assert factors["told"] <= 1.1
    assert factors["drawn"] > 1.05


def test_that_all_is_liked_more_moves_no_share_of_a_blend_but_each_weight_of_a_sum() -> None:
    for scale in (2.0, None):
        tastes = dict.fromkeys(WEIGHTS, 1.7)
        seen = clicked_pages(2_000, WEIGHTS, tastes, fading=1.0, steepness=1.0, scale=scale, seed=6)
        assert learned(seen) == pytest.approx(AS_SCORED, abs=0.08)
    assert min(click_factors(seen, WEIGHTS, {}, rest_is_fixed=True).values()) > 1.04


def test_a_weight_of_nought_stays_as_it_is(fond_of_songs: Clicks) -> None:
    assert click_factors(fond_of_songs, WEIGHTS | {"sung": 0.0}, {}, rest_is_fixed=False)["sung"] == 1.0


def test_scores_too_far_apart_for_any_chance_still_teach_finite_factors(fond_of_songs: Clicks) -> None:
    few = earliest(fond_of_songs, 50)
    huge = replace(few, parts=few.parts * np.float32(1e4), rest=few.rest * np.float32(1e4))
    factors = learned(huge)
    assert np.isfinite(list(factors.values())).all()
