from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from service.bundle.model import KIN, Model, Table
from service.candidates.kin import FADE, N_NEWEST, kin
from service.candidates.lead import LEADS
from service.candidates.trail import Trail
from service.ranking.score import LEAD_LIMIT, LEAD_WEIGHT, MOST_LED
from tests.harness.bundles import model
from tests.harness.past_visits import on_trail

NEAR = Table(
    np.array([[1, 2], [2, -1], [0, 1], [-1, -1], [3, -1]], np.int32),
    np.array([[4.0, 2.0], [3.0, 0.0], [1.0, 1.0], [0.0, 0.0], [2.0, 0.0]], np.float32),
)


def shop() -> Model:
    return replace(model(), tables={**model().tables, KIN: NEAR})


def said(trail: Trail) -> dict[int, float]:
    found = kin(trail, shop())
    return dict(zip(found.items.tolist(), found.scores.tolist(), strict=True))


def test_what_fits_all_of_a_visit_is_nearer_than_what_fits_its_last_step() -> None:
    found = said(on_trail(1, 0))
    assert found == pytest.approx({1: 4.0, 2: 2.0 + FADE * 3.0})
    assert found[2] > found[1]


def test_a_product_counts_once_however_often_it_is_touched() -> None:
    assert said(on_trail(1, 0, 0)) == pytest.approx({1: 4.0, 2: 2.0 + FADE**2 * 3.0})
    assert said(on_trail(0, 0)) == said(on_trail(0))


def test_what_was_taken_back_and_what_is_long_past_do_not_count() -> None:
    assert said(replace(on_trail(1, 0), weights=np.array([1.0, -3.0], np.float32))) == pytest.approx({1: 4.0, 2: 2.0})
    assert said(on_trail(4, *[3] * N_NEWEST)) == {}


def test_a_stronger_event_is_no_stronger_evidence() -> None:
    trail = on_trail(1, 0)
    assert said(replace(trail, weights=5 * trail.weights)) == said(trail)


def test_nothing_is_near_to_nothing() -> None:
    assert said(on_trail()) == {}


def test_every_lead_has_a_weight_a_limit_and_a_bound() -> None:
    assert set(LEADS) == set(LEAD_WEIGHT) == set(LEAD_LIMIT) == set(MOST_LED)
    assert all(LEAD_WEIGHT[name] <= LEAD_LIMIT[name] for name in LEADS)
