"""Newcomers get the share they were granted, and every propensity is the frequency that repetition finds."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.ranking.exploration import Stand, explore

N_DRAWS = 8_000

Entry = tuple[int, bool, int]

POLICIES = [(8, 20, 5, 0.05), (8, 20, 5, 0.3), (12, 12, 2, 0.3), (6, 9, 1, 0.4), (5, 5, 7, 1.0), (10, 10, 3, 0.55)]
"""Places, ranked, newcomers, share."""


@pytest.mark.parametrize(("n_places", "n_ranked", "n_newcomers", "share"), POLICIES)
def test_a_propensity_is_the_frequency_of_a_product_at_its_place_and_those_of_a_place_sum_to_1(
    n_places: int, n_ranked: int, n_newcomers: int, share: float
) -> None:
    counted: Counter[Entry] = Counter()
    told: dict[Entry, float] = {}
    for seed in range(N_DRAWS):
        for at, stand in enumerate(explore(n_places, n_ranked, n_newcomers, share=share, seed=seed)):
            entry = (at, stand.is_newcomer, stand.number)
            counted[entry] += 1
            assert told.setdefault(entry, stand.propensity) == stand.propensity, "the policy decides, not the draw"
    for entry, propensity in told.items():
        spread = np.sqrt(propensity * (1 - propensity) / N_DRAWS)
        assert abs(counted[entry] / N_DRAWS - propensity) <= 5 * spread + 1e-9, entry
    for at in range(n_places):
        assert sum(propensity for entry, propensity in told.items() if entry[0] == at) == pytest.approx(1), at


def test_newcomers_get_the_share_of_the_places_that_was_granted() -> None:
    pages = [explore(24, 200, 30, share=0.05, seed=seed) for seed in range(N_DRAWS)]
    counts = [sum(stand.is_newcomer for stand in page) for page in pages]
    assert np.mean(counts) / 24 == pytest.approx(0.05, abs=0.001)
    assert set(counts) == {1, 2}, "24 places hold 1.2: never none, never three"


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
    stands = explore(n_places, n_ranked, n_newcomers, share=share, seed=seed)
    ranked = [stand.number for stand in stands if not stand.is_newcomer]
    newcomers = [stand.number for stand in stands if stand.is_newcomer]
    assert len(stands) == min(n_places, n_ranked)
    assert ranked == list(range(len(ranked)))
    assert len(set(newcomers)) == len(newcomers) <= np.ceil(share * len(stands))
    assert set(newcomers) <= set(range(n_newcomers))
    assert all(0 < stand.propensity <= 1 for stand in stands)


@pytest.mark.parametrize(("n_newcomers", "share"), [(0, 0.5), (9, 0.0)])
def test_without_newcomers_or_without_a_share_the_ranking_stands_for_certain(n_newcomers: int, share: float) -> None:
    stands = explore(24, 100, n_newcomers, share=share, seed=7)
    assert stands == [Stand(at, 1.0) for at in range(24)]


def test_the_same_seed_gives_the_same_page() -> None:
    first, again, other = (explore(24, 100, 50, share=0.3, seed=seed) for seed in (3, 3, 4))
    assert first == again != other
