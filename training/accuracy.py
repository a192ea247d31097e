"""How good a list of twenty is, and how sure a difference between two lists is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Float64: TypeAlias = NDArray[np.float64]
Int32: TypeAlias = NDArray[np.int32]

CUT = 20
_N_RESAMPLES = 10_000


@dataclass(frozen=True, slots=True)
class Accuracy:
    """Means over persons: HR@20 (share with at least one target among the twenty) and NDCG@20 (binary gain)."""

    hr: float
    ndcg: float


@dataclass(frozen=True, slots=True)
class Mean:
    """A mean over persons with its 95 % interval, by the normal approximation."""

    mean: float
    low: float
    high: float


def mean_of(values: Float64) -> Mean:
    """The mean of one value a person, shape (n,); n > 0."""
    mean, n = float(values.mean()), len(values)
    reach = 1.96 * float(values.std(ddof=1) / np.sqrt(n)) if n > 1 else 0.0
    return Mean(mean, mean - reach, mean + reach)


def hits_and_ndcg(top: Int32, targets: Int32) -> tuple[float, float]:
    """Whether any target is in the list (1 or 0), and its NDCG@20 with binary gain.

    Args:
        top: rows, best first, at most CUT of them.
        targets: the rows that count, distinct, at least one.
    """
    discounts = 1 / np.log2(np.arange(2, CUT + 2))
    hits = np.isin(top, targets)
    return float(hits.any()), float(discounts[: len(top)][hits].sum() / discounts[: len(targets)].sum())


def bootstrap_interval(difference: Float64, rng: np.random.Generator) -> tuple[float, float]:
    """The 95 % interval of the mean of paired hit differences (each -1, 0 or 1), by resampling persons.

    Persons with equal differences are exchangeable, so a resample is one multinomial draw of three counts.
    """
    n = len(difference)
    shares = [np.mean(difference < 0), np.mean(difference == 0), np.mean(difference > 0)]
    draws = rng.multinomial(n, shares, size=_N_RESAMPLES)
    low, high = np.quantile((draws[:, 2] - draws[:, 0]) / n, [0.025, 0.975])
    return float(low), float(high)
