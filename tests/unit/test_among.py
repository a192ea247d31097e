"""What may be found: no source proposes anything else, and none spends its places on anything else."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from service.bundle.item_traits import ItemTraits
from service.bundle.model import Model
from service.candidates.akin import akin
from service.candidates.among import Among, among
from service.candidates.blend import Source, gather
from service.candidates.content import N_WALKED, content
from service.candidates.popular import _REMEMBERED, N_STRONGEST, popular, trending
from service.candidates.predicted import beside
from service.candidates.sources import SOURCES_OF
from service.candidates.taste import N_NEAREST, taste
from service.candidates.trail import visit_trail
from service.catalog.traits import Traits
from service.types import Placement, ProductId
from tests.harness.bundles import model
from training.vector_index import exact

FEW = 0.01


# The first example compiles, or loads what was compiled.
@settings(deadline=None)
@given(st.lists(st.booleans(), max_size=40), st.integers(0, 10))
def test_what_may_be_found_is_told_of_any_number(may: list[bool], n: int) -> None:
    asked, chosen = np.arange(-1, 60, dtype=np.int32), among(np.array(may, np.bool_))
    told = [False, *may, *[False] * (60 - len(may))]
    assert chosen.has(asked).tolist() == told
    assert chosen.first(asked, n).tolist() == np.flatnonzero(told)[:n].tolist()


def test_no_source_proposes_what_may_not_be_found() -> None:
    trail = visit_trail(np.array([1, 2], np.int32), confidence=1.0)
    known = model()
    everything = gather(trail, known, SOURCES_OF[Placement.FOR_YOU]).items
    assert everything.size > 1
    for item in everything.tolist():
        may = among(np.arange(known.n_items) == item)
        assert gather(trail, known, SOURCES_OF[Placement.FOR_YOU], may).items.tolist() == [item]


@pytest.mark.parametrize("source", [taste, akin, content, popular, trending])
def test_each_source_that_cuts_leaves_out_by_itself_what_may_not_be_found(source: Source) -> None:
    """One in a hundred may be found, newcomers among them."""
    n_items, n = 6_000, 8_000
    traits = Traits()
    for product in range(n):
        traits.describe(product, [("kind", str(product % 3))])
    known = beside(large(n_items), ItemTraits.of_items(traits, n_items, n))
    trail, (may, chosen) = visit_trail(np.array([0, 1], np.int32), confidence=1.0), few_of(n)
    unfiltered, found = source(trail, known, None).items, source(trail, known, chosen).items
    assert not may[unfiltered].all()
    assert found.size > np.count_nonzero(may[unfiltered])
    assert may[found].all()


def large(n_items: int) -> Model:
    rng = np.random.default_rng(4)
    factors = rng.standard_normal((n_items, 4), dtype=np.float32)
    return replace(
        model(),
        product_ids=tuple(ProductId(str(item)) for item in range(n_items)),
        item_factors=factors,
        gram=np.square(factors).sum(axis=0),
        vectors=exact(factors),
        popularity=rng.random(n_items, dtype=np.float32),
        trending=rng.random(n_items, dtype=np.float32),
    )


def few_of(n: int) -> tuple[NDArray[np.bool_], Among]:
    may = np.random.default_rng(5).random(n) < FEW
    return may, among(may)


def test_what_is_popular_is_the_best_of_what_a_filter_leaves() -> None:
    known, trail = large(60_000), visit_trail(np.array([0], np.int32), confidence=1.0)
    may, chosen = few_of(known.n_items)
    for source, interest in ((popular, known.popularity), (trending, known.trending)):
        order = np.argsort(-interest)
        assert source(trail, known, chosen).items.tolist() == order[may[order]][:N_STRONGEST].tolist()


def test_interest_is_ordered_once_for_all_snapshots_of_a_bundle_and_forgotten_with_them() -> None:
    n_before, known = len(_REMEMBERED), large(10)
    trail = visit_trail(np.array([0], np.int32), confidence=1.0)
    for source in (popular, trending):
        for snapshot in (known, replace(known)):
            source(trail, snapshot)
    assert len(_REMEMBERED) == n_before + 2
    del known, snapshot
    assert len(_REMEMBERED) == n_before


def test_taste_is_the_best_of_what_a_filter_leaves() -> None:
    known, trail = large(60_000), visit_trail(np.array([0, 1], np.int32), confidence=1.0)
    may, chosen = few_of(known.n_items)
    found = taste(trail, known, chosen)
    assert may[found.items].all()
    assert found.items.size == N_NEAREST


def test_what_is_alike_is_the_best_of_what_a_filter_leaves() -> None:
    """What may be found has the lowest numbers, which a walk comes to last."""
    n, n_few = 4 * N_WALKED, N_WALKED // 25
    traits = Traits()
    for product in range(n):
        traits.describe(product, [("kind", "thing"), *([("brand", "rare")] if product in (0, 5) else [])])
    known = replace(large(n), traits=ItemTraits.of_items(traits, n, n))
    trail = visit_trail(np.array([0], np.int32), confidence=1.0)
    assert np.count_nonzero(content(trail, known).items < n_few) <= 1
    found = content(trail, known, among(np.arange(n) < n_few))
    assert np.sort(found.items).tolist() == list(range(1, n_few))
    assert found.items[np.argmax(found.scores)] == 5
