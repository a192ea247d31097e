"""A range of numbers as terms: every number inside shares one with it, no number outside does."""

from __future__ import annotations

import math

from hypothesis import example, given
from hypothesis import strategies as st

from service.retrieval.number_terms import number_terms, range_terms

NUMBERS = st.floats(allow_nan=False, allow_infinity=False)
BOUNDS = st.none() | NUMBERS
MOST_TERMS = 2 * 255 * 9


def _within(value: float, low: float | None, high: float | None, *, low_inclusive: bool, high_inclusive: bool) -> bool:
    above = low is None or value > low or (low_inclusive and value == low)
    below = high is None or value < high or (high_inclusive and value == high)
    return above and below


@given(NUMBERS, BOUNDS, BOUNDS, st.booleans(), st.booleans())
@example(0.0, -0.0, 0.0, True, True)
@example(-0.0, 0.0, None, False, True)
@example(5.0, 5.0, 5.0, True, False)
@example(5.0, 6.0, 4.0, True, True)
def test_a_number_shares_a_term_with_just_the_ranges_it_lies_in(
    value: float, low: float | None, high: float | None, low_inclusive: bool, high_inclusive: bool
) -> None:
    closed = {"low_inclusive": low_inclusive, "high_inclusive": high_inclusive}
    asked = range_terms("x", low, high, **closed)
    assert len(asked) <= MOST_TERMS
    assert bool(set(asked) & set(number_terms("x", value))) == _within(value, low, high, **closed)


@given(NUMBERS, st.booleans())
def test_the_nearest_numbers_are_told_apart(value: float, above: bool) -> None:
    beside = math.nextafter(value, math.inf if above else -math.inf)
    exactly = range_terms("x", value, value)
    assert len(exactly) == 1
    assert not set(exactly) & set(number_terms("x", beside))


def test_keys_are_kept_apart() -> None:
    assert not set(range_terms("width", None, None)) & set(number_terms("height", 3.0))
