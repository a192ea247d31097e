"""Factors of products that nobody has touched, and how they are found by them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from service.bundle.item_traits import ItemTraits
from service.bundle.model import Model
from service.candidates.akin import akin
from service.candidates.blend import Source
from service.candidates.predicted import Predictions, beside
from service.candidates.taste import taste
from service.candidates.trail import visit_trail
from service.catalog.traits import Traits
from service.types import ProductId
from tests.harness.bundles import model
from training.vector_index import exact

# Two mugs and two lamps that different people go for, and something unlike all.
FACTORS = np.array([[1, 0, 0], [0.5, 0, 0.1], [0, 1, 0], [0, 0.6, 0.1], [0, 0, 1]], np.float32)
KINDS = ("mug", "mug", "lamp", "lamp", "soap")


def described(*newcomers: str) -> ItemTraits:
    traits = Traits()
    for product, kind in enumerate((*KINDS, *newcomers)):
        traits.describe(product, [("kind", kind)])
    return ItemTraits.of_items(traits, len(KINDS), len(KINDS) + len(newcomers))


def shop(*newcomers: str) -> Model:
    known = replace(
        model(),
        product_ids=tuple(ProductId(str(item)) for item in range(len(KINDS))),
        item_factors=FACTORS,
        gram=np.square(FACTORS).sum(axis=0),
        vectors=exact(FACTORS),
    )
    return beside(known, described(*newcomers))


def test_a_newcomer_points_where_what_is_like_it_points_and_is_as_long() -> None:
    newcomers = shop("lamp").newcomers
    assert newcomers is not None
    (factors,) = newcomers.each
    mean = FACTORS[2:4].mean(axis=0)
    assert factors / np.linalg.norm(factors) == pytest.approx(mean / np.linalg.norm(mean), rel=1e-4)
    assert np.linalg.norm(factors) == pytest.approx(np.linalg.norm(FACTORS[2:4], axis=1).mean(), rel=1e-4)


def test_what_is_like_nothing_has_no_factors() -> None:
    newcomers = shop("kite").newcomers
    assert newcomers is not None
    assert not newcomers.each.any()


def test_newcomers_do_not_learn_from_each_other() -> None:
    newcomers = shop("kite", "kite").newcomers
    assert newcomers is not None
    assert not newcomers.each.any()


@pytest.mark.parametrize("source", [taste, akin])
def test_a_newcomer_is_found_by_its_factors(source: Source) -> None:
    found = source(visit_trail(np.array([2], np.int32), confidence=1.0), shop("mug", "lamp"), None)
    assert 6 in found.items
    assert 5 not in found.items


def test_what_comes_later_is_predicted_once_and_what_is_too_old_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("service.candidates.predicted.N_LATEST", 3)
    laid = described("mug")
    predictions = Predictions(FACTORS, laid)
    first = predictions.now()
    assert predictions.now() is first
    for product in range(6, 9):
        laid.traits.describe(product, [("kind", "lamp")])
        laid.add(np.array([-1], np.int32))
        latest = predictions.now()
    assert latest.first == 6
    assert latest.each.shape == (3, 3)
    assert latest.each.all(axis=0).tolist() == [False, True, True]


def test_a_newcomer_that_changes_is_predicted_anew_and_earlier_states_stay_as_they_were(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("service.candidates.predicted._N_POOLED", 4)
    laid = described("mug", "mug")
    predictions = Predictions(FACTORS, laid)
    before = predictions.now()
    as_it_was = before.each
    for kind in ("kite", "mug", "lamp") * 4:
        laid.traits.describe(5, [("kind", kind)])
        changed = predictions.now()
        assert changed.each == pytest.approx(Predictions(FACTORS, described(kind, "mug")).now().each, rel=1e-6)
    assert len(changed.factors) <= 6
    assert before.each.tolist() == as_it_was.tolist()


def test_of_many_that_come_at_once_the_latest_have_factors(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("service.candidates.predicted.N_LATEST", 2)
    newcomers = shop("mug", "mug", "mug", "lamp").newcomers
    assert newcomers is not None
    assert newcomers.first == 7
    assert newcomers.each.any(axis=1).tolist() == [True, True]
