from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from service.bundle.model import Table
from service.candidates.relations import related
from service.candidates.trail import Found
from tests.harness.past_visits import on_trail

TABLE = Table(
    np.array([[1, 2], [2, -1], [0, 1], [-1, -1]], np.int32),
    np.array([[4.0, 2.0], [3.0, 0.0], [1.0, 1.0], [0.0, 0.0]], np.float32),
)


def said(found: Found) -> dict[int, float]:
    return dict(zip(found.items.tolist(), found.scores.tolist(), strict=True))


def test_relations_of_older_touches_weigh_less() -> None:
    assert said(related(on_trail(1, 0), TABLE, decay=0.5)) == pytest.approx({1: 4.0, 2: 2.0 + 0.5 * 3.0})


def test_a_repeated_touch_counts_again() -> None:
    assert said(related(on_trail(0, 0), TABLE, decay=0.5)) == pytest.approx({1: 4.0 * 1.5, 2: 2.0 * 1.5})


def test_only_the_newest_touches_count() -> None:
    assert said(related(on_trail(0, 1), TABLE, decay=1.0, n_newest=1)) == pytest.approx({2: 3.0})


def test_a_stronger_event_weighs_more_and_what_was_taken_back_nothing() -> None:
    trail = replace(on_trail(0, 1, 2), weights=np.array([-3.0, 5.0, 1.0], np.float32))
    assert said(related(trail, TABLE, decay=1.0)) == pytest.approx({1: 4.0, 2: 5.0 * 3.0 + 2.0})


def test_without_relations_nothing_is_proposed() -> None:
    assert said(related(on_trail(3), TABLE, decay=0.5)) == {}
    assert said(related(on_trail(), TABLE, decay=0.5)) == {}
