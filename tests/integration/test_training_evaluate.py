from __future__ import annotations

import numpy as np
import pytest

from service.types import Event, VisitorId
from tests.harness.builders import NOON_MS, event
from tests.harness.history import ListHistory
from tests.harness.taste_groups import taste_events
from training.accuracy import bootstrap_interval, hits_and_ndcg
from training.dataset import Interactions
from training.evaluate import Evaluation, evaluate, some_persons, split_time
from training.lists import Person
from training.model import learn
from training.reading import read_interactions
from training.settings import EVENT_WEIGHTS, AlsSettings, TrainingSettings

SETTINGS = TrainingSettings(als=AlsSettings(n_factors=8))
SEED = 21


def read(events: list[Event]) -> Interactions:
    return read_interactions(ListHistory(events), EVENT_WEIGHTS)


def everybody(interactions: Interactions, split_at_ms: int) -> list[Person]:
    return some_persons(interactions, split_at_ms, interactions.n_persons, np.random.default_rng(SEED))


def targets(interactions: Interactions, split_at_ms: int) -> list[list[str]]:
    persons = everybody(interactions, split_at_ms)
    return [[interactions.product_ids[row] for row in person.targets] for person in persons]


def figures(interactions: Interactions, split_at_ms: int) -> Evaluation:
    model = learn(interactions.where(interactions.at_ms < split_at_ms), SETTINGS)
    return evaluate(model, everybody(interactions, split_at_ms))


def test_only_people_with_history_and_something_new_are_measured() -> None:
    views = [
        ("both", "a", 0),
        ("both", "b", 1),
        ("early", "a", 0),
        ("late", "b", 1),
        ("same", "a", 0),
        ("same", "a", 1),
    ]
    events = [
        event(f"{who}-{at}", of=product, visitor_id=VisitorId(who), at_ms=NOON_MS + at) for who, product, at in views
    ]
    assert targets(read(events), NOON_MS + 1) == [["b"]]


def test_nothing_after_the_split_shapes_the_model() -> None:
    interactions = read(taste_events(seed=3, loyalty=0.9))
    split = split_time(interactions, held_out=0.1)
    late = interactions.at_ms >= split
    heavier = interactions.weight.copy()
    heavier[late] *= 100
    changed = interactions.where(np.ones_like(late))
    object.__setattr__(changed, "weight", heavier)
    assert figures(changed, split) == figures(interactions, split)


def test_the_split_holds_out_the_newest_tenth() -> None:
    interactions = read([event(str(at), of=f"p{at}", at_ms=NOON_MS + at) for at in range(1000)])
    split = split_time(interactions, held_out=0.1)
    assert (interactions.at_ms >= split).sum() == pytest.approx(100, abs=1)


def test_hits_and_ndcg_are_the_numbers_worked_out_by_hand() -> None:
    top = np.array([5, 3, 8], dtype=np.int64)
    hit, ndcg = hits_and_ndcg(top, np.array([3, 7], dtype=np.int32))
    assert hit == 1
    assert ndcg == pytest.approx((1 / np.log2(3)) / (1 / np.log2(2) + 1 / np.log2(3)))
    assert hits_and_ndcg(top, np.array([1], dtype=np.int32)) == (0, 0)
    assert hits_and_ndcg(top, np.array([5, 3, 8], dtype=np.int32))[1] == pytest.approx(1)


def test_the_interval_is_the_one_that_plain_resampling_gives() -> None:
    print(f"seed {SEED}")
    rng = np.random.default_rng(SEED)
    difference = rng.choice([-1.0, 0.0, 1.0], size=300, p=[0.1, 0.6, 0.3])
    plain = difference[rng.integers(0, 300, size=(10_000, 300))].mean(axis=1)
    assert bootstrap_interval(difference, rng) == pytest.approx(np.quantile(plain, [0.025, 0.975]), abs=0.01)
