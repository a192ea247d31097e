"""Scores: named parts that sum, slots by hand, a stated order."""

from __future__ import annotations

from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.answers import Part, Understood
from service.ranking.score import (
    AUDIENCE,
    DEMAND,
    LEAD_LIMIT,
    MOST_LED,
    POPULARITY,
    PRIOR,
    SLOT_WEIGHT,
    STOCK,
    TEXT,
    TIER_STEP,
    VARIANT,
    best,
    joined,
    shown_scores,
    slot_lifts,
    slot_parts,
    sort_keys,
)
from service.types import Source
from service.visitor.intent import Affinity


def _leaning(slot: str, *by_code: float) -> dict[str, Affinity]:
    weights = np.array([*by_code, 0.0], np.float32)
    return {slot: Affinity(weights, Understood(slot, "value", Source.VISIT, max(by_code)))}


def test_parts_sum_to_the_score_and_those_of_zero_are_left_out() -> None:
    scores = joined(
        {"tier": np.array([0.0, -20.0]), "text": np.array([0.1, 0.2])}, {"slot.gender": np.array([1.5, 0.0])}
    )
    assert scores.total.tolist() == [1.6, -19.8]
    assert scores.parts(0) == (Part("text", 0.1), Part("slot.gender", 1.5))
    assert scores.parts(1) == (Part("tier", -20.0), Part("text", 0.2))


def test_parts_sum_to_the_score_to_the_last_digit_shown() -> None:
    rng = np.random.default_rng(7)
    scores = joined({name: rng.normal(size=50) for name in "abcde"}, {"f": rng.normal(size=50)})
    sums = [sum(part.value for part in scores.parts(place)) for place in range(50)]
    assert scores.total.tolist() == pytest.approx(sums, abs=1e-9)


def test_nobody_known_adds_nothing() -> None:
    scores = joined({"text": np.array([0.3])}, {})
    assert scores.total.tolist() == [0.3]


def test_a_slot_counts_its_best_fitting_value() -> None:
    codes = {"color": np.array([[0, -1, -1], [0, 1, -1], [-1, -1, -1]], np.int32)}
    parts = slot_parts(_leaning("color", 0.25, 0.5), codes, strength=1.0)
    assert parts["slot.color"].tolist() == pytest.approx([SLOT_WEIGHT["color"] * share for share in (0.25, 0.5, 0.0)])


def test_slots_lift_sort_keys_by_exactly_what_they_show() -> None:
    rng = np.random.default_rng(11)
    leaning = _leaning("color", *rng.random(9).tolist()) | _leaning("brand", *rng.random(4).tolist())
    codes = {"color": rng.integers(-1, 9, (200, 3), np.int32), "brand": rng.integers(-1, 4, (200, 1), np.int32)}
    parts = slot_parts(leaning, codes, strength=0.7)
    shown = joined({}, parts).total
    ties = np.arange(200, dtype=np.int32)
    rows = rng.permutation(200).astype(np.int32)
    lifted = slot_lifts(leaning, codes, rows, strength=0.7) + sort_keys(np.zeros(200), ties)[rows]
    assert (lifted == sort_keys(shown, ties)[rows]).all()


def test_strength_scales_slots_and_zero_leaves_them_out() -> None:
    codes = {"brand": np.array([[0]], np.int32)}
    half = slot_parts(_leaning("brand", 0.5), codes, strength=0.5)
    assert half["slot.brand"].tolist() == pytest.approx([0.25 * SLOT_WEIGHT["brand"]])
    assert slot_parts(_leaning("brand", 0.5), codes, strength=0.0) == {}


def test_equal_scores_stand_in_the_order_of_the_tie_break_and_keys_tell_the_scores() -> None:
    scores, ties = np.array([1.0, -2.5, 1.0, 2.0]), np.array([9, 5, 3, 4], np.int32)
    keys = sort_keys(scores, ties)
    assert best(keys, 4).tolist() == [3, 2, 0, 1]
    assert shown_scores(keys, ties).tolist() == scores.tolist()


def test_all_parts_together_stay_below_a_tier() -> None:
    inside = (
        TEXT
        + STOCK
        + AUDIENCE
        + PRIOR
        + POPULARITY
        + DEMAND
        + VARIANT
        + sum(LEAD_LIMIT[name] * most for name, most in MOST_LED.items())
        + sum(SLOT_WEIGHT.values())
    )
    assert inside < TIER_STEP


@given(st.lists(st.integers(-20_000, 300), min_size=1, max_size=60), st.integers(1, 80), st.randoms())
def test_keys_order_by_shown_score_and_equal_scores_by_the_lowest_number(
    scores: list[int], n: int, random: Random
) -> None:
    numbers = random.sample(range(2**28), len(scores))
    shown = np.array(scores) / 10 + 1e-9  # what lies below the last decimal decides nothing
    keys = sort_keys(shown, np.array(numbers, np.int32))
    expected = sorted(range(len(scores)), key=lambda place: (-scores[place], numbers[place]))
    assert best(keys, n).tolist() == expected[:n]


def test_the_named_audience_outweighs_all_else_that_does_not_speak_of_the_visitor_or_of_stock() -> None:
    assert TEXT + PRIOR + POPULARITY + DEMAND < AUDIENCE < STOCK
