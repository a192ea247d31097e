from __future__ import annotations

from service.catalog.uci import read_uci_online_retail
from tests.harness.history import ListHistory
from tests.harness.online_retail import online_retail_files
from tests.harness.taste_groups import DAY_MS
from training.evaluate import evaluate
from training.reading import read_interactions
from training.settings import EVENT_WEIGHTS, TrainingSettings


def test_on_real_purchases_als_beats_popularity_in_the_last_four_weeks() -> None:
    shop = read_uci_online_retail(online_retail_files())
    assert shop.problems.n == 0
    interactions = read_interactions(ListHistory(shop.events), EVENT_WEIGHTS)
    split = int(interactions.at_ms.max()) - 28 * DAY_MS
    evaluation = evaluate(interactions, split, TrainingSettings())
    for name, value in evaluation.metrics().items():
        print(f"{name:>20} {value:.4f}")
    assert evaluation.lift_low > 0
    assert evaluation.als.ndcg > evaluation.popularity.ndcg
