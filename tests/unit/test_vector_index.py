from __future__ import annotations

from functools import partial
from typing import Any

import faiss
import numpy as np
import pytest
from numpy.typing import NDArray

from service.bundle.vectors import Effort, Vectors, fault_of
from training.cells import divide
from training.made_up_factors import clustered, of_visitors
from training.vector_index import MAX_EXACT, MIN_RECALL, build, exact, fewest, recall, tuned

Float32 = NDArray[np.float32]
_factors = partial(clustered, n_clusters=100, spread=0.5)
N_ITEMS, N_FACTORS, N_CELLS = 20_000, 16, 300


@pytest.fixture(scope="module")
def factors() -> Float32:
    return _factors(N_ITEMS, N_FACTORS, seed=11)


@pytest.fixture(scope="module")
def over_cells(factors: Float32) -> Vectors:
    return _tuned(factors)


def _tuned(factors: Float32) -> Vectors:
    asked = [of_visitors(factors, 128, seed=12), factors[:128]]
    return tuned(factors, divide(factors, N_CELLS, seed=13), asked)


def _best_scores(factors: Float32, asked: Float32) -> Float32:
    return -np.sort(-(asked @ factors.T), axis=1)[:, :100]


def test_up_to_fifty_thousand_items_are_compared_exactly() -> None:
    factors = _factors(MAX_EXACT, 4, seed=1)
    built = build(factors, factors[:10], seed=1)
    assert built.effort == Effort("exact", n_cells=1, n_probed=1, recall=1.0)


def test_one_item_more_is_divided_into_cells() -> None:
    factors = _factors(MAX_EXACT + 1, 4, seed=1)
    built = build(factors, of_visitors(factors, 50, seed=2), seed=1)
    assert built.effort.kind == "cells"
    assert built.effort.recall >= MIN_RECALL
    assert fault_of(built.index, built.effort, factors.shape) is None


@pytest.mark.parametrize("kind", ["fold-ins", "items"])
def test_the_recall_holds_for_vectors_that_it_was_not_tuned_on(
    factors: Float32, over_cells: Vectors, kind: str
) -> None:
    asked = of_visitors(factors, 200, seed=14) if kind == "fold-ins" else factors[-200:]
    reached = recall(over_cells.index, asked, _best_scores(factors, asked))
    print(over_cells.effort, "recall", reached)
    assert reached >= MIN_RECALL - 0.01
    assert over_cells.effort.recall >= MIN_RECALL


def test_a_search_opens_few_of_the_cells(over_cells: Vectors) -> None:
    assert over_cells.effort.n_cells == N_CELLS
    assert over_cells.effort.n_probed < N_CELLS / 4


def test_scores_are_inner_products_as_they_are(factors: Float32, over_cells: Vectors) -> None:
    vector = of_visitors(factors, 1, seed=15)
    scores, items = over_cells.index.search(vector, 100)
    assert np.allclose(scores[0], factors[items[0]] @ vector[0], rtol=1e-5)
    assert len(set(items[0].tolist())) == 100


def test_equal_input_gives_equal_bytes(factors: Float32, over_cells: Vectors) -> None:
    assert faiss.serialize_index(_tuned(factors).index).tobytes() == faiss.serialize_index(over_cells.index).tobytes()


def test_what_has_no_clusters_is_compared_exactly() -> None:
    factors = np.random.default_rng(16).standard_normal((5_000, 64), dtype=np.float32)
    assert tuned(factors, divide(factors, 80, seed=1), [factors[:100]]).effort.kind == "exact"


@pytest.mark.parametrize("length", [0.0, 1.0])
def test_items_without_any_difference_are_a_defined_case(length: float) -> None:
    factors = np.full((MAX_EXACT + 1, 4), length, np.float32)
    built = build(factors, factors[:10], seed=1)
    scores, items = built.index.search(factors[:1], 10)
    assert (scores == 4 * length**2).all()
    assert len(set(items[0].tolist())) == 10


def test_of_items_with_equal_scores_any_is_as_good_as_another() -> None:
    factors = np.ones((200, 4), np.float32)
    assert recall(exact(factors).index, factors[:3], np.full((3, 100), 4, np.float32)) == 1.0


def test_the_fewest_cells_are_those_that_hold_enough_of_what_is_wanted() -> None:
    order = np.array([[2, 0, 1, 3]] * 10)
    most_in_the_first_two = np.array([[2] * 20 + [0] * 19 + [3]] * 10)
    assert fewest(order, most_in_the_first_two) == 2
    assert fewest(order, np.array([[3] * 20] * 10)) == 4
    # Vectors that differ much are less sure to reach it.
    all_but_half_of_the_last = np.array([[2] * 20] * 9 + [[2] * 11 + [3] * 9])
    assert fewest(order, all_but_half_of_the_last) == 4


def test_every_item_lies_in_a_cell_that_reaches_as_far_as_the_item(factors: Float32) -> None:
    cells = divide(factors, N_CELLS, seed=17)
    assert cells.of_item.shape == (N_ITEMS,)
    reach = np.linalg.norm(cells.reaches[cells.of_item], axis=1)
    directions = cells.reaches[cells.of_item] / reach[:, None]
    assert (np.einsum("nd,nd->n", factors, directions) <= reach * (1 + 1e-5)).all()


def _over(quantizer: Any, factors: Float32, metric: int = faiss.METRIC_INNER_PRODUCT) -> Any:
    quantizer.add(factors[:4])
    index = faiss.IndexIVFFlat(quantizer, quantizer.d, 4, metric)
    index.add(factors)
    index.nprobe = 2
    return index


_FOUR_CELLS = Effort("cells", n_cells=4, n_probed=2, recall=0.96)


@pytest.mark.parametrize(
    ("index", "effort"),
    [
        (lambda some: exact(some).index, _FOUR_CELLS),
        (lambda some: exact(some[1:]).index, Effort()),
        (lambda some: exact(some[:, 1:].copy()).index, Effort()),
        (lambda some: _over(faiss.IndexFlatIP(3), some), Effort()),
        (lambda some: _over(faiss.IndexFlatIP(3), some), Effort("cells", n_cells=4, n_probed=3, recall=0.96)),
        (lambda some: _over(faiss.IndexFlatIP(3), some), Effort("cells", n_cells=5, n_probed=2, recall=0.96)),
        (lambda some: _over(faiss.IndexFlatIP(3), some[1:]), _FOUR_CELLS),
        (lambda some: _over(faiss.IndexFlatL2(3), some), _FOUR_CELLS),
        (lambda some: _over(faiss.IndexFlatIP(3), some, faiss.METRIC_L2), _FOUR_CELLS),
        (lambda _: faiss.index_factory(3, "HNSW8", faiss.METRIC_INNER_PRODUCT), _FOUR_CELLS),
    ],
)
def test_an_index_that_training_does_not_write_is_refused(index: Any, effort: Effort) -> None:
    factors = _factors(20, 3, seed=18)
    assert fault_of(index(factors), effort, (20, 3)) is not None


def test_an_index_that_holds_an_item_twice_is_refused() -> None:
    factors = _factors(20, 3, seed=19)
    index = _over(faiss.IndexFlatIP(3), factors)
    assert fault_of(index, _FOUR_CELLS, (20, 3)) is None
    index.remove_ids(np.array([7]))
    index.add_with_ids(factors[:1], np.array([3]))
    assert fault_of(index, _FOUR_CELLS, (20, 3)) == "does not hold every item once"
