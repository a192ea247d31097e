from __future__ import annotations

from collections import defaultdict
from dataclasses import replace

import numpy as np
import pytest

from service.bundle.model import Table
from tests.harness.past_visits import clicked, drawn_visits
from training.follows import follows


def after(table: Table, item: int) -> list[tuple[int, float]]:
    named = table.items[item] >= 0
    return list(zip(table.items[item][named].tolist(), table.scores[item][named].tolist(), strict=True))


def in_plain_words(past: list[list[int]], item: int, *, min_persons: int) -> list[tuple[int, float]]:
    scores: dict[int, float] = defaultdict(float)
    people: dict[int, set[int]] = defaultdict(set)
    for person, items in enumerate(past):
        for place, first in enumerate(items):
            for steps, other in enumerate(items[place + 1 : place + 11], start=1):
                if first == item != other:
                    scores[other] += 0.8 ** (steps - 1)
                    people[other].add(person)
    named = [(other, score) for other, score in scores.items() if len(people[other]) >= min_persons]
    return sorted(named, key=lambda pair: (-round(pair[1], 4), pair[0]))


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("min_persons", [1, 3])
def test_what_follows_is_the_formula(seed: int, min_persons: int) -> None:
    rng = np.random.default_rng(seed)
    past = [rng.integers(0, 12, rng.integers(1, 30)).tolist() for _ in range(15)]
    table = follows(clicked(past), k=5, min_persons=min_persons)
    for item in range(12):
        expected = in_plain_words(past, item, min_persons=min_persons)[:5]
        assert [score for _, score in after(table, item)] == pytest.approx([score for _, score in expected], rel=1e-4)
        assert [other for other, _ in after(table, item)] == [other for other, _ in expected]


def test_a_pair_of_too_few_people_is_told_to_nobody() -> None:
    past = [[1, 2, 1, 2, 1, 2], [1, 2], [1, 3], [1, 3], [1, 3]]
    assert after(follows(clicked(past), k=5, min_persons=3), 1) == [(3, 3.0)]


def test_a_person_is_one_whatever_the_number_of_visits() -> None:
    interactions = clicked([[1, 2], [1, 2], [1, 2]])
    one = replace(interactions, person=np.zeros_like(interactions.person), n_persons=1)
    assert after(follows(one, k=5, min_persons=2), 1) == []
    assert after(follows(one, k=5, min_persons=1), 2) == [(1, pytest.approx(1 + 0.8**2 + 1))]


def test_nothing_follows_from_one_person_to_the_next() -> None:
    assert after(follows(clicked([[1, 2], [3, 4]]), k=5, min_persons=1), 2) == []


def test_what_takes_interest_back_neither_follows_nor_is_followed() -> None:
    interactions = clicked([[1, 2, 3]])
    weight = np.where(interactions.row == 2, np.float32(-1), interactions.weight)
    table = follows(replace(interactions, weight=weight), k=5, min_persons=1)
    assert (after(table, 1), after(table, 2)) == ([(3, 1.0)], [])


def test_the_strongest_are_kept_equal_ones_by_number() -> None:
    past = [[1, 5], [1, 3], [1, 4], [1, 4], [1, 2]]
    assert after(follows(clicked(past), k=3, min_persons=1), 1) == [(4, 2.0), (2, 1.0), (3, 1.0)]


def test_a_table_may_have_no_columns_and_a_shop_no_events() -> None:
    past = drawn_visits(np.random.default_rng(1), 5)
    assert follows(clicked(past), k=0, min_persons=1).items.shape == (12, 0)
    assert (follows(clicked([]), k=2, min_persons=1).items == -1).all()
