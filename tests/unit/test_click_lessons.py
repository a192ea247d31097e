"""What clicks make of the weights that held-back events taught."""

from __future__ import annotations

import numpy as np
import pytest

from service.candidates.returning import INDIFFERENT
from service.candidates.sources import DEFAULT_SHARES
from service.ranking.score import NEXT_PART, SEARCH
from service.types import Placement
from tests.harness.clicked_pages import clicked_pages
from training.click_lessons import corrected
from training.lessons import Lessons
from training.search_weights import DEFAULT, MOST

FOR_YOU, ALSO_VIEWED, ON_SALE = (of.value for of in (Placement.FOR_YOU, Placement.ALSO_VIEWED, Placement.ON_SALE))
TAUGHT = Lessons({of: DEFAULT_SHARES[of] for of in (FOR_YOU, ALSO_VIEWED, ON_SALE)}, INDIFFERENT)


def test_without_a_click_every_weight_stays_to_the_last_digit() -> None:
    assert corrected(TAUGHT, {}).shares == TAUGHT.shares


def test_shares_move_in_the_placement_that_was_clicked_and_sum_to_one() -> None:
    shares = DEFAULT_SHARES[FOR_YOU]
    seen = clicked_pages(
        1_000, shares, dict.fromkeys(shares, 1.0) | {"content": 4.0, "visits": 0.2}, fading=1.0, seed=11
    )
    learned = corrected(TAUGHT, {FOR_YOU: seen})
    assert learned.shares[FOR_YOU]["content"] > shares["content"]
    assert learned.shares[FOR_YOU]["visits"] < shares["visits"]
    assert sum(learned.shares[FOR_YOU].values()) == pytest.approx(1, abs=1e-3)
    assert learned.shares[ON_SALE] == learned.shares[FOR_YOU]
    assert learned.shares[ALSO_VIEWED] == DEFAULT_SHARES[ALSO_VIEWED]
    assert learned.from_clicks[FOR_YOU].n_clicks == 1_000


def test_of_a_search_no_weight_passes_its_limit_however_much_it_is_liked() -> None:
    tastes = dict.fromkeys(DEFAULT, 3.0) | {NEXT_PART: 40.0}
    seen = clicked_pages(1_000, DEFAULT, tastes, fading=0.0, steepness=0.5, seed=12)
    for taught in (TAUGHT, Lessons({SEARCH: MOST}, INDIFFERENT)):
        weights = corrected(taught, {SEARCH: seen}).shares[SEARCH]
        assert all(weight <= MOST[name] for name, weight in weights.items())
    liked = corrected(TAUGHT, {SEARCH: seen}).shares[SEARCH]
    assert DEFAULT[NEXT_PART] < liked[NEXT_PART] <= MOST[NEXT_PART]
    assert np.isfinite(list(liked.values())).all()
