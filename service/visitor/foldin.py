"""A person's factors, worked out in closed form from what they did: a person is never a stored row."""

from __future__ import annotations

from typing import Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray

Float32: TypeAlias = NDArray[np.float32]
Int32: TypeAlias = NDArray[np.int32]

FAINT = 1e-4


class FoldInModel(Protocol):
    """What fold-in reads of a bundle."""

    @property
    def item_factors(self) -> Float32:
        """ALS factors, shape (n, d)."""

    @property
    def gram(self) -> Float32:
        """The diagonal of YtY times the weight of a product that was never touched, shape (d,)."""

    @property
    def regularization(self) -> float:
        """The penalty of a person's vector."""

    @property
    def recency_decay(self) -> float:
        """The factor by which each newer event lowers the confidence of an older one."""


def taste_vector(rows: Int32, confidences: Float32, ages: Int32, model: FoldInModel) -> Float32:
    """The factors of who touched these rows, as `settled` reads them, shape (d,); all zeros if they like none of them."""
    rows, confidences = settled(rows, confidences, ages, decay=model.recency_decay)
    return fold_in(model.item_factors[rows], confidences, model.gram, regularization=model.regularization)


def settled(rows: Int32, confidences: Float32, ages: Int32, *, decay: float) -> tuple[Int32, Float32]:
    """Sum confidence * decay**age for each distinct row.

    Args:
        rows: shape (n,), repeats allowed.
        confidences: of one fresh event each, negative where it takes interest back, shape (n,).
        ages: how many newer events there are, shape (n,).
        decay: in (0, 1]; 1 forgets nothing.

    Returns:
        The distinct rows, ascending, and their confidences, shape (m,): below 0 where more was taken back than ever given,
        which is dislike. A row of which all that was given was taken back is left out, whatever the ages, and so is what
        has faded to less than FAINT of the strongest.
    """
    distinct, place = np.unique(rows, return_inverse=True)
    given = np.bincount(place, weights=confidences, minlength=len(distinct))
    decayed = np.bincount(place, weights=confidences * np.power(decay, ages), minlength=len(distinct))
    sizes = np.abs(decayed)
    kept = ((decayed > 0) | (given < 0)) & (sizes >= FAINT * sizes.max(initial=0))
    return distinct[kept], decayed[kept].astype(np.float32)


def fold_in(factors: Float32, confidences: Float32, gram: Float32, *, regularization: float) -> Float32:
    """Solve x = (YtY + sum |c| y yt + reg I)^-1 sum max(c, 0) y: what ALS would learn for this person.

    Hu, Koren and Volinsky, "Collaborative Filtering for Implicit Feedback Datasets" (2008), equation 4, in the form of
    `training.als`. YtY is diagonal, so that by Woodbury's identity only a system of the size n is left to solve.

    Args:
        factors: item factors of distinct products along their principal axes, shape (n, d).
        confidences: c of the same products, shape (n,): liked above 0, disliked below. Towards 0 a product counts as
            unknown.
        gram: the diagonal of YtY over all products, times the weight of one that was never touched, shape (d,).
        regularization: reg > 0.

    Returns:
        Shape (d,); all zeros if nothing is liked.
    """
    if not (confidences > 0).any():
        return np.zeros(gram.shape, np.float32)
    sizes = np.abs(confidences)
    spread = factors / (gram + regularization)
    system = sizes[:, None] * (spread @ factors.T)
    system[np.diag_indices(len(sizes))] += 1
    solution: Float32 = np.linalg.solve(system, np.maximum(confidences, 0)) @ spread
    return solution
