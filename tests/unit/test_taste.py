from __future__ import annotations

from dataclasses import replace

import numpy as np

from service.bundle.model import Model
from service.candidates.taste import taste
from service.candidates.trail import Trail, visit_trail
from service.types import ProductId
from tests.harness.bundles import model
from training.vector_index import exact

# Two kinds of three items each.
FACTORS = np.array([[1, 0], [0.9, 0.1], [0.8, 0], [0, 1], [0.1, 0.9], [0, 0.8]], np.float32)


def of_two_kinds() -> Model:
    return replace(
        model(),
        product_ids=tuple(ProductId(str(item)) for item in range(6)),
        item_factors=FACTORS,
        gram=np.square(FACTORS).sum(axis=0),
        vectors=exact(FACTORS),
    )


def on_trail(*items: int, confidence: float = 1.0) -> Trail:
    return visit_trail(np.array(items, np.int32), confidence=confidence)


def test_items_of_the_kind_that_was_touched_come_first() -> None:
    found = taste(on_trail(0), of_two_kinds())
    assert found.items[np.argsort(-found.scores)][:2].tolist() == [1, 2]


def test_what_was_touched_is_not_proposed_again() -> None:
    assert not np.isin(taste(on_trail(0, 3), of_two_kinds()).items, [0, 3]).any()


def test_the_newest_touch_counts_most() -> None:
    found = taste(on_trail(3, 0), of_two_kinds())
    assert found.items[np.argmax(found.scores)] == 1


def test_a_trail_without_liking_says_nothing() -> None:
    assert taste(on_trail(0, confidence=-5.0), of_two_kinds()).items.size == 0
    assert taste(on_trail(), of_two_kinds()).items.size == 0


def test_everything_proposed_is_an_item_with_a_score_above_zero() -> None:
    found = taste(on_trail(0, 4), of_two_kinds())
    assert found.items.dtype == np.int32
    assert np.isin(found.items, range(6)).all()
    assert (found.scores > 0).all()
