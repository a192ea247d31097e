from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from service.bundle.model import Model
from service.candidates.among import Among
from service.candidates.blend import Source
from service.candidates.trail import Found, Trail, visit_trail
from tests.harness.bundles import model
from training.moments import Moment
from training.ranked import Said, moved, said

SEED = 13


def heard(shares: list[list[list[float]]], target: list[int]) -> Said:
    lengths = [len(of_moment) for of_moment in shares]
    flat = np.array([row for of_moment in shares for row in of_moment], np.float32).reshape(-1, 2)
    return Said(flat, np.cumsum([0, *lengths]), np.array(target, np.int64))


def sure_and_wise(n: int) -> Said:
    """The first source is very sure of one item of ten and seldom right; the second is less sure and always right."""
    print(f"seed {SEED}")
    rng = np.random.default_rng(SEED)
    target = rng.integers(0, 10, n)
    shares = []
    for item in target:
        sure = np.full(10, 0.01)
        sure[item if rng.random() < 0.15 else rng.integers(0, 10)] = 0.91
        wise = np.full(10, 0.056)
        wise[item] = 0.5
        shares.append(np.stack([sure, wise], axis=1).tolist())
    return heard(shares, target.tolist())


def test_a_source_that_is_right_about_the_order_gains_the_upper_hand() -> None:
    after = moved({"sure": 0.9, "wise": 0.1}, sure_and_wise(500))
    assert after["wise"] > 0.7


def test_little_data_moves_nothing() -> None:
    shares = {"sure": 0.9, "wise": 0.1}
    assert moved(shares, sure_and_wise(29)) == shares
    assert moved(shares, sure_and_wise(1)) == shares
    assert moved(shares, heard([], [])) == shares


def test_sources_that_say_the_same_are_left_as_they_are() -> None:
    same = [[[0.5, 0.5], [0.3, 0.3], [0.2, 0.2]]] * 100
    assert moved({"one": 0.6, "other": 0.4}, heard(same, [1] * 100)) == {"one": 0.6, "other": 0.4}


def test_shares_stay_shares() -> None:
    after = moved({"sure": 0.9, "wise": 0.05, "silent": 0.05}, with_silent(sure_and_wise(500)))
    assert sum(after.values()) == pytest.approx(1, abs=1e-3)
    assert min(after.values()) >= 0


def with_silent(told: Said) -> Said:
    return replace(told, shares=np.column_stack([told.shares, np.zeros(len(told.shares), np.float32)]))


def proposing(*items: int) -> Source:
    def source(_trail: Trail, _model: Model, _among: Among | None) -> Found:
        return Found(np.array(items, np.int32), np.ones(len(items), np.float32))

    return source


def test_only_what_is_new_competes_and_only_what_was_foreseen_teaches() -> None:
    trail = visit_trail(np.array([0, 1], np.int32), confidence=1.0)
    sources = {"wide": proposing(0, 1, 2, 3), "narrow": proposing(1, 3)}
    told = said([Moment(trail, target, 0) for target in (3, 1, 4)], model(), sources)
    # Of the three only item 3 is new and foreseen; items 2 and 3 compete.
    assert (told.starts.tolist(), told.target.tolist()) == ([0, 2], [1])
    assert told.shares.tolist() == [[0.25, 0], [0.25, 0.5]]
