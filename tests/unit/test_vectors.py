from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from service.bundle.model import Model
from service.bundle.newcomers import NewcomerFactors
from service.bundle.reader import load
from service.candidates.among import among
from service.candidates.vectors import nearest
from tests.harness.bundles import model as small_model
from tests.harness.bundles import published
from training.cells import divide
from training.made_up_factors import clustered, of_visitors
from training.vector_index import exact, tuned

Float32 = NDArray[np.float32]
_factors = partial(clustered, n_clusters=100, spread=0.5)


def _model(factors: Float32, *, n_cells: int = 0) -> Model:
    """A model of these item factors, its index over cells if there are to be any."""
    vectors = exact(factors)
    if n_cells:
        vectors = tuned(factors, divide(factors, n_cells, seed=1), [of_visitors(factors, 64, seed=2)])
        assert vectors.effort.kind == "cells"
    return replace(
        small_model(), product_ids=tuple(map(str, range(len(factors)))), item_factors=factors, vectors=vectors
    )


def _with_newcomers(model: Model, factors: Float32, *, n_before: int = 0) -> Model:
    """The latest of the model's newcomers have these factors; there are `n_before` earlier ones."""
    return replace(model, newcomers=NewcomerFactors(model.n_items + n_before, np.arange(len(factors)), factors))


@pytest.fixture(scope="module")
def large() -> Model:
    return _model(_factors(20_000, 16, seed=3), n_cells=300)


def _best(factors: Float32, vector: Float32, may_be_found: NDArray[np.bool_], n: int) -> list[int]:
    """By plain numpy."""
    scores = factors @ vector
    order = np.lexsort((np.arange(len(scores)), -scores))
    return [item for item in order.tolist() if may_be_found[item] and scores[item] > 0][:n]


@given(st.data())
def test_an_exact_answer_is_that_of_plain_numpy(data: st.DataObject) -> None:
    # Whole numbers, so that equal scores are equal however they are summed.
    numbers = st.integers(-3, 3)
    n_items, n_newcomers = data.draw(st.integers(1, 30)), data.draw(st.integers(0, 8))
    rows = data.draw(
        st.lists(st.tuples(numbers, numbers), min_size=n_items + n_newcomers, max_size=n_items + n_newcomers)
    )
    factors, vector = np.array(rows, np.float32), np.array(data.draw(st.tuples(numbers, numbers)), np.float32)
    may = np.array(data.draw(st.lists(st.booleans(), min_size=len(rows), max_size=len(rows))))
    model = _model(factors[:n_items])
    n = data.draw(st.integers(1, 40))
    found = nearest(_with_newcomers(model, factors[n_items:]), vector, n, among=among(may))
    best = _best(factors, vector, may, n)
    assert found.scores.tolist() == (factors @ vector)[best].tolist()
    assert (found.scores == (factors @ vector)[found.items]).all()
    assert len(set(found.items.tolist())) == len(best)
    assert may[found.items].all()


def test_equal_scores_stand_in_the_order_of_their_numbers() -> None:
    factors = np.array([[1, 0], [2, 0], [1, 0], [2, 0]], np.float32)
    assert nearest(_model(factors), np.array([1, 0], np.float32), 4).items.tolist() == [1, 3, 0, 2]


def test_what_points_away_is_not_proposed() -> None:
    factors = np.array([[1, 0], [-1, 0], [0, 1]], np.float32)
    assert nearest(_model(factors), np.array([1, 0], np.float32), 3).items.tolist() == [0]


def test_newcomers_are_numbered_on_after_the_items(large: Model) -> None:
    vector = of_visitors(large.item_factors, 1, seed=5)[0]
    longest = np.abs(large.item_factors).sum(axis=1).max() * vector / np.linalg.norm(vector)
    newcomers = np.stack([-longest, longest])
    found = nearest(_with_newcomers(large, newcomers), vector, 10)
    assert found.items[0] == large.n_items + 1
    assert large.n_items not in found.items
    assert len(found.items) == 10


@pytest.mark.parametrize("filtered", [False, True])
def test_only_the_latest_newcomers_are_compared(filtered: bool) -> None:
    model = _with_newcomers(_model(np.zeros((3, 2), np.float32)), np.ones((4, 2), np.float32), n_before=5)
    may = among(np.ones(20, np.bool_)) if filtered else None
    assert nearest(model, np.ones(2, np.float32), 10, among=may).items.tolist() == [8, 9, 10, 11]


def test_what_left_the_catalogue_shortens_no_list(large: Model) -> None:
    vector = of_visitors(large.item_factors, 1, seed=6)[0]
    best = nearest(large, vector, 100).items
    present = np.ones(large.n_items, np.bool_)
    present[best[:60]] = False
    found = nearest(large, vector, 100, among=among(present)).items
    assert len(found) == 100
    assert not np.isin(found, best[:60]).any()
    assert np.isin(best[60:], found).all()


@pytest.mark.parametrize("share", [0.001, 0.01, 0.1, 0.3, 0.6, 0.95])
@pytest.mark.parametrize("by_cluster", [False, True])
def test_a_filter_fills_the_list_with_the_best_of_what_it_leaves(large: Model, share: float, by_cluster: bool) -> None:
    rng = np.random.default_rng(7)
    may = rng.random(large.n_items) < share
    if by_cluster:
        # All that lies on one side of a plane: what a visitor wants may be on the other.
        side = large.item_factors @ rng.standard_normal(16).astype(np.float32)
        may = side < np.quantile(side, share)
    found_shares = []
    for vector in of_visitors(large.item_factors, 40, seed=8):
        best = _best(large.item_factors, vector, may, 100)
        found = nearest(large, vector, 100, among=among(may)).items
        assert may[found].all()
        assert len(found) == len(best)
        found_shares.append(np.isin(best, found).mean() if best else 1.0)
    print("recall", np.mean(found_shares))
    assert np.mean(found_shares) >= 0.945


def test_where_nothing_may_be_found_nothing_is(large: Model) -> None:
    vector = of_visitors(large.item_factors, 1, seed=9)[0]
    nothing = among(np.zeros(large.n_items + 1, np.bool_))
    assert nearest(_with_newcomers(large, vector[None]), vector, 10, among=nothing).items.size == 0


def test_a_published_bundle_is_searched_in_its_maps(tmp_path: Path) -> None:
    model = load(published(tmp_path)).model
    vector = np.ones(model.item_factors.shape[1], np.float32)
    may = np.arange(model.n_items) != 2
    found = nearest(model, vector, model.n_items, among=among(may))
    assert found.items.tolist() == _best(model.item_factors, vector, may, model.n_items)
