from __future__ import annotations

from service.catalog.uci import read_uci_online_retail
from service.types import Placement
from tests.harness.history import ListHistory
from tests.harness.online_retail import online_retail_files
from tests.harness.taste_groups import DAY_MS
from training.reading import read_interactions
from training.rehearsal import rehearse
from training.settings import EVENT_WEIGHTS, TrainingSettings


def test_on_real_purchases_the_blend_beats_popularity_in_the_last_four_weeks() -> None:
    shop = read_uci_online_retail(online_retail_files())
    assert shop.problems.n == 0
    interactions = read_interactions(ListHistory(shop.events), EVENT_WEIGHTS)
    split = int(interactions.at_ms.max()) - 28 * DAY_MS
    rehearsed = rehearse(interactions, split, TrainingSettings())
    lessons, evaluation = rehearsed.lessons, rehearsed.evaluation
    print(lessons.shares[Placement.FOR_YOU.value])
    for name, accuracy in evaluation.accuracy.items():
        print(f"{name}: HR@20 {accuracy.hr:.4f}, NDCG@20 {accuracy.ndcg:.4f}")
    print(f"lift {evaluation.lift:+.4f} ({evaluation.lift_low:+.4f} to {evaluation.lift_high:+.4f})")
    assert evaluation.lift_low > 0
