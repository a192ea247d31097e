"""A catalogue of which most was never touched: what is taught and measured is what is served."""

from __future__ import annotations

from service.types import Product
from tests.harness.builders import product
from tests.harness.history import ListHistory
from tests.harness.taste_groups import taste_events
from training.content import product_traits
from training.evaluate import split_time
from training.reading import read_interactions
from training.rehearsal import Products, rehearse
from training.search_weights import columns_of
from training.settings import EVENT_WEIGHTS, AlsSettings, TrainingSettings

SETTINGS = TrainingSettings(als=AlsSettings(n_factors=8))


def of_group(product_id: str) -> Product:
    return product(product_id, title=f"Gruppe {product_id[0]}", categories=(f"Alles > {product_id[0]}",))


def test_what_nobody_touched_takes_places_of_taste_and_leaves_the_gate_open() -> None:
    interactions = read_interactions(ListHistory(taste_events(seed=3, loyalty=0.95)), EVENT_WEIGHTS)
    touched = [of_group(product_id) for product_id in interactions.product_ids]
    untouched = [of_group(f"{group}-untouched-{n}") for group in "ab" for n in range(100)]
    split_at_ms = split_time(interactions, held_out=SETTINGS.held_out)
    without, beside_them = (
        rehearse(
            interactions,
            split_at_ms,
            SETTINGS,
            products=Products(
                product_traits(catalogue, interactions.product_ids), columns_of(catalogue, interactions.product_ids)
            ),
        )
        for catalogue in (touched, touched + untouched)
    )
    hits = [rehearsed.evaluation.accuracy["taste"].hr for rehearsed in (without, beside_them)]
    print(hits, beside_them.evaluation)
    assert hits[1] < hits[0]
    assert beside_them.evaluation.passed
