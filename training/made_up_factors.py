"""Made-up item factors such as ALS learns, for measuring look-ups: in clusters, and of very different lengths."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Float32: TypeAlias = NDArray[np.float32]

_MOST_TOUCHED = 10


def clustered(n_items: int, n_factors: int, *, n_clusters: int, spread: float, seed: int) -> Float32:
    """Item factors of shape (n_items, n_factors); each item belongs to one of the clusters, by chance.

    `spread` is how far items lie from the centre of their cluster, as a multiple of how far centres lie from each other.
    """
    rng = np.random.default_rng(seed)
    centres = rng.standard_normal((n_clusters, n_factors), dtype=np.float32)
    factors = rng.standard_normal((n_items, n_factors), dtype=np.float32)
    factors *= np.float32(spread)
    factors += centres[rng.integers(n_clusters, size=n_items)]
    factors *= rng.lognormal(sigma=0.5, size=(n_items, 1)).astype(np.float32)
    return factors


def of_visitors(item_factors: Float32, n: int, *, seed: int) -> Float32:
    """What visitors ask with who went for 1 to 10 items each: fold-in without regularization, shape (n, n_factors)."""
    rng = np.random.default_rng(seed)
    touched = (rng.integers(len(item_factors), size=rng.integers(1, _MOST_TOUCHED + 1)) for _ in range(n))
    sums = np.stack([item_factors[items].sum(axis=0) for items in touched])
    return np.ascontiguousarray(np.linalg.solve(item_factors.T @ item_factors, sums.T).T, np.float32)
