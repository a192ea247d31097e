"""Reads the ledger's events into arrays, page by page: 33 bytes an entry are kept, not the events."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from hashlib import blake2b
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from service.limits import VISIT_IDLE_MS
from service.ports import History
from service.types import Event, EventType, ProductId, RecordedEvent, Seq
from training.bench import Tell
from training.dataset import Interactions, NothingToLearn
from training.limits import check_weights
from training.refunds import refunded

Int32: TypeAlias = NDArray[np.int32]
Int64: TypeAlias = NDArray[np.int64]

_PAGE = 10_000
_TYPES = tuple(EventType)
_NUMBER_OF = {event_type: number for number, event_type in enumerate(_TYPES)}


def read_interactions(
    history: History,
    weights: Mapping[EventType, float],
    *,
    until: Seq | None = None,
    tell: Tell = lambda _done, _of: None,
) -> Interactions:
    """Read all telling events up to `until`, or the ledger's present end.

    A person is the user id if there is one, else the visitor id. Purchases that were refunded are left out, and their
    refunds with them. The result does not depend on the order in which events arrived.

    Raises:
        SettingsInvalid: a weight is not a number, or absurd.
        NothingToLearn: no event that shows interest names a product.
    """
    check_weights(weights)
    end, first = history.last_seq() if until is None else until, 0
    entries = _Entries()
    n_of_type: Counter[EventType] = Counter()
    for record in _records(history, end, tell):
        first = first or record.seq
        n_of_type[record.event.event_type] += 1
        if record.event.event_type in weights:
            entries.add(record.event)
    interactions = replace(entries.interactions(weights, first_seq=first, last_seq=end), n_of_type=n_of_type)
    if not (interactions.weight > 0).any():
        raise NothingToLearn("the ledger holds no views, clicks, baskets or purchases: import events first")
    return interactions


class _Entries:
    """Columns that grow by one entry for each product of an event."""

    def __init__(self) -> None:
        self._persons: dict[tuple[str, str], int] = {}
        self._products: dict[ProductId, int] = {}
        self._person, self._product = array("i"), array("i")
        self._at_ms, self._event, self._session = array("q"), array("q"), array("q")
        self._types = array("b")

    def add(self, event: Event) -> None:
        person = self._persons.setdefault(_person(event), len(self._persons))
        identity, session = _hash(event.event_id), _hash(event.session_id) if event.session_id else 0
        for entry in event.products:
            self._person.append(person)
            self._product.append(self._products.setdefault(entry.product_id, len(self._products)))
            self._at_ms.append(event.at_ms)
            self._event.append(identity)
            self._session.append(session)
            self._types.append(_NUMBER_OF[event.event_type])

    def interactions(self, weights: Mapping[EventType, float], *, first_seq: int, last_seq: int) -> Interactions:
        person = _ranks(list(self._persons))[np.frombuffer(self._person, np.int32)]
        at_ms, identity = np.frombuffer(self._at_ms, np.int64), np.frombuffer(self._event, np.int64)
        order = np.lexsort((identity, at_ms, person))
        person, at_ms = person[order], at_ms[order]
        types = np.frombuffer(self._types, np.int8)[order]
        is_purchase, is_refund = (types == _NUMBER_OF[of] for of in (EventType.PURCHASE_COMPLETE, EventType.REFUND))
        row = _ranks(list(self._products))[np.frombuffer(self._product, np.int32)[order]]
        weight_of = np.array([weights.get(event_type, 0.0) for event_type in _TYPES], np.float32)
        gone = refunded(person, row, is_purchase=is_purchase, is_refund=is_refund)
        read = Interactions(
            product_ids=tuple(sorted(self._products)),
            n_persons=len(self._persons),
            person=person,
            row=row,
            at_ms=at_ms,
            event=_numbered(_changes(person) | _changes(at_ms) | _changes(identity[order])),
            visit=_visits(person, at_ms, np.frombuffer(self._session, np.int64)[order]),
            weight=weight_of[types],
            is_purchase=is_purchase,
            first_seq=first_seq,
            last_seq=last_seq,
        )
        return read.where(~gone) if gone.any() else read


def _visits(person: Int32, at_ms: Int64, session: Int64) -> Int32:
    """Number visits: 30 idle minutes end one, or another session; who names none (0) goes on with the visit around."""
    named = np.maximum.accumulate(np.where(session != 0, np.arange(session.size), 0))
    idle = np.diff(at_ms, prepend=at_ms[:1]) > VISIT_IDLE_MS
    return _numbered(_changes(person) | idle | (_changes(session[named]) & (session != 0)))


def _changes(column: NDArray[np.generic]) -> NDArray[np.bool_]:
    """Whether each value differs from the one before; the first does not."""
    changed = np.zeros(column.size, np.bool_)
    changed[1:] = column[1:] != column[:-1]
    return changed


def _numbered(begins: NDArray[np.bool_]) -> Int32:
    return np.cumsum(begins, dtype=np.int32)


def _ranks(keys: list[ProductId] | list[tuple[str, str]]) -> Int32:
    """The place of each key among the sorted ones."""
    ranks = np.empty(len(keys), np.int32)
    ranks[sorted(range(len(keys)), key=keys.__getitem__)] = np.arange(len(keys))
    return ranks


def _person(event: Event) -> tuple[str, str]:
    # The kind stands first: a visitor id that happens to spell a user id is another person.
    return ("user", event.user_id) if event.user_id else ("visitor", event.visitor_id)


def _hash(text: str) -> int:
    """A number that is the same in every process; two of a billion events share one with a chance of a few per cent."""
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "little", signed=True)


def _records(history: History, end: Seq, tell: Tell) -> Iterator[RecordedEvent]:
    after = Seq(0)
    while page := history.events(after=after, limit=_PAGE):
        yield from (record for record in page if record.seq <= end)
        after = page[-1].seq
        tell(min(after, end), end)
        if after >= end:
            return
