"""What became of the answers that were shown: impressions of the ledger joined with the events that follow from them."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import IntFlag
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from service.answers import AttributionId
from service.bundle.manifest import last_seq_of
from service.impressions import Impression, attributed
from service.ports import History
from service.types import Event, EventType, ProductId, RecordedEvent, Seq, VisitorId
from service.usecases.snapshot import bundle_of
from training.bench import Tell

BOUGHT_WITHIN_MS = 7 * 24 * 3600 * 1000
# Far more than the clicks that weights are learned from; a million would take a quarter of an hour to read.
MAX_ANSWERS = 200_000
_PAGE = 2_000
# An answer has hundreds of parts.
_PAGE_OF_IMPRESSIONS = 200
# An impression event that names no product speaks of all that the answer showed.
_ALL = ProductId("")


class Sequel(IntFlag):
    """What became of a hit; what is bought was clicked, and what is clicked was seen."""

    SEEN = 1
    CLICKED = 2
    BOUGHT = 4


_CLICKED = Sequel.SEEN | Sequel.CLICKED
_SEQUELS: Mapping[EventType, Sequel] = MappingProxyType(
    {
        EventType.IMPRESSION: Sequel.SEEN,
        EventType.CLICK: _CLICKED,
        EventType.DETAIL_PAGE_VIEW: _CLICKED,
        EventType.ADD_TO_WISHLIST: _CLICKED,
        EventType.ADD_TO_CART: _CLICKED,
        EventType.PURCHASE_COMPLETE: _CLICKED | Sequel.BOUGHT,
    }
)


@dataclass(frozen=True, slots=True, eq=False)
class Outcome:
    """An impression and what became of its hits. All arrays have the shape (n_hits,).

    Attributes:
        sequels: of each hit, flags of `Sequel`.
    """

    impression: Impression
    sequels: NDArray[np.uint8]

    @property
    def positions(self) -> NDArray[np.int64]:
        """Where each hit stood, from 1."""
        return self.impression.first_position + np.arange(self.sequels.size)

    @property
    def propensities(self) -> NDArray[np.float64]:
        """The probability with which each product stood there."""
        return np.array([hit.propensity for hit in self.impression.hits])

    def has(self, sequel: Sequel) -> NDArray[np.bool_]:
        """Which hits were seen, clicked or bought. Shops that send no impression events tell only what was clicked."""
        return (self.sequels & sequel) > 0


def outcomes(impressions: Iterable[Impression], events: Iterable[Event]) -> Iterator[Outcome]:
    """Join impressions with all events that carry their token, in the order of the impressions.

    A purchase without a token belongs to the answer from which its visitor clicked the product last, within seven days.
    Events of products that an answer did not show are left out.

    Args:
        impressions: read one after the other.
        events: in the order in which they happened. Of these only what follows from answers is kept in memory, of at most
            MAX_ANSWERS answers: those from which something followed first are forgotten first.
    """
    followed = _Followed()
    for event in events:
        followed.add(event)
    for impression in impressions:
        of_hit: Mapping[ProductId, int] = followed.sequels.get(impression.id, {})
        of_all = of_hit.get(_ALL, 0)
        sequels = [of_all | of_hit.get(hit.product_id, 0) for hit in impression.hits]
        yield Outcome(impression, np.array(sequels, np.uint8))


def read_outcomes(
    history: History, *, until: Seq | None = None, tell: Tell = lambda _done, _of: None
) -> Iterator[Outcome]:
    """The outcomes of the newest MAX_ANSWERS impressions that the ledger holds, oldest first; events after `until` are not read.

    Told is how far the events are read, and after them how far the impressions.
    """
    before = max(0, history.last_impression() - MAX_ANSWERS)
    for first in history.impressions(after=before, limit=1):
        # Nothing followed from an answer before its bundle had been learned.
        bundle = bundle_of(first.impression.snapshot_version)
        after = last_seq_of(bundle) if bundle is not None else Seq(0)
        end = history.last_seq() if until is None else until
        yield from outcomes(_impressions(history, before, tell), _events(history, after, end, tell))


class _Followed:
    """What events tell of the products of each answer, in `sequels`."""

    def __init__(self) -> None:
        self.sequels: OrderedDict[AttributionId, dict[ProductId, int]] = OrderedDict()
        self._clicked: OrderedDict[tuple[VisitorId, ProductId], tuple[AttributionId, int]] = OrderedDict()

    def add(self, event: Event) -> None:
        sequel = _SEQUELS.get(event.event_type)
        if sequel is None:
            return
        token = attributed(event.attribution_token)
        whole = [_ALL] if sequel is Sequel.SEEN else []
        for product in [line.product_id for line in event.products] or whole:
            answer = token.id if token is not None else self._bought_from(event, product)
            if answer is None:
                continue
            of_hit = self.sequels.setdefault(answer, {})
            of_hit[product] = of_hit.get(product, 0) | sequel
            if token is not None and sequel & Sequel.CLICKED:
                self._clicked[event.visitor_id, product] = answer, event.at_ms
                self._clicked.move_to_end((event.visitor_id, product))
        for kept in (self.sequels, self._clicked):
            while len(kept) > MAX_ANSWERS:
                kept.popitem(last=False)

    def _bought_from(self, event: Event, product: ProductId) -> AttributionId | None:
        """The answer that led to a purchase which does not name it."""
        if event.event_type is not EventType.PURCHASE_COMPLETE:
            return None
        answer, clicked_ms = self._clicked.get((event.visitor_id, product), (None, 0))
        return answer if event.at_ms - clicked_ms <= BOUGHT_WITHIN_MS else None


def _impressions(history: History, before: int, tell: Tell) -> Iterator[Impression]:
    after, last = before, history.last_impression()
    while page := history.impressions(after=after, limit=_PAGE_OF_IMPRESSIONS):
        yield from (record.impression for record in page)
        after = page[-1].number
        tell(min(after, last) - before, last - before)


def _events(history: History, after: Seq, until: Seq, tell: Tell) -> Iterator[Event]:
    page: list[RecordedEvent] = []
    while after < until and (page := history.events(after=after, limit=_PAGE)):
        yield from (record.event for record in page if record.seq <= until)
        after = page[-1].seq
        tell(min(after, until), until)
