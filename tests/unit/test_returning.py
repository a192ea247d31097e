from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from service.candidates.blend import gather
from service.candidates.returned import returned
from service.candidates.returning import EARLIER, INDIFFERENT, NEW, NEWEST, acquaintance, readiness, situation
from service.candidates.visits import visits
from tests.harness.past_visits import model_after, on_trail
from training.moments import Moment
from training.returning import Returns, learned_returning, returns

SAME, BACK, ON, NO_STEP = range(4)


@pytest.mark.parametrize(
    ("items", "last", "before"),
    [
        ((1,), NO_STEP, NO_STEP),
        ((1, 1), SAME, NO_STEP),
        ((1, 2), ON, NO_STEP),
        ((1, 2, 1), BACK, ON),
        ((1, 2, 2), SAME, ON),
        ((1, 1, 2), ON, SAME),
        ((1, 2, 1, 2), BACK, BACK),
        ((1, 2, 1, 3), ON, BACK),
    ],
)
def test_a_situation_is_what_the_last_two_steps_were(items: tuple[int, ...], last: int, before: int) -> None:
    assert situation(on_trail(*items)) == 4 * last + before


def test_nothing_done_is_a_situation_too() -> None:
    assert situation(on_trail()) == 4 * NO_STEP + NO_STEP


def test_what_was_taken_back_is_no_step() -> None:
    trail = on_trail(1, 2)
    assert situation(replace(trail, weights=np.array([-1, 1], np.float32))) == situation(on_trail(1))


def test_items_are_the_newest_earlier_ones_or_new() -> None:
    items = np.array([1, 2, 3, 9], np.int32)
    assert acquaintance(on_trail(2, 3, 2), items).tolist() == [NEW, NEWEST, EARLIER, NEW]
    assert acquaintance(on_trail(8, 9), items).tolist() == [NEW, NEW, NEW, NEWEST]
    assert acquaintance(on_trail(10, 11), items).tolist() == [NEW] * 4
    assert acquaintance(on_trail(), items).tolist() == [NEW] * 4
    assert acquaintance(on_trail(1), items[:0]).tolist() == []


def test_what_a_visit_has_seen_is_as_likely_as_the_shop_has_taught() -> None:
    factors = INDIFFERENT.copy()
    factors[situation(on_trail(1, 2))] = (3.0, 0.5)
    items = np.array([1, 2, 3], np.int32)
    assert readiness(on_trail(1, 2), items, factors).tolist() == [0.5, 3.0, 1.0]
    assert readiness(on_trail(1, 1), items, factors).tolist() == [1.0, 1.0, 1.0]


def test_the_blend_hears_of_it() -> None:
    plain = model_after([[1, 2, 3], [2, 1, 3]])
    factors = INDIFFERENT.copy()
    factors[situation(on_trail(1, 2))] = (3.0, 0.5)
    sources = {"visits": visits, "returned": returned}
    before = gather(on_trail(1, 2), plain, sources)
    after = gather(on_trail(1, 2), replace(plain, returning=factors), sources)
    assert before.shares.sum(axis=0) == pytest.approx([1.0, 1.0])
    assert (after.items == before.items).all()
    assert after.shares == pytest.approx(before.shares * np.array([[0.5], [3.0], [1.0]]))


def drawn(rng: np.random.Generator, n: int, factors: np.ndarray) -> Returns:
    """Moments whose outcome is drawn with these factors (16, 2) on top of what was expected."""
    expected = rng.dirichlet((2.0, 1.0, 4.0), n)
    place = rng.integers(0, 16, n)
    chances = expected * np.hstack([factors, np.ones((16, 1))])[place]
    chances /= chances.sum(axis=1, keepdims=True)
    came = (rng.random((n, 1)) > chances.cumsum(axis=1)).sum(axis=1)
    return Returns(place, expected, came)


def test_habits_are_found_in_what_came() -> None:
    rng = np.random.default_rng(7)
    factors = np.exp(rng.normal(0, 0.7, (16, 2)))
    learned = learned_returning(drawn(rng, 60_000, factors))
    assert np.log(learned) == pytest.approx(np.log(factors), abs=0.2)
    assert np.abs(np.log(learned / factors)).mean() < 0.06


def test_little_data_changes_little() -> None:
    rng = np.random.default_rng(7)
    nothing = Returns(np.zeros(0, np.int64), np.zeros((0, 3)), np.zeros(0, np.int64))
    assert learned_returning(nothing).tolist() == INDIFFERENT.tolist()
    assert np.abs(np.log(learned_returning(drawn(rng, 20, np.full((16, 2), 4.0))))).max() < 0.5


def test_what_nobody_expected_teaches_nothing() -> None:
    unforeseen = Returns(np.zeros(50, np.int64), np.tile([0.5, 0.5, 0.0], (50, 1)), np.full(50, NEW))
    assert learned_returning(unforeseen).tolist() == INDIFFERENT.tolist()


def test_what_was_expected_is_what_the_sources_gave() -> None:
    model = model_after([[1, 2, 3], [2, 1, 4]])
    moment = Moment(on_trail(1, 2), 3, 0)
    seen = returns([moment], model, {"returned": 1.0})
    assert seen.situation.tolist() == [situation(moment.trail)]
    assert seen.expected[0] == pytest.approx([1 / 1.4, 0.4 / 1.4, 0.0])
    assert seen.came.tolist() == [NEW]
