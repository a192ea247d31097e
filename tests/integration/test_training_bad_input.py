"""What training makes of shops that are empty, odd or huge in one place, and of settings that cannot work."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from service.bundle.reader import current, list_bundles, load
from service.errors import SettingsInvalid
from service.types import Event, EventType, ProductId, VisitorId
from tests.harness.builders import NOON_MS, event
from tests.harness.bundles import published
from tests.harness.history import ListHistory
from training.follows import MAX_STEPS
from training.pipeline import train
from training.reading import read_interactions
from training.settings import EVENT_WEIGHTS, AlsSettings, TrainingSettings
from training.visits import MAX_TOUCHES

SETTINGS = TrainingSettings(als=AlsSettings(n_factors=8, n_iterations=3), n_taught=200, n_measured=200)


def views(visitor: str, products: list[str]) -> list[Event]:
    return [
        event(f"{visitor}-{place}", of=product, visitor_id=VisitorId(visitor), at_ms=NOON_MS + place * 1000)
        for place, product in enumerate(products)
    ]


def test_one_visitor_with_100_000_events_costs_each_part_no_more_than_its_bound(tmp_path: Path) -> None:
    robot = views("robot", [f"p{place * place % 997}" for place in range(100_000)])
    people = [one for number in range(40) for one in views(f"v{number}", ["p1", "p4", "p9", "p16", "p25"])]
    outcome = train(ListHistory([*robot, *people]), tmp_path, SETTINGS, force=True)
    assert outcome.published is not None
    model = load(tmp_path / outcome.published.version).model
    assert np.diff(model.visits.starts).max() == MAX_TOUCHES
    assert MAX_TOUCHES > 5 * MAX_STEPS
    shown = model.tables["follows"].items[model.rows[ProductId("p4")]]
    assert {model.product_ids[other] for other in shown[shown >= 0]} <= {"p9", "p16", "p25"}, "the robot is one person"


def test_events_of_products_that_no_catalogue_knows_train_all_the_same(tmp_path: Path) -> None:
    history = ListHistory([one for number in range(9) for one in views(f"v{number}", ["gone", "lost", "away"])])
    assert history.changes(after=history.last_seq(), limit=1) == []
    outcome = train(history, tmp_path, SETTINGS, force=True)
    assert outcome.published is not None
    assert outcome.published.rhythm_days == {}
    assert load(tmp_path / outcome.published.version).model.n_items == 3


@pytest.mark.parametrize(
    ("changed", "named"),
    [
        ({"half_life_days": math.nan}, "half_life_days"),
        ({"half_life_days": -1.0}, "half_life_days"),
        ({"held_out": 1.0}, "held_out"),
        ({"recency_decay": 1.5}, "recency_decay"),
        ({"n_neighbours": 0}, "n_neighbours"),
        ({"als": AlsSettings(regularization=math.nan)}, "als.regularization"),
        ({"als": AlsSettings(unobserved=math.inf)}, "als.unobserved"),
        ({"als": AlsSettings(n_factors=100_000)}, "als.n_factors"),
    ],
)
def test_a_setting_that_cannot_work_is_refused_by_name_before_anything_is_read(
    tmp_path: Path, changed: dict[str, float], named: str
) -> None:
    before = published(tmp_path)
    with pytest.raises(SettingsInvalid, match=rf"^{named} is not between"):
        train(ListHistory([]), tmp_path, replace(SETTINGS, **changed))
    assert (current(tmp_path), list_bundles(tmp_path)) == (before.name, (before.name,))


def test_all_settings_that_cannot_work_are_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(SettingsInvalid) as refused:
        train(ListHistory([]), tmp_path, replace(SETTINGS, held_out=0.0, min_persons=0))
    assert "held_out" in str(refused.value)
    assert "min_persons" in str(refused.value)


@pytest.mark.parametrize("weight", [math.nan, math.inf, -1e30])
def test_a_weight_that_is_no_sensible_number_is_refused_by_its_event_type(weight: float) -> None:
    weights = {**EVENT_WEIGHTS, EventType.CLICK: weight}
    with pytest.raises(SettingsInvalid, match="the weight of click is not between -1000 and 1000"):
        read_interactions(ListHistory(views("v", ["p"])), weights)
