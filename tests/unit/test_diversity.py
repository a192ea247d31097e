"""Mixing kinds of things on a page."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from service.ranking.diversity import TAKEN, Kinds, spread


def mixed(scores: list[float], kind: list[int], n: int, diversity: float, tiers: list[int] | None = None) -> list[int]:
    levels = np.array(tiers or [0] * len(scores), np.int32)
    kinds = [Kinds(np.array(kind, np.int32), 1.0)]
    return spread(np.array(scores, np.float64), levels, kinds, n, diversity=diversity).places.tolist()


def test_without_diversity_the_order_stands() -> None:
    assert mixed([3.0, 2.0, 1.0], [1, 1, 2], 3, 0.0) == [0, 1, 2]


def test_another_kind_comes_before_a_second_of_the_same() -> None:
    assert mixed([3.0, 2.9, 2.8, 2.7], [1, 1, 2, 1], 4, 1.0) == [0, 2, 1, 3]


def test_what_is_far_better_stays_in_front() -> None:
    assert mixed([9.0, 8.0, 1.0], [1, 1, 2], 3, 1.0) == [0, 1, 2]


def test_unknown_kinds_are_like_nothing() -> None:
    assert mixed([3.0, 2.9, 2.8], [-1, -1, -1], 3, 1.0) == [0, 1, 2]


def test_no_tier_is_left_before_it_is_empty() -> None:
    assert mixed([3.0, 2.9, 2.8], [1, 1, 2], 3, 1.0, tiers=[0, 0, 1]) == [0, 1, 2]


def test_of_nothing_nothing_is_chosen() -> None:
    assert mixed([], [], 5, 1.0) == []


@given(st.lists(st.tuples(st.floats(-5, 5), st.integers(-1, 3)), max_size=30), st.floats(0, 1), st.integers(0, 40))
def test_it_is_a_selection_in_which_each_lost_what_those_before_it_took(
    candidates: list[tuple[float, int]], diversity: float, n: int
) -> None:
    scores = np.array([score for score, _ in candidates], np.float64)
    kind = np.array([of for _, of in candidates], np.int32)
    chosen = spread(scores, np.zeros(scores.size, np.int32), [Kinds(kind, 1.0)], n, diversity=diversity)
    places = chosen.places.tolist()
    assert len(places) == len(set(places)) == min(n, scores.size)
    for at, place in enumerate(places):
        before = sum(kind[other] == kind[place] >= 0 for other in places[:at])
        assert abs(chosen.taken[at] - diversity * TAKEN * min(before, 8)) < 1e-6
