"""Newcomers get the share they were granted, and every propensity is the frequency that repetition finds."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.ranking.exploration import Places, explore

N_DRAWS = 8_000

Entry = tuple[int, bool, int]

POLICIES = [(8, 20, 5, 0.05), (8, 20, 5, 0.3), (12, 12, 2, 0.3), (6, 9, 1, 0.4), (5, 5, 7, 1.0), (10, 10, 3, 0.55)]
"""Places, ranked, newcomers, share."""


def shown(places: Places) -> list[tuple[bool, int]]:
    return list(zip(places.is_newcomer.tolist(), places.index.tolist(), strict=True))


@pytest.mark.parametrize(("n_places", "n_ranked", "n_newcomers", "share"), POLICIES)
def test_a_propensity_is_the_frequency_of_a_product_at_its_place_and_those_of_a_place_sum_to_1(
    n_places: int, n_ranked: int, n_newcomers: int, share: float
) -> None:
    counted: Counter[Entry] = Counter()
    told: dict[Entry, float] = {}
    for seed in range(N_DRAWS):
        places = explore(n_places, n_ranked, n_newcomers, share=share, seed=seed)
        stands = [(at, *entry) for at, entry in enumerate(shown(places))]
        counted.update(stands)
        for entry, propensity in zip(stands, places.propensity.tolist(), strict=True):
            assert told.setdefault(entry, propensity) == propensity, "it depends on the policy, not on the draw"
    for entry, propensity in told.items():
        spread = np.sqrt(propensity * (1 - propensity) / N_DRAWS)
        assert abs(counted[entry] / N_DRAWS - propensity) <= 5 * spread + 1e-9, entry
    for at in range(n_places):
        assert sum(propensity for entry, propensity in told.items() if entry[0] == at) == pytest.approx(1), at


def test_newcomers_get_the_share_of_the_places_that_was_granted() -> None:
    pages = [explore(24, 200, 30, share=0.05, seed=seed).is_newcomer for seed in range(N_DRAWS)]
    assert np.mean(pages) == pytest.approx(0.05, abs=0.001)
    assert {int(page.sum()) for page in pages} == {1, 2}, "24 places hold 1.2: never none, never three"


@given(
    n_places=st.integers(0, 40),
    n_ranked=st.integers(0, 60),
    n_newcomers=st.integers(0, 20),
    share=st.floats(0, 1),
    seed=st.integers(0, 2**64 - 1),
)
def test_any_page_is_full_without_repeats_in_the_order_of_rank_and_each_propensity_a_probability(
    n_places: int, n_ranked: int, n_newcomers: int, share: float, seed: int
) -> None:
    places = explore(n_places, n_ranked, n_newcomers, share=share, seed=seed)
    ranked, newcomers = places.index[~places.is_newcomer], places.index[places.is_newcomer]
    assert places.index.size == min(n_places, n_ranked)
    assert ranked.tolist() == list(range(ranked.size))
    assert len(set(newcomers.tolist())) == newcomers.size
    assert set(newcomers.tolist()) <= set(range(n_newcomers))
    assert newcomers.size <= np.ceil(share * places.index.size)
    assert ((places.propensity > 0) & (places.propensity <= 1)).all()


@pytest.mark.parametrize(("n_newcomers", "share"), [(0, 0.5), (9, 0.0)])
def test_without_newcomers_or_without_a_share_the_ranking_stands_for_certain(n_newcomers: int, share: float) -> None:
    places = explore(24, 100, n_newcomers, share=share, seed=7)
    assert shown(places) == [(False, at) for at in range(24)]
    assert (places.propensity == 1).all()


def test_the_same_seed_gives_the_same_page() -> None:
    first, again, other = (explore(24, 100, 50, share=0.3, seed=seed) for seed in (3, 3, 4))
    assert shown(first) == shown(again)
    assert shown(first) != shown(other)
