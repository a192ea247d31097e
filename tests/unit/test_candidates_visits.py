from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from service.bundle.model import Model
from service.candidates.continued import continued
from service.candidates.returned import returned
from service.candidates.trail import Found, Trail
from service.candidates.visits import MAX_VISITS_OF_ITEM, N_NEIGHBOURS, visits
from tests.harness.past_visits import drawn_visits, model_after, on_trail

Source = Callable[[Trail, Model], Found]
SOURCES = (visits, continued, returned)


def said(found: Found) -> dict[int, float]:
    assert len(set(found.items.tolist())) == found.items.size
    return dict(zip(found.items.tolist(), found.scores.tolist(), strict=True))


def past_of(model: Model) -> list[tuple[list[int], float]]:
    known = model.visits
    return [
        (known.items[start:end].tolist(), float(days))
        for start, end, days in zip(known.starts[:-1], known.starts[1:], known.at_days, strict=True)
    ]


def alike_in_plain_words(newest_first: list[int], model: Model) -> dict[int, float]:
    """The formula of `visits`, over every past visit one after the other."""
    strengths: dict[int, float] = {}
    for age, item in enumerate(newest_first):
        strengths.setdefault(item, 0.5**age)
    strengths = dict(list(strengths.items())[:8])
    neighbours = []
    for items, days in past_of(model):
        shared = [item for item in strengths if item in items]
        if shared:
            likeness = sum(strengths[item] for item in shared) ** 2 / (1 + days / 40)
            neighbours.append((likeness, items, shared[0]))
    neighbours.sort(key=lambda neighbour: -neighbour[0])
    scores: dict[int, float] = defaultdict(float)
    for likeness, items, middle in neighbours[:N_NEIGHBOURS]:
        there = max(place for place, item in enumerate(items) if item == middle)
        for place, item in enumerate(items):
            if 0 < abs(place - there) <= 8:
                scores[item] += likeness * 0.5 ** (abs(place - there) - 1)
    return dict(scores)


def continued_in_plain_words(newest_first: list[int], model: Model) -> dict[int, float]:
    """The formula of `continued`, over every touch of every past visit."""
    scores: dict[int, float] = defaultdict(float)
    for items, days in past_of(model):
        for place, item in enumerate(items):
            if item != newest_first[0]:
                continue
            weight = 1 / (1 + days / 40)
            for steps, earlier in enumerate(newest_first[1:5], start=1):
                before = {slip: place - steps + slip for slip in (0, -1, 1)}
                met = [slip for slip, at in before.items() if 0 <= at < place and items[at] == earlier]
                if met:
                    weight *= 1 + 3 * 0.6 ** (steps - 1) * (0.7 if met[0] else 1)
            for steps, later in enumerate(items[place + 1 : place + 6], start=1):
                scores[later] += weight * 0.4 ** (steps - 1)
    return dict(scores)


@pytest.mark.parametrize("seed", range(5))
def test_what_sources_say_is_their_formula(seed: int) -> None:
    rng = np.random.default_rng(seed)
    model = model_after(drawn_visits(rng, 60), days=3.0)
    for _ in range(20):
        items = rng.integers(0, 12, rng.integers(1, 14)).tolist()
        trail = on_trail(*items)
        assert said(visits(trail, model)) == pytest.approx(alike_in_plain_words(items[::-1], model), rel=1e-4)
        assert said(continued(trail, model)) == pytest.approx(continued_in_plain_words(items[::-1], model), rel=1e-4)


def test_of_each_product_only_the_newest_visits_are_looked_at() -> None:
    past = [[0, 1]] * 100 + [[0, 2]] * MAX_VISITS_OF_ITEM
    assert set(said(visits(on_trail(0), model_after(past)))) == {2}


def test_of_many_visits_only_the_most_alike_are_heard() -> None:
    n = N_NEIGHBOURS - 50
    found = said(visits(on_trail(0, 1), model_after([[0, 2], [1, 3]] * n, days=0.0)))
    assert found == pytest.approx({3: n, 2: 50 * 0.5**2})


def test_a_visit_that_went_the_same_way_says_more() -> None:
    model = model_after([[1, 2, 5], [3, 2, 6]], days=0.0)
    found = said(continued(on_trail(3, 2), model))
    assert found[6] == pytest.approx(4 * found[5])


def test_an_older_visit_says_less() -> None:
    model = model_after([[1, 5], [1, 6]], days=40.0)
    for source in (visits, continued):
        found = said(source(on_trail(1), model))
        assert found[6] == pytest.approx(2 * found[5], rel=1e-3)


def test_what_follows_nothing_is_not_continued() -> None:
    model = model_after([[1, 2], [3, 2]])
    assert said(continued(on_trail(2), model)) == {}
    assert set(said(visits(on_trail(2), model))) == {1, 3}


def test_going_back_to_a_product_is_foretold() -> None:
    model = model_after([[1, 2, 1, 2, 3]])
    assert {1, 2, 3} == set(said(visits(on_trail(2), model))) == set(said(continued(on_trail(2), model)))


@pytest.mark.parametrize("source", SOURCES)
def test_an_empty_trail_leads_nowhere(source: Source) -> None:
    assert said(source(on_trail(), model_after([[1, 2]]))) == {}


@pytest.mark.parametrize("source", SOURCES)
def test_what_was_taken_back_leads_nowhere(source: Source) -> None:
    trail = on_trail(1, 2)
    disliked = replace(trail, weights=-trail.weights)
    assert said(source(disliked, model_after([[1, 2, 3]]))) == {}


@pytest.mark.parametrize("source", [visits, continued])
def test_a_product_that_no_visit_touched_leads_nowhere(source: Source) -> None:
    assert said(source(on_trail(9), model_after([[1, 2]]))) == {}
    assert said(source(on_trail(9), model_after([]))) == {}


@pytest.mark.parametrize("source", [visits, continued])
def test_visits_that_touched_one_product_only_lead_back_to_it(source: Source) -> None:
    assert set(said(source(on_trail(4, 4, 4), model_after([[4, 4, 4], [4, 4]])))) == {4}


def test_the_visits_own_products_fade_with_every_step() -> None:
    found = said(returned(on_trail(7, 8, 7, 9), model_after([])))
    assert found == pytest.approx({9: 1.0, 7: 0.4 + 0.4**3, 8: 0.4**2}, rel=1e-5)


@pytest.mark.parametrize("source", SOURCES)
def test_sources_leave_trail_and_model_as_they_were(source: Source) -> None:
    model, trail = model_after(drawn_visits(np.random.default_rng(1), 20)), on_trail(1, 2, 3, 1)
    arrays = (*model.visits, trail.items, trail.weights, trail.ages)
    for array in arrays:
        array.flags.writeable = False
    before = [array.copy() for array in arrays]
    assert said(source(trail, model)) == said(source(trail, model))
    assert all((was == now).all() for was, now in zip(before, arrays, strict=True))
