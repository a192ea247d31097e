"""The events of a shop as arrays: who touched which product when, how much it says, and the matrix made of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from service.types import EventType, ProductId

Bools: TypeAlias = NDArray[np.bool_]
Float32: TypeAlias = NDArray[np.float32]
Int32: TypeAlias = NDArray[np.int32]
Int64: TypeAlias = NDArray[np.int64]

DAY_MS = 24 * 3600 * 1000


class NothingToLearn(ValueError):
    """There is no event that says what anybody likes."""


@dataclass(frozen=True, slots=True, eq=False)
class Interactions:
    """One entry for each product of each telling event, ordered by person, then event time, then event.

    Attributes:
        product_ids: by row.
        n_persons: persons are numbered 0 to n_persons - 1; who they are is not kept.
        person, row: shape (n,).
        at_ms: event time, shape (n,).
        event: the number of the event within all, ascending, shape (n,).
        visit: the number of the visit within all, ascending, shape (n,).
        weight: of the event's type, negative for what takes interest back, shape (n,).
        is_purchase: shape (n,).
        first_seq, last_seq: the stretch of the ledger that was read.
        n_of_type: how many events of each type it holds, those included that tell nothing of taste.
    """

    product_ids: tuple[ProductId, ...]
    n_persons: int
    person: Int32
    row: Int32
    at_ms: Int64
    event: Int32
    visit: Int32
    weight: Float32
    is_purchase: Bools
    first_seq: int
    last_seq: int
    n_of_type: Mapping[EventType, int] = field(default_factory=dict)

    @property
    def n_events(self) -> int:
        """How many events told something."""
        return int(np.count_nonzero(np.diff(self.event, prepend=-1)))

    @property
    def n_products(self) -> int:
        """How many products anybody touched."""
        return len(self.product_ids)

    def where(self, mask: Bools) -> Interactions:
        """The masked entries; products, persons, events and visits keep their numbers. `mask` has shape (n,)."""
        names = ("person", "row", "at_ms", "event", "visit", "weight", "is_purchase")
        return replace(self, **{name: getattr(self, name)[mask] for name in names})


def clicks(product_ids: Sequence[str], *, visit: Int64, row: Int64, at_ms: Int64) -> Interactions:
    """Views of single products as a file of visits has them; every visit is a person of its own.

    Args:
        product_ids: by row.
        visit: any number for each visit, shape (n,).
        row: shape (n,).
        at_ms: shape (n,); entries of one visit at one time keep their order.
    """
    order = np.lexsort((at_ms, visit))
    _, number = np.unique(visit[order], return_inverse=True)
    n = len(order)
    return Interactions(
        product_ids=tuple(ProductId(product) for product in product_ids),
        n_persons=int(number.max(initial=-1)) + 1,
        person=number.astype(np.int32),
        row=row[order].astype(np.int32),
        at_ms=at_ms[order],
        event=np.arange(n, dtype=np.int32),
        visit=number.astype(np.int32),
        weight=np.ones(n, np.float32),
        is_purchase=np.zeros(n, np.bool_),
        first_seq=0,
        last_seq=0,
    )


def confidence_matrix(interactions: Interactions, *, half_life_days: float, step_decay: float = 1.0) -> csr_matrix:
    """Confidences c = sum of weight * 0.5 ** (age / half-life) * step_decay ** steps.

    Age is counted from the newest entry of all, steps are the newer events of the same person.

    Returns:
        Shape (n_persons, n_products), float32, sorted indices. Below 0 is what a person dislikes: more was taken back
        than was ever given. What was only taken back is absent.
    """
    age_days = (interactions.at_ms.max(initial=0) - interactions.at_ms) / DAY_MS
    fading = np.power(0.5, age_days / half_life_days) * np.power(step_decay, _steps(interactions))
    decayed = _by_person(interactions, interactions.weight * fading)
    given = _by_person(interactions, interactions.weight)
    decayed.data[(decayed.data < 0) & (given.data >= 0)] = 0
    decayed.eliminate_zeros()
    return decayed


def _steps(interactions: Interactions) -> Int32:
    """How many newer events of the same person there are, shape (n,)."""
    begins = np.diff(interactions.event, prepend=-1) != 0
    number = np.cumsum(begins, dtype=np.int32)
    last = np.zeros(interactions.n_persons, np.int32)
    np.maximum.at(last, interactions.person, number)
    steps: Int32 = last[interactions.person] - number
    return steps


def _by_person(interactions: Interactions, values: Float32) -> csr_matrix:
    """Sums over entries of the same person and product; the places are the same for any values."""
    shape = (interactions.n_persons, interactions.n_products)
    matrix = csr_matrix((values.astype(np.float32), (interactions.person, interactions.row)), shape=shape)
    matrix.sum_duplicates()
    return matrix
