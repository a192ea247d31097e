from __future__ import annotations

import os
from pathlib import Path

import pytest

from service.catalog.uci import read_uci_online_retail
from tests.harness.history import ListHistory
from tests.harness.taste_groups import DAY_MS
from training.dataset import read_interactions
from training.evaluate import evaluate
from training.settings import EVENT_WEIGHTS, TrainingSettings

SHARED = Path(os.environ.get("AUSLAGE_SHARED_DATA") or Path(__file__).parents[3] / "shared" / "data")


@pytest.fixture
def files() -> list[Path]:
    found = sorted((SHARED / "online-retail").glob("*.csv.gz"))
    if not found:
        pytest.skip(
            "could not find online-retail/*.csv.gz: get 'Online Retail' from the UCI Machine Learning Repository "
            "(no. 352), save it as CSV there and set AUSLAGE_SHARED_DATA"
        )
    return found


def test_on_real_purchases_als_beats_popularity_in_the_last_four_weeks(files: list[Path]) -> None:
    shop = read_uci_online_retail(files)
    assert shop.problems.n == 0
    interactions = read_interactions(ListHistory(shop.events), EVENT_WEIGHTS)
    split = int(interactions.at_ms.max()) - 28 * DAY_MS
    evaluation = evaluate(interactions, split, TrainingSettings())
    for name, value in evaluation.metrics().items():
        print(f"{name:>20} {value:.4f}")
    assert evaluation.lift_low > 0
    assert evaluation.als.ndcg > evaluation.popularity.ndcg
