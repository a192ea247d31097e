from __future__ import annotations

from dataclasses import replace
from typing import TypeAlias

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, random_array

from service.visitor.foldin import fold_in
from training.als import Factors, FactorsNotFinite, fit
from training.settings import AlsSettings

Floats: TypeAlias = NDArray[np.float64]

SEED = 5
SETTINGS = AlsSettings(n_factors=4, n_iterations=20, unobserved=2)


def drawn(seed: int, n_persons: int = 40, n_items: int = 25) -> csr_matrix:
    """Confidences of 1 to 5, one in ten of them a dislike."""
    print(f"seed {seed}")
    rng = np.random.default_rng(seed)
    matrix = csr_matrix(random_array((n_persons, n_items), density=0.2, rng=rng, dtype=np.float32))
    matrix.data = (rng.integers(1, 6, matrix.nnz) * rng.choice([1, -1], matrix.nnz, p=[0.9, 0.1])).astype(np.float32)
    return matrix


def untouched(matrix: csr_matrix, settings: AlsSettings) -> float:
    """The weight of each pair: what all touches weigh times `unobserved`, spread over all pairs; at most a touch's."""
    total = float(np.abs(matrix.data).sum())
    return min(settings.unobserved * total / (matrix.shape[0] * matrix.shape[1]), total / matrix.nnz)


def loss(matrix: csr_matrix, items: Floats, settings: AlsSettings) -> float:
    """What the docstring says is least, with every person at their optimum."""
    dense, weight = matrix.toarray().astype(np.float64), untouched(matrix, settings)
    sizes, persons = np.abs(dense), best_rows(dense, items, weight, settings.regularization)
    scores = persons @ items.T
    penalties = (sizes.sum(axis=1) * np.square(persons).sum(axis=1)).sum()
    penalties += (sizes.sum(axis=0) * np.square(items).sum(axis=1)).sum()
    fit_of_touched = (sizes * np.square((dense > 0) - scores)).sum()
    return float(fit_of_touched + weight * np.square(scores).sum() + settings.regularization * penalties)


def best_rows(dense: Floats, fixed: Floats, weight: float, regularization: float) -> Floats:
    """One row after the other in closed form."""
    rows = np.zeros((len(dense), fixed.shape[1]))
    for place, confidences in enumerate(dense):
        sizes = np.abs(confidences)
        if sizes.any():
            left = (
                weight * fixed.T @ fixed
                + (fixed.T * sizes) @ fixed
                + regularization * sizes.sum() * np.eye(len(fixed.T))
            )
            rows[place] = np.linalg.solve(left, fixed.T @ np.maximum(confidences, 0))
    return rows


def in_closed_form(matrix: csr_matrix, settings: AlsSettings) -> Floats:
    """Plain alternation from another beginning."""
    dense, weight = matrix.toarray().astype(np.float64), untouched(matrix, settings)
    items = np.random.default_rng(1).random((dense.shape[1], settings.n_factors))
    for _ in range(100):
        persons = best_rows(dense, items, weight, settings.regularization)
        items = best_rows(dense.T, persons, weight, settings.regularization)
    return items


def test_it_is_as_good_as_plain_alternation_in_closed_form() -> None:
    matrix = drawn(SEED)
    factors = fit(matrix, SETTINGS)
    assert loss(matrix, factors.items.astype(np.float64), SETTINGS) <= 1.01 * loss(
        matrix, in_closed_form(matrix, SETTINGS), SETTINGS
    )


def test_the_factors_lie_along_their_axes_longest_first() -> None:
    matrix = drawn(SEED)
    factors = fit(matrix, SETTINGS)
    gram = untouched(matrix, SETTINGS) * factors.items.T @ factors.items
    assert np.allclose(gram, np.diag(factors.gram), atol=1e-4 * factors.gram[0])
    assert (np.diff(factors.gram) <= 0).all()


@pytest.mark.parametrize("n_threads", [1, 2, 3])
def test_neither_threads_nor_another_run_change_a_byte(n_threads: int) -> None:
    one, other = (fit(drawn(SEED), settings) for settings in (SETTINGS, replace(SETTINGS, n_threads=n_threads)))
    assert one.items.tobytes() == other.items.tobytes()
    assert one.gram.tobytes() == other.gram.tobytes()


def test_the_unit_of_weights_does_not_matter() -> None:
    matrix = drawn(SEED)
    one, other = fit(matrix, SETTINGS), fit(7 * matrix, SETTINGS)
    assert np.allclose(one.items @ one.items.T, other.items @ other.items.T, atol=1e-3)


def test_a_disliked_product_is_expected_less_than_an_unknown_one() -> None:
    # Two groups of like-minded people; the first person of the first one rejects one of its products.
    matrix = np.kron(np.eye(2), np.ones((10, 5))).astype(np.float32)
    matrix[0, 0] = 0
    unknown = expected(fit(csr_matrix(matrix), SETTINGS), csr_matrix(matrix), person=0, item=0)
    matrix[0, 0] = -5
    disliked = expected(fit(csr_matrix(matrix), SETTINGS), csr_matrix(matrix), person=0, item=0)
    assert disliked < 0.75 * unknown


def expected(factors: Factors, matrix: csr_matrix, *, person: int, item: int) -> float:
    row = matrix[person]
    vector = fold_in(factors.items[row.indices], row.data, factors.gram, regularization=factors.doubt)
    return float(vector @ factors.items[item])


@given(seed=st.integers(0, 2**32 - 1), n_persons=st.integers(1, 5), n_items=st.integers(1, 5))
def test_the_smallest_shops_have_finite_factors(seed: int, n_persons: int, n_items: int) -> None:
    matrix = drawn(seed, n_persons, n_items)
    factors = fit(matrix, SETTINGS)
    assert factors.items.shape == (n_items, 4)
    assert np.isfinite(factors.items).all()
    assert np.isfinite(factors.gram).all()


def test_nobody_and_nothing_give_zeros() -> None:
    assert not fit(csr_matrix((3, 2), dtype=np.float32), SETTINGS).items.any()
    assert fit(csr_matrix((0, 2), dtype=np.float32), SETTINGS).items.tolist() == [[0] * 4] * 2


def test_weights_that_are_no_numbers_are_refused() -> None:
    matrix = drawn(SEED)
    matrix.data[0] = np.nan
    with pytest.raises(FactorsNotFinite):
        fit(matrix, SETTINGS)


def test_every_round_is_told() -> None:
    told: list[None] = []
    fit(drawn(SEED), replace(SETTINGS, n_iterations=3), on_iteration=lambda: told.append(None))
    assert len(told) == 3
