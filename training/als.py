"""Fits the ALS factors: seeded, by conjugate gradients, with a regularization that grows with what a row holds."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, TypeAlias

import numpy as np
from numba import njit
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from threadpoolctl import threadpool_limits

from training.settings import AlsSettings

Float32: TypeAlias = NDArray[np.float32]

_STEPS = 3
_SETTLED = 1e-20
_FIRST_GUESS = 0.01
_PARTS_A_THREAD = 8


class FactorsNotFinite(ArithmeticError):
    """ALS left the finite numbers; nothing was learned."""


@dataclass(frozen=True, slots=True, eq=False)
class Factors:
    """What ALS learned of the products; persons' factors are thrown away.

    Attributes:
        items: along their principal axes, so that YtY is diagonal, shape (n_products, n_factors).
        gram: the diagonal of YtY, greatest first, times the weight of one product that a person never touched,
            shape (n_factors,).
        doubt: the penalty of a person's vector in fold-in.
    """

    items: Float32
    gram: Float32
    doubt: float


def fit(confidences: csr_matrix, settings: AlsSettings, *, on_iteration: Callable[[], None] = lambda: None) -> Factors:
    """Fit item factors to confidences of shape (n_persons, n_products): c > 0 likes, c < 0 dislikes, absent is unknown.

    Least is the sum of |c| (p - xy)^2 over what is present (p is 1 where c > 0, else 0), of u (xy)^2 over all pairs, and
    of regularization * C |x|^2 over all rows, where C is the row's sum of |c|; u follows from `settings.unobserved`. Hu,
    Koren and Volinsky (2008), in the form of Rendle et al., "Revisiting the Performance of iALS on Item Recommendation
    Benchmarks" (2022); a few steps of conjugate gradients a round as in Takács, Pilászy and Tikk (2011). Rows are fitted
    independently of each other, so the number of threads changes no byte.

    Raises:
        FactorsNotFinite: the confidences are not, or the fit diverged.
    """
    rng = np.random.default_rng(settings.seed)
    by_person, by_item = confidences, confidences.T.tocsr()
    persons, items = (
        _FIRST_GUESS * rng.random((n_rows, settings.n_factors), np.float32) for n_rows in confidences.shape
    )
    untouched = _untouched(confidences, settings.unobserved)
    # BLAS's own threads would sum in varying order.
    with threadpool_limits(limits=1), ThreadPoolExecutor(settings.n_threads) as pool:
        for _ in range(settings.n_iterations):
            for matrix, own, fixed in ((by_person, persons, items), (by_item, items, persons)):
                _improve_all(matrix, own, fixed, np.float32(untouched) * (fixed.T @ fixed), settings, pool)
            on_iteration()
        if not np.isfinite(items).all():
            raise FactorsNotFinite("the ALS factors are not finite: raise the regularization")
        return _along_axes(items, untouched, settings.doubt * _of_middle_touch(confidences))


def _untouched(confidences: csr_matrix, unobserved: float) -> float:
    """The weight of one pair, so that all of them weigh `unobserved` times what was touched, but none more than a touch."""
    sizes = np.abs(confidences.data)
    density = sizes.size / max(1, np.prod(confidences.shape))
    return float(sizes.mean() * min(1.0, unobserved * density)) if sizes.size else 0.0


def _of_middle_touch(confidences: csr_matrix) -> float:
    """The sum of confidences of that person to whom the middle touch belongs, if the least active come first."""
    sums = np.sort(np.asarray(abs(confidences).sum(axis=1)).ravel())
    return float(sums[np.searchsorted(np.cumsum(sums), sums.sum() / 2)]) if sums.any() else 1.0


def _improve_all(
    matrix: csr_matrix, own: Float32, fixed: Float32, gram: Float32, settings: AlsSettings, pool: ThreadPoolExecutor
) -> None:
    """Bring every row of `own` nearer to its optimum while `fixed` stands still."""
    bounds = np.linspace(0, len(own), settings.n_threads * _PARTS_A_THREAD + 1).astype(int).tolist()

    def improve(part: tuple[int, int]) -> None:
        start, end = part
        starts = matrix.indptr[start : end + 1]
        _improve(starts, matrix.indices, matrix.data, own[start:end], fixed, gram, settings.regularization)

    list(pool.map(improve, pairwise(bounds)))


@njit(cache=True, nogil=True)
def _improve(starts: Any, others: Any, confidences: Any, own: Any, fixed: Any, gram: Any, regularization: Any) -> None:
    n_factors = own.shape[1]
    residual, direction = np.empty(n_factors, np.float32), np.empty(n_factors, np.float32)
    for row in range(len(own)):
        entries = range(starts[row], starts[row + 1])
        if len(entries) == 0:
            own[row] = 0
            continue
        x = own[row]
        total = np.float32(0)
        for entry in entries:
            total += abs(confidences[entry])
        penalty = np.float32(regularization) * total
        residual[:] = -np.dot(gram, x) - penalty * x
        for entry in entries:
            y, c = fixed[others[entry]], confidences[entry]
            residual += (max(c, np.float32(0)) - abs(c) * np.dot(y, x)) * y
        direction[:] = residual
        squared = np.dot(residual, residual)
        for _ in range(_STEPS):
            if squared < _SETTLED:
                break
            image = np.dot(gram, direction) + penalty * direction
            for entry in entries:
                y = fixed[others[entry]]
                image += (abs(confidences[entry]) * np.dot(y, direction)) * y
            length = squared / np.dot(direction, image)
            x += length * direction
            residual -= length * image
            before, squared = squared, np.dot(residual, residual)
            direction[:] = residual + (squared / before) * direction


def _along_axes(items: Float32, untouched: float, doubt: float) -> Factors:
    """Rotate factors so that YtY is diagonal, which fold-in inverts by dividing; no inner product changes."""
    _, axes = np.linalg.eigh((items.T @ items).astype(np.float64))
    rotated = np.ascontiguousarray(items @ axes[:, ::-1].astype(np.float32))
    diagonal = np.einsum("nd,nd->d", rotated, rotated, dtype=np.float64)
    return Factors(rotated, (untouched * diagonal).astype(np.float32), doubt)
