"""A person's factors, worked out in closed form from what they did: a person is never a stored row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray

from service.types import EventType, ProductId, VisitEvent

Float32: TypeAlias = NDArray[np.float32]
Int32: TypeAlias = NDArray[np.int32]

FAINT = 1e-4


class FoldInModel(Protocol):
    """What fold-in reads of a bundle."""

    @property
    def rows(self) -> Mapping[ProductId, int]:
        """The row of every product the model has seen."""

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
    def confidence(self) -> Mapping[EventType, float]:
        """What one fresh event of a telling type gives; a negative one takes interest back."""

    @property
    def recency_decay(self) -> float:
        """The factor by which each newer event lowers the confidence of an older one."""


def person_vector(events: Sequence[VisitEvent], model: FoldInModel) -> Float32:
    """The person's factors after `events` (oldest first), shape (d,); all zeros when the model knows none of them."""
    return taste_vector(*touched(events, model.rows, model.confidence), model)


def taste_vector(rows: Int32, confidences: Float32, ages: Int32, model: FoldInModel) -> Float32:
    """The factors of who touched these rows, as `settled` reads them, shape (d,); all zeros if they like none of them."""
    rows, confidences = settled(rows, confidences, ages, decay=model.recency_decay)
    return fold_in(model.item_factors[rows], confidences, model.gram, regularization=model.regularization)


def touched(
    events: Sequence[VisitEvent], rows: Mapping[ProductId, int], confidence: Mapping[EventType, float]
) -> tuple[Int32, Float32, Int32]:
    """Every known product that a telling event touched: its row, the event's confidence and its age, each shape (n,).

    Ages count telling events only, newest = 0: a search or an unknown product between two views ages nothing.
    """
    entries: list[tuple[int, float, int]] = []
    age = 0
    for event in reversed(events):
        weight = confidence.get(event.event_type)
        known = [rows[product] for product in event.product_ids if product in rows]
        if weight is None or not known:
            continue
        entries.extend((row, weight, age) for row in known)
        age += 1
    table = np.array(entries, dtype=np.float64).reshape(-1, 3)
    return table[:, 0].astype(np.int32), table[:, 1].astype(np.float32), table[:, 2].astype(np.int32)


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
