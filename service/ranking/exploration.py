"""Gives newcomers a share of the places of a ranked list, and tells how likely each product was to stand where it stands.

Which places are theirs is drawn by systematic sampling (Madow and Madow 1944, Annals of Mathematical Statistics 15): one
number u, uniform in [0, 1), and of the first p places floor(share * p + u) belong to newcomers. So each place is theirs
with the same probability, a page never holds one more than its share rounded up, and the probabilities are exact.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Int64 = NDArray[np.int64]
Float64 = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Places:
    """What stands at each of n places.

    Attributes:
        is_newcomer: whether the place went to a newcomer, shape (n,).
        index: the product's index, from 0, among the newcomers or among the ranked, shape (n,).
        propensity: the probability with which this very product stands at this place, in (0, 1], shape (n,).
    """

    is_newcomer: NDArray[np.bool_]
    index: Int64
    propensity: Float64


def explore(n_places: int, n_ranked: int, n_newcomers: int, *, share: float, seed: int) -> Places:
    """Fill the places of a page from a ranked list, and a share of them with newcomers drawn evenly.

    Ranked products keep their order and move down by the newcomers above them. The page is as long as without newcomers:
    the smaller of `n_places` and `n_ranked`. The same arguments give the same page.

    Args:
        n_places: wanted, at least 0.
        n_ranked: length of the ranked list.
        n_newcomers: how many may be drawn, each with the same probability; none of them is among the first
            `n_places` of the ranked. A newcomer stands on a page once; when all do, the rest of it is ranked.
        share: of the places, in [0, 1].
        seed: at least 0.
    """
    places = np.arange(min(n_places, n_ranked))
    random = np.random.default_rng(seed)
    counts = np.minimum(np.floor(share * np.append(places, places.size) + random.random()), n_newcomers).astype(
        np.int64
    )
    before, is_newcomer = counts[:-1], np.diff(counts) > 0
    index = places - before
    index[is_newcomer] = random.choice(n_newcomers, counts[-1], replace=False) if counts[-1] else 0
    of_ranked = _ranked_propensity(places, before, n_newcomers, share)
    of_newcomer = _newcomer_share(places, n_newcomers, share) / max(1, n_newcomers)
    return Places(is_newcomer, index, np.where(is_newcomer, of_newcomer, of_ranked))


def _ranked_propensity(places: Int64, before: Int64, n_newcomers: int, share: float) -> Float64:
    """The probability that exactly `before` newcomers stand above a place, and none at it. Shape (n,)."""
    low = np.maximum(0.0, before - share * places)
    high = np.minimum(1.0, before + 1 - share * (places + 1))
    # Once all newcomers have been shown, no later place is theirs.
    return np.asarray(np.where(before < n_newcomers, high, 1.0) - low)


def _newcomer_share(places: Int64, n_newcomers: int, share: float) -> Float64:
    """The probability that a place goes to a newcomer: `share` until they run out. Shape (n,)."""
    return _expected_count(places + 1, n_newcomers, share) - _expected_count(places, n_newcomers, share)


def _expected_count(places: Int64, n_newcomers: int, share: float) -> Float64:
    """How many of the first `places` go to newcomers on average. Shape (n,)."""
    whole = np.floor(share * places)
    part = share * places - whole
    return np.asarray((1 - part) * np.minimum(whole, n_newcomers) + part * np.minimum(whole + 1, n_newcomers))
