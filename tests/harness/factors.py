"""Made-up item factors such as ALS learns: in clusters of all sizes, of very different lengths."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Float32 = NDArray[np.float32]


def clustered(n: int, n_factors: int, *, seed: int, n_clusters: int = 100, spread: float = 0.5) -> Float32:
    """Item factors of shape (n, n_factors)."""
    rng = np.random.default_rng(seed)
    centres = rng.standard_normal((n_clusters, n_factors), dtype=np.float32)
    around = rng.standard_normal((n, n_factors), dtype=np.float32)
    lengths = rng.lognormal(sigma=0.5, size=(n, 1)).astype(np.float32)
    return lengths * (centres[rng.integers(n_clusters, size=n)] + np.float32(spread) * around)


def fold_in_like(factors: Float32, n: int, *, seed: int) -> Float32:
    """Vectors of people who went for 1 to 10 items each, shape (n, n_factors): sums of factors, whitened by the gram."""
    rng = np.random.default_rng(seed)
    sums = np.stack([factors[rng.integers(len(factors), size=rng.integers(1, 11))].sum(axis=0) for _ in range(n)])
    return np.ascontiguousarray(np.linalg.solve(factors.T @ factors, sums.T).T, np.float32)
