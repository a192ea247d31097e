"""Fits the ALS factors: `implicit` on the CPU, seeded, with its threads counted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from implicit.cpu.als import AlternatingLeastSquares
from implicit.recommender_base import ModelFitError
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from threadpoolctl import threadpool_limits

from training.settings import AlsSettings

Float32: TypeAlias = NDArray[np.float32]


class FactorsNotFinite(ArithmeticError):
    """ALS left the finite numbers; nothing was learned."""


@dataclass(frozen=True, slots=True, eq=False)
class Factors:
    """What ALS learned of the products; persons' factors are thrown away.

    Attributes:
        items: shape (n_products, n_factors).
        gram: YtY, shape (n_factors, n_factors).
    """

    items: Float32
    gram: Float32


def fit(confidences: csr_matrix, settings: AlsSettings, *, on_iteration: Callable[[], None] = lambda: None) -> Factors:
    """Fit item factors to confidences of shape (n_persons, n_products), which hold alpha already.

    Raises:
        FactorsNotFinite: the fit diverged, as far too small a regularization makes it.
    """
    # Two thread pools at once (BLAS and implicit's own) are slower than either, and sum in varying order.
    with threadpool_limits(limits=1):
        model = AlternatingLeastSquares(
            factors=settings.n_factors,
            regularization=settings.regularization,
            iterations=settings.n_iterations,
            num_threads=settings.n_threads,
            random_state=settings.seed,
        )
        try:
            model.fit(confidences, show_progress=False, callback=lambda *_: on_iteration())
        except ModelFitError as error:
            raise FactorsNotFinite("the ALS factors are not finite: raise the regularization") from error
        items = np.ascontiguousarray(model.item_factors, dtype=np.float32)
        return Factors(items=items, gram=items.T @ items)
