"""New products are foretold by their attributes, and what that is worth is measured against plain neighbours."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from service.errors import FeedInvalid
from tests.harness.command import auslage
from training.accuracy import CUT
from training.evaluate_cold import Withheld, measure, withhold
from training.settings import AlsSettings, TrainingSettings

SETTINGS = TrainingSettings(als=AlsSettings(n_factors=8, n_iterations=3), min_persons=1, n_taught=200)
N_GROUPS, N_OF_GROUP, SEED = 12, 25, 5
PRODUCTS = tuple(f"p{number}" for number in range(N_GROUPS * N_OF_GROUP))
ATTRIBUTES = {product: (f"group{number % N_GROUPS}", "thing") for number, product in enumerate(PRODUCTS)}


def shoppers(*, loyalty: float) -> list[np.ndarray]:
    """Sequences of eight products, mostly of one group."""
    print(f"seed {SEED}")
    rng = np.random.default_rng(SEED)
    groups = rng.integers(N_GROUPS, size=400)
    own = rng.random((400, 8)) < loyalty
    chosen = np.where(own, groups[:, None], rng.integers(N_GROUPS, size=(400, 8)))
    return list((chosen + N_GROUPS * rng.integers(N_OF_GROUP, size=(400, 8))).astype(np.int32))


def test_new_items_are_numbered_behind_the_known_and_nothing_is_lost() -> None:
    of_user = shoppers(loyalty=0.9)
    withheld = withhold(PRODUCTS, of_user, share=0.1, seed=SEED)
    names = (*withheld.known, *withheld.new)
    assert len(withheld.new) == round(0.1 * len(PRODUCTS))
    assert sorted(names) == sorted(PRODUCTS)
    for before, after in zip(of_user, withheld.of_user, strict=True):
        assert [PRODUCTS[item] for item in before] == [names[item] for item in after]


def test_nothing_is_learned_of_new_items_or_of_the_items_that_are_measured() -> None:
    withheld = Withheld(("a", "b"), ("new",), (np.array([0, 2, 1, 1], np.int32), np.array([2, 2, 0], np.int32)))
    interactions = withheld.interactions(-1)
    assert interactions.row.tolist() == [0, 1]
    assert set(interactions.product_ids) == {"a", "b"}
    assert [(moment.target, moment.trail.items.tolist()) for moment in withheld.moments(-1)] == [(1, [1, 0])]


def test_new_products_of_a_liked_kind_are_found() -> None:
    cold = measure(withhold(PRODUCTS, shoppers(loyalty=0.95), share=0.1, seed=SEED), ATTRIBUTES, SETTINGS)
    print(cold)
    by_chance = CUT / len(PRODUCTS)
    assert cold.n_cold + cold.n_warm == 400
    assert cold.cold > 4 * by_chance
    assert cold.cold_knn > 4 * by_chance
    assert cold.warm_hidden >= cold.warm > 4 * by_chance
    assert cold.metrics()["cold_hr@20"] == cold.cold


def test_where_no_last_item_is_new_nothing_is_compared() -> None:
    withheld = withhold(PRODUCTS, shoppers(loyalty=0.9), share=0.0, seed=SEED)
    with pytest.raises(FeedInvalid, match="nothing to compare"):
        measure(withheld, ATTRIBUTES, SETTINGS)


def test_the_command_tells_what_becomes_of_new_items(tmp_path: Path) -> None:
    sequences, attributes = tmp_path / "sequences.txt", tmp_path / "attributes.json"
    of_user = shoppers(loyalty=0.95)[:150]
    lines = [f"u{user} {' '.join(PRODUCTS[item] for item in items)}" for user, items in enumerate(of_user)]
    sequences.write_text("\n".join(lines))
    attributes.write_text(json.dumps(ATTRIBUTES))
    asked = ("evaluate", "recommend", "--sequences", sequences, "--cold-share", ".1")
    done = auslage(*asked, "--attributes", attributes, "--json")
    assert done.returncode == 0, done.stderr
    figures = json.loads(done.stdout)
    assert figures["n_cold"] + figures["n_warm"] == 150
    assert {"cold_hr@20", "cold_knn_hr@20", "warm_hr@20", "warm_hr@20_hidden", "warm_hr@20_without"} <= figures.keys()
    refused = auslage(*asked)
    assert refused.returncode == 2
    assert "--attributes" in refused.stderr


@pytest.mark.parametrize("attributes", [{}, dict.fromkeys(PRODUCTS, ("thing",))], ids=["none", "all the same"])
def test_attributes_that_tell_nothing_apart_find_no_new_product(attributes: dict[str, tuple[str, ...]]) -> None:
    cold = measure(withhold(PRODUCTS, shoppers(loyalty=0.95), share=0.1, seed=SEED), attributes, SETTINGS)
    assert cold.cold == 0
    assert cold.warm == cold.warm_hidden
