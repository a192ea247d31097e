from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pytest
from implicit.cpu.als import AlternatingLeastSquares
from scipy.sparse import csr_matrix, random_array
from threadpoolctl import threadpool_limits

from service.types import EventType, ProductId, Seq, SessionId, VisitEvent
from service.visitor.foldin import fold_in, person_vector, recency_weighted, touched

SEED = 11
ROWS = {ProductId("lamp"): 0, ProductId("shorts"): 1}
CONFIDENCE = {EventType.CLICK: 2.0, EventType.ADD_TO_CART: 6.0, EventType.REMOVE_FROM_CART: -6.0}


@dataclass(frozen=True)
class Model:
    """The smallest model: two products, two factors."""

    rows: Mapping[ProductId, int] = field(default_factory=lambda: ROWS)
    item_factors: np.ndarray[Any, np.dtype[np.float32]] = field(default_factory=lambda: np.eye(2, dtype=np.float32))
    gram: np.ndarray[Any, np.dtype[np.float32]] = field(default_factory=lambda: np.eye(2, dtype=np.float32))
    regularization: float = 1.0
    confidence: Mapping[EventType, float] = field(default_factory=lambda: CONFIDENCE)
    recency_decay: float = 0.5


def seen(product: str, event_type: EventType = EventType.CLICK) -> VisitEvent:
    return VisitEvent("event", event_type, 0, (ProductId(product),), SessionId(""), Seq(0))


def test_fold_in_agrees_with_implicit() -> None:
    print(f"seed {SEED}")
    rng = np.random.default_rng(SEED)
    matrix = csr_matrix(random_array((40, 30), density=0.3, rng=rng, dtype=np.float32))
    matrix.data = matrix.data * 9 + 0.1  # confidences below 1 too
    with threadpool_limits(limits=1):
        model = AlternatingLeastSquares(factors=8, regularization=0.3, iterations=5, num_threads=1, random_state=SEED)
        model.fit(matrix, show_progress=False)
        theirs = model.recalculate_user(np.arange(40), matrix)
    gram = model.item_factors.T @ model.item_factors
    for person in range(40):
        row = matrix[person]
        ours = fold_in(model.item_factors[row.indices], row.data, gram, regularization=0.3)
        assert np.allclose(ours, theirs[person], rtol=1e-3, atol=1e-4)


def test_one_product_and_one_factor_give_the_number_worked_out_by_hand() -> None:
    factors, gram = np.array([[2.0]], dtype=np.float32), np.array([[4.0]], dtype=np.float32)
    vector = fold_in(factors, np.array([3.0], dtype=np.float32), gram, regularization=1.0)
    assert vector.tolist() == pytest.approx([3 * 2 / (4 + 2 * 4 + 1)])


def test_nothing_known_gives_zeros() -> None:
    for events in ([], [seen("unheard of")], [seen("lamp", EventType.SEARCH)]):
        vector = person_vector(events, Model())
        assert vector.dtype == np.float32
        assert vector.tolist() == [0, 0]


def test_the_newest_event_counts_most() -> None:
    vector = person_vector([seen("lamp"), seen("shorts")], Model())
    assert vector[1] > vector[0] > 0


def test_what_was_put_back_no_longer_counts() -> None:
    events = [seen("lamp", EventType.ADD_TO_CART), seen("lamp", EventType.REMOVE_FROM_CART)]
    assert person_vector(events, Model()).tolist() == [0, 0]


def test_events_that_tell_nothing_age_nothing() -> None:
    alone = touched([seen("lamp")], ROWS, CONFIDENCE)
    crowded = touched([seen("lamp"), seen("lamp", EventType.SEARCH), seen("unheard of")], ROWS, CONFIDENCE)
    assert [column.tolist() for column in crowded] == [column.tolist() for column in alone] == [[0], [2], [0]]


def test_repeats_add_up_with_their_age() -> None:
    rows, ages = np.array([4, 2, 4], dtype=np.int32), np.array([2, 1, 0], dtype=np.int32)
    distinct, confidences = recency_weighted(rows, np.array([8, 6, 1], dtype=np.float32), ages, decay=0.5)
    assert distinct.tolist() == [2, 4]
    assert confidences.tolist() == [3, 3]


def test_inputs_are_left_as_they_were() -> None:
    model = Model()
    person_vector([seen("lamp")], model)
    assert np.array_equal(model.gram, np.eye(2))
