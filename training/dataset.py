"""The ledger's events as arrays: who touched which product when, how much it says, and the matrix made of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from service.ports import History
from service.types import Event, EventType, ProductId, RecordedEvent, Seq

Float32: TypeAlias = NDArray[np.float32]
Int32: TypeAlias = NDArray[np.int32]
Int64: TypeAlias = NDArray[np.int64]

_PAGE = 10_000
_DAY_MS = 24 * 3600 * 1000


class NothingToLearn(ValueError):
    """The ledger holds no event that says what anybody likes."""


@dataclass(frozen=True, slots=True, eq=False)
class Interactions:
    """One entry for each product of each telling event, ordered by person, then event time, then event id.

    Attributes:
        product_ids: by row, ascending.
        n_persons: persons are numbered 0 to n_persons - 1; who they are is not kept.
        person, row: shape (n,).
        at_ms: event time, shape (n,).
        event: the number of the event within all, ascending, shape (n,).
        weight: of the event's type, negative for what takes interest back, shape (n,).
        first_seq, last_seq: the stretch of the ledger that was read.
    """

    product_ids: tuple[ProductId, ...]
    n_persons: int
    person: Int32
    row: Int32
    at_ms: Int64
    event: Int32
    weight: Float32
    first_seq: int
    last_seq: int

    @property
    def n_events(self) -> int:
        """How many events told something."""
        return len(np.unique(self.event))

    def where(self, mask: NDArray[np.bool_]) -> Interactions:
        """The masked entries; products and persons keep their numbers. `mask` has shape (n,)."""
        return replace(
            self,
            person=self.person[mask],
            row=self.row[mask],
            at_ms=self.at_ms[mask],
            event=self.event[mask],
            weight=self.weight[mask],
        )


def read_interactions(history: History, weights: Mapping[EventType, float]) -> Interactions:
    """Read all telling events up to the ledger's present end.

    A person is the user id if there is one, else the visitor id. The result does not depend on the order in which
    events arrived.

    Raises:
        NothingToLearn: no event that shows interest names a product.
    """
    end = history.last_seq()
    records = list(_records(history, end))
    events = [record.event for record in records if record.event.event_type in weights and record.event.products]
    if not any(weights[event.event_type] > 0 for event in events):
        raise NothingToLearn("the ledger holds no views, clicks, baskets or purchases: import events first")
    events.sort(key=lambda event: (_person(event), event.at_ms, event.event_id))
    return _columns(events, weights, first_seq=records[0].seq, last_seq=end)


def confidence_matrix(interactions: Interactions, *, alpha: float, half_life_days: float) -> csr_matrix:
    """Confidences c = alpha * sum of weight * 0.5 ** (age / half-life), age counted from the newest entry.

    Returns:
        Shape (n_persons, n_products), float32, sorted indices; sums that are not positive are absent.
    """
    age_days = (interactions.at_ms.max(initial=0) - interactions.at_ms) / _DAY_MS
    values = alpha * interactions.weight * np.power(0.5, age_days / half_life_days)
    shape = (interactions.n_persons, len(interactions.product_ids))
    matrix = csr_matrix((values, (interactions.person, interactions.row)), shape=shape)
    matrix.sum_duplicates()
    matrix.data[matrix.data < 0] = 0
    matrix.eliminate_zeros()
    return matrix.astype(np.float32)


def _records(history: History, end: Seq) -> Iterator[RecordedEvent]:
    after = Seq(0)
    while page := history.events(after=after, limit=_PAGE):
        yield from (record for record in page if record.seq <= end)
        after = page[-1].seq
        if after >= end:
            return


def _person(event: Event) -> tuple[str, str]:
    # The kind stands first: a visitor id that happens to spell a user id is another person.
    return ("user", event.user_id) if event.user_id else ("visitor", event.visitor_id)


def _columns(events: list[Event], weights: Mapping[EventType, float], *, first_seq: int, last_seq: int) -> Interactions:
    entries = [(number, entry.product_id) for number, event in enumerate(events) for entry in event.products]
    event = np.array([number for number, _ in entries], dtype=np.int32)
    product_ids = tuple(sorted({product for _, product in entries}))
    rows = {product: row for row, product in enumerate(product_ids)}
    numbers: dict[tuple[str, str], int] = {}
    person = [numbers.setdefault(_person(event), len(numbers)) for event in events]
    return Interactions(
        product_ids=product_ids,
        n_persons=len(numbers),
        person=np.array(person, dtype=np.int32)[event],
        row=np.array([rows[product] for _, product in entries], dtype=np.int32),
        at_ms=np.array([event.at_ms for event in events], dtype=np.int64)[event],
        event=event,
        weight=np.array([weights[event.event_type] for event in events], dtype=np.float32)[event],
        first_seq=first_seq,
        last_seq=last_seq,
    )
