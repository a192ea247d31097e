from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from service.bundle.model import Visits
from tests.harness.past_visits import clicked, drawn_visits
from training.visits import MAX_TOUCHES, visits


def laid_out(past: Visits) -> list[list[int]]:
    return [past.items[start:end].tolist() for start, end in zip(past.starts[:-1], past.starts[1:], strict=True)]


def of_item(past: Visits, item: int) -> list[int]:
    return past.of_item[past.of_item_starts[item] : past.of_item_starts[item + 1]].tolist()


@pytest.mark.parametrize("seed", range(3))
def test_visits_are_kept_as_they_were_oldest_first_and_found_by_their_products(seed: int) -> None:
    past = drawn_visits(np.random.default_rng(seed), 50)
    known = visits(clicked(past), max_visits=100, max_of_item=100)
    assert laid_out(known) == past
    for item in range(12):
        assert of_item(known, item) == [number for number in range(49, -1, -1) if item in past[number]]
    assert known.at_days == pytest.approx(
        [49 - number + (len(past[-1]) - len(items)) / 86400 for number, items in enumerate(past)], abs=1e-4
    )


def test_visits_are_ordered_by_their_ends_whoever_they_belong_to() -> None:
    interactions = clicked([[1, 2], [3, 4], [5, 6]], days=1.0)
    backwards = replace(interactions, at_ms=interactions.at_ms.max() - interactions.at_ms)
    assert laid_out(visits(backwards, max_visits=9, max_of_item=9)) == [[5, 6], [3, 4], [1, 2]]


def test_a_single_touch_is_no_visit() -> None:
    assert laid_out(visits(clicked([[1], [2, 3], [4]]), max_visits=9, max_of_item=9)) == [[2, 3]]


def test_what_takes_interest_back_is_no_touch() -> None:
    interactions = clicked([[1, 2, 3], [4, 5]])
    weight = np.where(np.isin(interactions.row, (2, 5)), np.float32(-1), interactions.weight)
    assert laid_out(visits(replace(interactions, weight=weight), max_visits=9, max_of_item=9)) == [[1, 3]]


def test_the_newest_visits_are_kept_in_all_and_for_each_product() -> None:
    past = [[1, 2], [1, 3], [1, 4], [1, 5]]
    known = visits(clicked(past), max_visits=3, max_of_item=2)
    assert laid_out(known) == past[1:]
    assert (of_item(known, 1), of_item(known, 2), of_item(known, 3)) == ([2, 1], [], [0])


def test_a_product_touched_twice_in_a_visit_is_found_once() -> None:
    known = visits(clicked([[1, 1, 2], [1, 2, 1]]), max_visits=9, max_of_item=9)
    assert of_item(known, 1) == [1, 0]


def test_of_an_endless_visit_the_newest_touches_are_kept() -> None:
    endless = [number % 12 for number in range(10 * MAX_TOUCHES)]
    (kept,) = laid_out(visits(clicked([endless]), max_visits=9, max_of_item=9))
    assert kept == endless[-MAX_TOUCHES:]


def test_a_shop_without_visits_has_none() -> None:
    known = visits(clicked([]), max_visits=9, max_of_item=9)
    assert (laid_out(known), known.of_item.size, known.of_item_starts.tolist()) == ([], 0, [0] * 13)
