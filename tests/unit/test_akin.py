from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from service.candidates.akin import DECAY, SHARPNESS, akin
from service.candidates.among import among
from tests.harness.past_visits import on_trail
from tests.unit.test_taste import FACTORS, of_two_kinds


def test_what_points_the_same_way_comes_first_and_the_nearness_is_the_inner_product_with_the_direction() -> None:
    found = akin(on_trail(1), of_two_kinds())
    direction = FACTORS[1] / np.linalg.norm(FACTORS[1])
    assert found.items[:2].tolist() == [0, 2]
    assert found.scores == pytest.approx((FACTORS[found.items] @ direction) ** SHARPNESS, rel=1e-4)


def test_each_touch_points_as_far_as_any_other_but_for_its_age() -> None:
    model = of_two_kinds()
    shrunk = FACTORS.copy()
    shrunk[3] *= 0.01
    found = akin(on_trail(0, 3), replace(model, item_factors=shrunk))
    direction = DECAY * FACTORS[0] / np.linalg.norm(FACTORS[0]) + FACTORS[3] / np.linalg.norm(FACTORS[3])
    assert found.scores == pytest.approx((FACTORS[found.items] @ direction) ** SHARPNESS, rel=1e-4)


def test_what_was_touched_is_not_proposed() -> None:
    assert not np.isin(akin(on_trail(0, 3), of_two_kinds()).items, [0, 3]).any()


def test_without_liking_or_without_factors_nothing_is_akin() -> None:
    model = of_two_kinds()
    disliked = replace(on_trail(0), weights=np.array([-1.0], np.float32))
    assert akin(disliked, model).items.size == 0
    assert akin(on_trail(0), replace(model, item_factors=np.zeros_like(FACTORS))).items.size == 0


def test_only_what_may_be_found_is_akin() -> None:
    assert akin(on_trail(0), of_two_kinds(), among(np.arange(6) == 4)).items.tolist() == [4]
