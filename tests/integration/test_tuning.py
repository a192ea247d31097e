from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from service.bundle.reader import load
from service.types import Event
from tests.harness.history import ListHistory
from tests.harness.taste_groups import taste_events
from training.dataset import Interactions
from training.pipeline import train
from training.reading import read_interactions
from training.settings import EVENT_WEIGHTS, AlsSettings, TrainingSettings
from training.tuning import tuned

GIVEN = TrainingSettings(als=AlsSettings(n_factors=8, n_iterations=5), n_trials=3)
# So little regularization and such short memory lose most of what the groups share.
POOR = replace(GIVEN, als=replace(GIVEN.als, n_factors=32, regularization=1e-4, doubt=1e-4), half_life_days=0.02)


def read(events: list[Event]) -> Interactions:
    return read_interactions(ListHistory(events), EVENT_WEIGHTS)


def test_poor_settings_give_way_to_better_ones() -> None:
    found = tuned(read(taste_events(seed=3, loyalty=0.95)), POOR)
    assert found != POOR
    assert found.als.regularization >= 0.03
    assert found.half_life_days >= 7


def test_what_is_better_by_chance_alone_changes_nothing() -> None:
    assert tuned(read(taste_events(seed=3, loyalty=0.5)), GIVEN) == GIVEN


def test_the_same_seed_finds_the_same_settings() -> None:
    interactions = read(taste_events(seed=5, loyalty=0.9))
    assert tuned(interactions, POOR) == tuned(interactions, POOR)


def test_with_nobody_to_measure_the_settings_stay() -> None:
    assert tuned(read(taste_events(seed=3, loyalty=0.9, n_persons=1, n_views=1)), POOR) == replace(POOR, n_trials=0)


def test_another_seed_draws_other_settings() -> None:
    interactions = read(taste_events(seed=5, loyalty=0.9))
    assert tuned(interactions, POOR) != tuned(interactions, replace(POOR, als=replace(POOR.als, seed=8)))


def test_with_a_time_only_what_is_begun_in_it_is_tried_and_the_settings_say_how_many() -> None:
    seconds = iter(range(0, 1000, 10))
    hasty = replace(GIVEN, n_trials=1000, tune_s=25)
    found = tuned(read(taste_events(seed=3, loyalty=0.5)), hasty, clock_s=lambda: next(seconds))
    assert found == replace(hasty, n_trials=2)


def test_every_trial_is_told() -> None:
    told: list[tuple[int, int]] = []
    tuned(read(taste_events(seed=3, loyalty=0.9)), GIVEN, tell=lambda done, of: told.append((done, of)))
    assert told == [(0, 3), (1, 3), (2, 3)]


def test_the_bundle_tells_what_it_was_learned_with(tmp_path: Path) -> None:
    outcome = train(ListHistory(taste_events(seed=3, loyalty=0.95)), tmp_path, POOR, force=True)
    assert outcome.published is not None
    assert outcome.published.settings == outcome.settings.numbers()
    assert outcome.settings != POOR
    bundle = load(tmp_path / outcome.published.version)
    assert bundle.model.item_factors.shape[1] == outcome.settings.als.n_factors
    assert bundle.model.recency_decay == outcome.settings.recency_decay
