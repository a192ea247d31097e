"""What is like the products of a trail: the walk against the plain formula, and what no input may break."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from service.bundle.item_traits import ItemTraits
from service.candidates.content import DECAY, N_ALIKE, N_WALKED, NOVELTY, SHARPNESS, alike, content
from service.candidates.trail import Found, visit_trail
from service.catalog.traits import Traits
from tests.harness.bundles import model

Products = Sequence[frozenset[int]]


def described(products: Products) -> Traits:
    traits = Traits()
    for number, values in enumerate(products):
        traits.describe(number, [("value", str(value)) for value in sorted(values)])
    return traits


def by_product(found: Found) -> Mapping[int, float]:
    return dict(zip(found.items.tolist(), found.scores.tolist(), strict=True))


def formula(products: Products, touched: Sequence[int], weights: Sequence[float]) -> NDArray[np.float64]:
    """Dot products of dense tf-idf vectors, those of touched products divided by their norms."""
    n_values = 1 + max((value for values in products for value in values), default=0)
    carried = np.array([[value in values for value in range(n_values)] for values in products], float)
    vectors = carried * np.log(np.maximum((2 + len(products)) / (1 + carried.sum(axis=0)), 1))
    norms = np.linalg.norm(vectors, axis=1)
    unit = np.divide(vectors, norms[:, None], out=np.zeros_like(vectors), where=norms[:, None] > 0)
    return sum((weight * vectors @ unit[product] for product, weight in zip(touched, weights, strict=True)), 0 * norms)


catalogues = st.lists(st.frozensets(st.integers(0, 8)), min_size=1, max_size=30)


# The first example compiles the walk, or loads what was compiled.
@settings(deadline=None)
@given(products=catalogues, data=st.data())
def test_likeness_is_that_of_tf_idf_vectors(products: Products, data: st.DataObject) -> None:
    touched = data.draw(st.lists(st.integers(0, len(products) - 1), min_size=1, max_size=5))
    weights = data.draw(st.lists(st.floats(0.1, 5), min_size=len(touched), max_size=len(touched)))
    found = alike(described(products), np.array(touched, np.int32), np.array(weights, np.float32))
    expected = formula(products, touched, weights) ** SHARPNESS
    assert len(set(found.items.tolist())) == len(found.items)
    assert not set(found.items.tolist()) & set(touched)
    assert np.isfinite(found.scores).all()
    np.testing.assert_allclose(found.scores, expected[found.items], rtol=1e-3, atol=1e-6)
    missed = [number for number in range(len(products)) if number not in {*found.items.tolist(), *touched}]
    np.testing.assert_allclose(expected[missed], 0, atol=1e-6)


@pytest.mark.parametrize("products", [[frozenset()] * 5, [frozenset({1, 2})] * 5], ids=["no traits", "all alike"])
def test_a_catalogue_that_tells_nothing_apart_is_answered(products: Products) -> None:
    found = alike(described(products), np.array([0], np.int32), np.ones(1, np.float32))
    assert np.isfinite(found.scores).all()
    assert (found.scores > 0).all()


@pytest.mark.parametrize(("touched", "weight"), [([], 1.0), ([99], 1.0), ([-1], 1.0), ([0], -1.0), ([0], 0.0)])
def test_a_trail_that_tells_nothing_finds_nothing(touched: list[int], weight: float) -> None:
    traits = described([frozenset({1}), frozenset({1, 2}), frozenset({3})])
    found = alike(traits, np.array(touched, np.int32), np.full(len(touched), weight, np.float32))
    assert found.items.size == 0


def test_the_rarest_traits_are_walked_before_the_steps_run_out() -> None:
    common, rare = 0, 1
    products = [frozenset({common, rare}), *[frozenset({common})] * (3 * N_WALKED)]
    products[1] = frozenset({common, rare})
    found = alike(described(products), np.array([0], np.int32), np.ones(1, np.float32))
    assert found.items[np.argmax(found.scores)] == 1
    assert found.items.size == N_ALIKE


def test_a_product_that_is_added_is_found_at_once() -> None:
    traits = described([frozenset({1, 2}), frozenset({3})])
    traits.describe(2, [("value", "1"), ("value", "2")])
    assert set(by_product(alike(traits, np.array([0], np.int32), np.ones(1, np.float32)))) == {2}


@pytest.mark.parametrize("few", [0, 8_192], ids=["settled", "chained"])
def test_of_more_products_than_are_walked_all_workers_find_the_same(few: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("service.catalog.traits._FEW", few)
    products = [frozenset({0, 1 + number % 7}) for number in range(2 * N_WALKED)]
    followed = described(products)
    for number in range(60):
        for value in (8, 9, 10):
            products[number] = frozenset({0, value})
            followed.describe(number, [("value", "0"), ("value", str(value))])
    touched, weights = np.array([0, 100], np.int32), np.ones(2, np.float32)
    found = by_product(alike(followed, touched, weights))
    assert found == by_product(alike(described(products), touched, weights))


def test_newer_touches_say_more() -> None:
    traits = described([frozenset({1}), frozenset({2}), frozenset({1}), frozenset({2})])
    known = replace(model(), traits=ItemTraits.of_items(traits, 5, 5))
    scores = by_product(content(visit_trail(np.array([0, 1], np.int32), confidence=1.0), known))
    assert scores[2] / scores[3] == pytest.approx(DECAY**SHARPNESS, rel=1e-4)


def test_the_likeness_of_a_newcomer_counts_more() -> None:
    traits = described([frozenset({1}), *[frozenset()] * 3, frozenset({1}), frozenset({1})])
    known = replace(model(), traits=ItemTraits.of_items(traits, 5, 6))
    scores = by_product(content(visit_trail(np.array([0], np.int32), confidence=1.0), known))
    assert scores[5] == pytest.approx(NOVELTY * scores[4])


def test_without_traits_the_source_is_silent() -> None:
    assert content(visit_trail(np.array([0], np.int32), confidence=1.0), model()).items.size == 0
